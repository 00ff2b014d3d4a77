extension Money: CustomStringConvertible {
    /// `12.50 EUR`: at least two decimals, and as many as the amount has.
    package var description: String { "\(decimal) \(currency)" }

    /// `12.50`, `-0.0337`: a point, no separators of thousands, at least two decimals and no zeros after them.
    package var decimal: String {
        let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var digits = String(fraction)
        digits = String(repeating: "0", count: 6 - digits.utf8.count) + digits
        while digits.utf8.count > 2, digits.hasSuffix("0") { digits.removeLast() }
        return "\(millionths < 0 ? "-" : "")\(whole).\(digits)"
    }

    /// An amount as `decimal` writes it, or with fewer decimals: `12`, `12.5`, `-0.0337`. Nil for anything else: a
    /// seventh decimal, a comma, a plus, an exponent, an amount that does not fit.
    package init?(decimal text: String, _ currency: Currency) {
        guard let millionths: Int64 = DecimalText.read(text, decimals: 6) else { return nil }
        self.init(millionths: millionths, currency)
    }
}

extension Money: Codable {
    private enum CodingKeys: String, CodingKey { case amount, currency }

    /// `{"amount": "12.50", "currency": "EUR"}`: a text, since numbers of JSON become binary fractions in many readers.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .amount)
        guard let money = Money(decimal: text, try container.decode(Currency.self, forKey: .currency)) else {
            throw DecodingError.dataCorruptedError(
                forKey: .amount, in: container,
                debugDescription: "an amount is a text such as \"12.50\" with at most six decimals")
        }
        self = money
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(decimal, forKey: .amount)
        try container.encode(currency, forKey: .currency)
    }
}
