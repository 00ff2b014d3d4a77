package import Access
package import Metering

/// What energies and water cost and emit, from a day on, each by a named source: the operator's table, `factors.json`.
///
///     {"factors": [{"kind": "emissions", "carrier": "electricity", "from": "2026-01-01", "amount": "0.052",
///                   "source": {"french": "…", "english": "…"}, "address": "https://…"}]}
package struct CarrierFactors: Hashable, Sendable {
    package let factors: [CarrierFactor]

    package static let none = CarrierFactors(checked: [])

    private init(checked factors: [CarrierFactor]) { self.factors = factors }

    /// Throws where two factors of one kind and carrier hold on the same day.
    package init(_ factors: [CarrierFactor]) throws(StoreError) {
        for (index, factor) in factors.enumerated() {
            guard !factors[..<index].contains(where: { $0.meets(factor) }) else {
                throw .settings(
                    """
                    factors.json: two factors for the \(factor.kind.rawValue) of \(factor.carrier.rawValue) hold from \
                    \(factor.from) on: end the earlier one with "until"
                    """)
            }
        }
        self.init(checked: factors)
    }

    package func factor(_ kind: CarrierFactor.Kind, of carrier: Carrier, on day: CivilDay) -> CarrierFactor? {
        factors.first { $0.kind == kind && $0.carrier == carrier && $0.holds(on: day) }
    }
}

/// What a kilowatt-hour, or a cubic metre of water, costs or emits.
package struct CarrierFactor: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// In euros, taxes included, subscription apart.
        case price
        /// In kilograms of CO₂ equivalent.
        case emissions
    }

    package let kind: Kind
    package let carrier: Carrier
    package let from: CivilDay
    /// The first day on which it does not hold any more; nil: it holds until further notice.
    package let until: CivilDay?
    /// In millionths of a euro or kilogram, for each kilowatt-hour or cubic metre.
    package let millionths: Int64
    package let source: BilingualText
    /// Where the source can be read.
    package let address: String?

    package init(
        _ kind: Kind, of carrier: Carrier, from: CivilDay, until: CivilDay? = nil, millionths: Int64,
        source: BilingualText, address: String? = nil
    ) {
        self.kind = kind
        self.carrier = carrier
        self.from = from
        self.until = until
        self.millionths = millionths
        self.source = source
        self.address = address
    }

    package func holds(on day: CivilDay) -> Bool { from <= day && until.map { day < $0 } ?? true }

    fileprivate func meets(_ other: CarrierFactor) -> Bool {
        kind == other.kind && carrier == other.carrier && (holds(on: other.from) || other.holds(on: from))
    }

    private enum CodingKeys: String, CodingKey { case kind, carrier, from, until, amount, source, address }

    /// The amount is a text such as `"0.2016"`, since numbers of JSON become binary fractions in many readers.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func fault(_ key: CodingKeys, _ words: String) -> DecodingError {
            .dataCorruptedError(forKey: key, in: container, debugDescription: words)
        }
        let text = try container.decode(String.self, forKey: .amount)
        guard let amount = Money(decimal: text, .euro), amount.millionths >= 0 else {
            throw fault(.amount, "an amount is a text such as \"0.2016\", with at most six decimals")
        }
        let from = try container.decode(CivilDay.self, forKey: .from)
        let until = try container.decodeIfPresent(CivilDay.self, forKey: .until)
        if let until, until <= from { throw fault(.until, "it ends on \(until), before it begins: write a later day") }
        let address = try container.decodeIfPresent(String.self, forKey: .address)
        if let address, !address.hasPrefix("https://") { throw fault(.address, "write an address with https://") }
        self.init(
            try container.decode(Kind.self, forKey: .kind), of: try container.decode(Carrier.self, forKey: .carrier),
            from: from, until: until, millionths: amount.millionths,
            source: try container.decode(BilingualText.self, forKey: .source), address: address)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(carrier, forKey: .carrier)
        try container.encode(from, forKey: .from)
        try container.encodeIfPresent(until, forKey: .until)
        try container.encode(Money(millionths: millionths, .euro).decimal, forKey: .amount)
        try container.encode(source, forKey: .source)
        try container.encodeIfPresent(address, forKey: .address)
    }
}
