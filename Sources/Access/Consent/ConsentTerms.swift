package import Metering

/// What a consent is about. It names the point and the person by the occupancy alone: once that is erased, the proof of
/// the consent leads to neither.
package struct ConsentTerms: Hashable, Sendable, Codable {
    package let need: DataNeedID
    package let recipient: RecipientID
    package let occupancy: OccupancyID
    package let carriers: Set<Carrier>
    package let directions: Set<Direction>
    package let granularity: Granularity
    package let pastMonths: Int
    package let durationMonths: Int
    package let textVersion: String
    package let textHash: String
    /// What the data are asked for, and the text of `textHash`, as the customer was shown them. Nil in events of
    /// version 1: the need had them, until its next change.
    package let purpose: BilingualText?
    package let text: BilingualText?

    private enum CodingKeys: String, CodingKey {
        case need, recipient, occupancy, carriers, directions, pastMonths, durationMonths, textVersion, textHash
        case purpose, text
        case granularity = "steps"
    }

    package init(_ need: DataNeed, occupancy: OccupancyID) {
        self.need = need.need
        recipient = need.recipient
        self.occupancy = occupancy
        carriers = need.carriers
        directions = need.directions
        granularity = need.granularity
        pastMonths = need.pastMonths
        durationMonths = need.durationMonths
        textVersion = need.text.version
        textHash = need.text.hash
        (purpose, text) = (need.purpose, need.text.body)
    }
}

/// What a customer agreed to: all that was asked, or less.
package struct ConsentChoice: Hashable, Sendable, Codable {
    package let granularity: Granularity
    /// The first day of which data may be read; nil for as far back as was asked.
    package let from: CivilDay?
    /// The hash of the text that was shown.
    package let textHash: String

    private enum CodingKeys: String, CodingKey {
        case from, textHash
        case granularity = "steps"
    }

    package init(granularity: Granularity, from: CivilDay? = nil, textHash: String) {
        self.granularity = granularity
        self.from = from
        self.textHash = textHash
    }
}
