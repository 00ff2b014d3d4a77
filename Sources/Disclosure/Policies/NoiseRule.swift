extension Policy {
    /// The sets of which sums under differential privacy may be asked, and the most that they may cost each point.
    ///
    /// Costs are whole thousandths of ε, so that a ledger of them is exact.
    package struct NoiseRule: Hashable, Sendable, Codable {
        package let id: String
        /// Kinds of sets that are large by nature: `commune`, `epci`, `department`, `region`.
        package let setKinds: [String]
        /// Fewest members of the set, with data or not: to count those with data would itself reveal something.
        package let minimumPoints: Int
        /// The most that one release may cost.
        package let costPerRelease: Int
        /// The most that all releases over one year's data may cost a point, ever.
        package let costPerYear: Int
        /// The bound, in watt-hours (litres for water) a day, to which a point's energy is cut before it is added.
        package let clipPerDay: Int64
        /// Gaussian noise keeps ε but for a chance of one in this many.
        package let gaussianOdds: Int64
        package let because: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, setKinds, minimumPoints, costPerRelease, costPerYear, clipPerDay, gaussianOdds, because
        }
    }
}
