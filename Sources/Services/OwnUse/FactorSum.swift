import Metering
package import Store

/// What a person's use cost or emitted: each day's amount by the factor of that day.
package struct FactorSum: Hashable, Sendable {
    /// In millionths of a euro or of a kilogram of CO₂ equivalent, rounded half up once, over the whole sum.
    package let millionths: Int64
    /// The factors that it rests on, each once, in the order of their days.
    package let factors: [CarrierFactor]

    /// Nil where a day has no factor, or the sum does not fit: part of a cost is no cost.
    package init?(_ kind: CarrierFactor.Kind, of use: OwnUse, by table: CarrierFactors) {
        var sum: Int128 = 0
        var used: [CarrierFactor] = []
        for (day, amount) in use.amounts {
            guard let factor = table.factor(kind, of: use.channel.carrier, on: day) else { return nil }
            sum += Int128(amount) * Int128(factor.millionths)
            if used.last != factor { used.append(factor) }
        }
        // Amounts are watt-hours or litres, factors for a thousand of them.
        guard !used.isEmpty, let millionths = Int64(exactly: (sum + 500) / 1_000) else { return nil }
        self.millionths = millionths
        factors = used
    }
}
