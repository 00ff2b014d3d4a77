/// A quantity counted in whole units, with arithmetic that never traps.
///
/// A result that does not fit 64 bits throws `QuantityOverflow`; nothing is cut or wrapped. Values may be negative: a
/// correction takes away.
package protocol CountedQuantity: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    /// How the unit is written: `Wh`, `l`.
    static var symbol: String { get }

    var count: Int64 { get }

    init(count: Int64)
}

/// A sum or a difference that does not fit 64 bits.
package struct QuantityOverflow: Error, Hashable, CustomStringConvertible {
    /// The unit of the quantity.
    package let symbol: String

    package var description: String {
        "the sum is beyond \(Int64.max) \(symbol): add up fewer values, and look for one with digits too many"
    }
}

extension CountedQuantity {
    package static var zero: Self { Self(count: 0) }

    package func adding(_ other: Self) throws(QuantityOverflow) -> Self {
        let (sum, overflows) = count.addingReportingOverflow(other.count)
        if overflows { throw QuantityOverflow(symbol: Self.symbol) }
        return Self(count: sum)
    }

    package func subtracting(_ other: Self) throws(QuantityOverflow) -> Self {
        let (difference, overflows) = count.subtractingReportingOverflow(other.count)
        if overflows { throw QuantityOverflow(symbol: Self.symbol) }
        return Self(count: difference)
    }

    /// The sum of all, whatever their order: only a result that does not fit throws. Costs one pass.
    package static func sum(_ values: some Sequence<Self>) throws(QuantityOverflow) -> Self {
        let sum = values.reduce(Int128(0)) { $0 + Int128($1.count) }
        guard let count = Int64(exactly: sum) else { throw QuantityOverflow(symbol: symbol) }
        return Self(count: count)
    }

    package static func < (left: Self, right: Self) -> Bool { left.count < right.count }

    /// `1250 Wh`.
    package var description: String { "\(count) \(Self.symbol)" }

    /// A whole number, in the unit of the type.
    package init(from decoder: any Decoder) throws {
        self.init(count: try decoder.singleValueContainer().decode(Int64.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}
