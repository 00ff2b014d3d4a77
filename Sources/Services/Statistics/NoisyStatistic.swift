package import Disclosure
package import Metering
package import Publication

/// Ad-hoc sums of large territories under differential privacy, recorded and charged before they are answered.
package struct NoisyStatistic {
    private let office: ReleaseOffice
    private let policy: Policy
    private let now: Instant

    /// A sum with noise, as it was recorded.
    package struct Answer: Sendable, Encodable {
        package let set: String
        package let carrier: Carrier
        package let direction: Direction
        package let firstDay: CivilDay
        package let lastDay: CivilDay
        package let policy: String
        package let edition: Int
        package let release: NoisySum
    }

    package init(_ office: ReleaseOffice, policy: Policy, now: Instant) {
        self.office = office
        self.policy = policy
        self.now = now
    }

    /// The sum of a set over a day, or over the month of a day for a set with monthly figures
    /// (`ReleaseOffice.publish(_: NoisyRequest)`).
    package func sum(
        of set: String, _ carrier: Carrier, _ direction: Direction, on day: CivilDay, _ mechanism: NoiseMechanism,
        cost: Int
    ) throws -> Answer {
        let recorded = try office.publish(
            NoisyRequest(
                set, EnergyKind(carrier: carrier, direction: direction), on: day, mechanism, cost: cost,
                under: policy),
            now: now)
        return Answer(
            set: set, carrier: carrier, direction: direction, firstDay: recorded.period.lowerBound,
            lastDay: recorded.period.upperBound, policy: policy.id, edition: recorded.edition,
            release: recorded.sum)
    }
}
