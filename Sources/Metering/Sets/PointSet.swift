/// The metering points that an aggregate covers, and what the aggregate is for.
package struct PointSet: Hashable, Sendable, Codable, Identifiable {
    package let id: String
    /// What the set is on the ground: `commune`, `concentrator`, `building`, `cluster`, `producers`…
    package let kind: String
    /// What the figures serve; figures of one use case leave in one file. Documents and lists call it `use`.
    package let useCase: String
    /// Documents, lists and policies call it `usage`.
    package let visibility: Visibility
    package let figureStep: FigureStep

    package init(
        id: String, kind: String, useCase: String, visibility: Visibility, figureStep: FigureStep = .day
    ) {
        self.id = id
        self.kind = kind
        self.useCase = useCase
        self.visibility = visibility
        self.figureStep = figureStep
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, figureStep
        case useCase = "use"
        case visibility = "usage"
    }
}

/// Who sees a figure. Restricted is shared with those strictly needed by the project, never passed on.
package enum Visibility: String, CaseIterable, Hashable, Sendable, Codable {
    case `public`, restricted
}

/// A metering point's presence in a set over civil days `[from, until)`.
package struct Membership: Hashable, Sendable {
    package let channel: Channel
    package let from: CivilDay
    /// First day on which the point no longer belongs; nil while it does.
    package let until: CivilDay?
    /// The finest data its holder agreed to share for this set; nil without consent.
    package let consent: Consent?

    package init(channel: Channel, from: CivilDay, until: CivilDay? = nil, consent: Consent? = nil) {
        self.channel = channel
        self.from = from
        self.until = until
        self.consent = consent
    }

    package func covers(_ day: CivilDay) -> Bool { from <= day && until.map { day < $0 } ?? true }

    /// What a holder agreed to: a curve agreement includes the day.
    package enum Consent: String, CaseIterable, Hashable, Sendable, Codable, Comparable {
        case day, curve

        package static func < (left: Self, right: Self) -> Bool { left == .day && right == .curve }
    }
}
