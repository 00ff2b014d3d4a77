package import Metering

/// What is asked of the gate: a figure of which set, over which period, for whom.
package struct FigureRequest: Hashable, Sendable {
    package let set: PointSet
    package let carrier: Carrier
    package let direction: Direction
    package let period: ClosedRange<CivilDay>
    /// The number of members of the set over the period, with data or not.
    package let expectedPoints: Int
    /// The finest data that every member agreed to share; nil when one did not.
    package let consent: Membership.Consent?
    /// Days of the whole publication that this figure is part of; nil for one without an end, as daily publications
    /// are.
    package var publicationDays: Int?
    /// The one sector of all members; nil where sectors are mixed or not known.
    package var sector: Policy.Sector?
    /// The clientele of all members: small or personal unless it is known that none is.
    package var clientele = Policy.Clientele.smallOrPersonal
    package var requester = Requester.outsider
    /// The sets that were taken together, where the set is such a union; its identifier, and so the terms, say them.
    package var parts: [String] = []

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

extension FigureRequest {
    package var setName: SetName { SetName(id: set.id, parts: parts) }

    /// All that is asked, field by field. Part of the fingerprints of daily figures' inputs, and so frozen: other terms
    /// would make a new edition of every figure.
    package var terms: [String] {
        [
            set.id, set.kind, set.useCase, set.visibility.rawValue, set.figureStep.rawValue,
            carrier.rawValue, direction.rawValue, period.lowerBound.description, period.upperBound.description,
            "\(expectedPoints)", consent?.rawValue ?? "", publicationDays.map(String.init) ?? "",
            sector?.rawValue ?? "", clientele.rawValue, requester.description,
        ]
    }

    /// All that is asked, as Swift's reflection wrote it when this type was named `Question`, and `Visibility` `Usage`.
    /// Part of the fingerprints of annual tables' inputs, and so frozen.
    package var tableTerms: String {
        let set = """
            Metering.PointSet(id: \(String(reflecting: set.id)), kind: \(String(reflecting: set.kind)), \
            use: \(String(reflecting: set.useCase)), usage: Metering.Usage.\(set.visibility), \
            figureStep: \(String(reflecting: set.figureStep)))
            """
        return """
            Question(set: \(set), carrier: \(String(reflecting: carrier)), direction: \(String(reflecting: direction)), \
            period: \(String(reflecting: period)), expectedPoints: \(expectedPoints), \
            consent: \(String(reflecting: consent)), publicationDays: \(String(reflecting: publicationDays)), \
            sector: \(String(reflecting: sector)), clientele: \(String(reflecting: clientele)), requester: \(requester))
            """
    }
}
