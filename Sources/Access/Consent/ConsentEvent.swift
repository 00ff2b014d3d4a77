package import Metering

/// Something that happened to a consent. Events are only added; the consent's state follows from them.
package struct ConsentEvent: VersionedBody, Hashable {
    package static let bodyName = "consent_event"
    /// 2: the terms have the words that were asked.
    package static let version = 2

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

    /// Version 1 is this one without the words.
    package static func read(version _: Int, from decoder: any Decoder) throws -> ConsentEvent {
        try ConsentEvent(from: decoder)
    }

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
