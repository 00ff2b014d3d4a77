package import Metering

/// Something that happened to a consent. Events are only added; the consent is their fold.
package struct ConsentEvent: VersionedBody, Hashable {
    package static let bodyName = "consent_event"

    package enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        case drafted, sent, accepted, activated, suspended, resumed, refused, revoked, expired, unfulfillable
        /// The recipient or the operator ended it.
        case terminated
        case movedOut = "moved-out"

        /// Who may cause it.
        var author: Author {
            switch self {
            case .accepted, .refused, .revoked: .customer
            case .terminated: .otherSide
            case .drafted, .sent, .activated, .suspended, .resumed, .expired, .unfulfillable, .movedOut: .platform
            }
        }
    }

    enum Author { case customer, otherSide, platform }

    package let kind: Kind
    package let at: Instant
    package let by: Agent
    /// What is asked; with `drafted` only.
    package let terms: ConsentTerms?
    /// What the customer agreed to; with `accepted` only.
    package let choice: ConsentChoice?
    /// Why, in words for both sides: never a name or an identifier.
    package let reason: String?

    package init(
        _ kind: Kind, at: Instant, by: Agent, terms: ConsentTerms? = nil, choice: ConsentChoice? = nil,
        reason: String? = nil
    ) {
        self.kind = kind
        self.at = at
        self.by = by
        self.terms = terms
        self.choice = choice
        self.reason = reason
    }
}

/// What a consent is about. The point and the person stand behind the occupancy: when that is erased, the proof of
/// the consent stays without either.
package struct ConsentTerms: Hashable, Sendable, Codable {
    package let need: DataNeedID
    package let recipient: RecipientID
    package let occupancy: OccupancyID
    package let carriers: Set<Carrier>
    package let directions: Set<Direction>
    package let steps: Granularity
    package let pastMonths: Int
    package let durationMonths: Int
    package let textVersion: String
    package let textHash: String

    package init(_ need: DataNeed, occupancy: OccupancyID) {
        self.need = need.need
        recipient = need.recipient
        self.occupancy = occupancy
        carriers = need.carriers
        directions = need.directions
        steps = need.steps
        pastMonths = need.pastMonths
        durationMonths = need.durationMonths
        textVersion = need.text.version
        textHash = need.text.hash
    }
}

/// What a customer agreed to: all that was asked, or less.
package struct ConsentChoice: Hashable, Sendable, Codable {
    package let steps: Granularity
    /// The first day of which data may be read; nil for as far back as was asked.
    package let from: CivilDay?
    /// The hash of the text that was shown.
    package let textHash: String

    package init(steps: Granularity, from: CivilDay? = nil, textHash: String) {
        self.steps = steps
        self.from = from
        self.textHash = textHash
    }
}
