package import Metering

/// What is asked of the gate: which set, over which period, for whom.
package struct Question: Hashable, Sendable {
    package let set: PointSet
    package let carrier: Carrier
    package let direction: Direction
    package let period: ClosedRange<CivilDay>
    /// Members of the set over the period, with data or not.
    package let expectedPoints: Int
    /// The finest data that every member agreed to share; nil when one did not.
    package let consent: Membership.Consent?

    package init(
        set: PointSet, carrier: Carrier, direction: Direction, period: ClosedRange<CivilDay>, expectedPoints: Int,
        consent: Membership.Consent?
    ) {
        self.set = set
        self.carrier = carrier
        self.direction = direction
        self.period = period
        self.expectedPoints = expectedPoints
        self.consent = consent
    }
}
