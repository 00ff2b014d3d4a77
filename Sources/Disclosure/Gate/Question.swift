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
    /// Days of the whole publication that this figure is part of; nil when it goes on without an end, as daily
    /// publications do.
    package var publicationDays: Int?
    /// The one sector of all members; nil where sectors are mixed or not known.
    package var sector: Policy.Sector?
    /// What the members are, all of them; small or personal unless it is known that none is.
    package var clientele = Policy.Clientele.smallOrPersonal
    package var requester = Requester.outsider

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

extension Question {
    /// All that is asked, field by field. Part of fingerprints: frozen.
    package var terms: [String] {
        [
            set.id, set.kind, set.use, set.usage.rawValue, set.figureStep.rawValue,
            carrier.rawValue, direction.rawValue, period.lowerBound.description, period.upperBound.description,
            "\(expectedPoints)", consent?.rawValue ?? "", publicationDays.map(String.init) ?? "",
            sector?.rawValue ?? "", clientele.rawValue, requester.description,
        ]
    }
}
