package import Metering

/// A question for personal data: who asks, about what, and why.
package struct ReadRequest: Sendable {
    package let reader: Reader
    package let subject: Subject
    package let carrier: Carrier
    package let direction: Direction
    package let days: ClosedRange<CivilDay>
    package let step: FigureStep
    /// In a few words, for the log: never a name or an identifier.
    package let purpose: String
    /// The identifier of the request, to find it in other logs.
    package let request: String

    /// Who asks.
    package enum Reader: Hashable, Sendable, Codable {
        case resident(AccountID)
        case `operator`(AccountID)
        case buildingManager(AccountID)
        /// A client of a recipient; the consents that its token was issued for (nil: all of the recipient's).
        case recipient(ClientID, RecipientID, consents: Set<ConsentID>?)

        var actor: Agent {
            switch self {
            case .resident(let account), .operator(let account), .buildingManager(let account): .account(account)
            case .recipient(let client, _, _): .client(client)
            }
        }
    }

    /// What is asked about.
    package enum Subject: Hashable, Sendable {
        case point(PointID)
        /// The total of a building, over the points that belong to it on the days asked for.
        case building(set: String, points: Set<PointID>)
    }

    package init(
        by reader: Reader, about subject: Subject, carrier: Carrier = .electricity, direction: Direction = .extraction,
        days: ClosedRange<CivilDay>, step: FigureStep, purpose: String, request: String
    ) {
        self.reader = reader
        self.subject = subject
        self.carrier = carrier
        self.direction = direction
        self.days = days
        self.step = step
        self.purpose = purpose
        self.request = request
    }
}
