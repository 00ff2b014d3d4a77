package import Metering

/// What a recipient needs data for: the question that a consent answers.
package struct DataNeed: StoredRecord {
    package static let kind = RecordKind("data_need")
    /// 2: a withdrawal.
    package static let version = 2
    package let need: DataNeedID
    package let recipient: RecipientID
    package let purpose: BilingualText
    package let carriers: Set<Carrier>
    package let directions: Set<Direction>
    /// What may be asked for. Daily and half-hourly data are two questions, never one (CNIL, formal notice to EDF
    /// and Engie, 2020).
    package let granularity: Granularity
    /// How many months before the acceptance the data may begin.
    package let pastMonths: Int
    /// How many months after the acceptance the consent ends.
    package let durationMonths: Int
    package let text: ConsentText
    /// From when on nobody is asked for it any more; what was agreed to before stands until it ends.
    package private(set) var withdrawnAt: Instant?

    package init(
        need: DataNeedID = .random(), recipient: RecipientID, purpose: BilingualText, carriers: Set<Carrier>,
        directions: Set<Direction>, granularity: Granularity, pastMonths: Int, durationMonths: Int, text: ConsentText
    ) {
        self.need = need
        self.recipient = recipient
        self.purpose = purpose
        self.carriers = carriers
        self.directions = directions
        self.granularity = granularity
        self.pastMonths = pastMonths
        self.durationMonths = durationMonths
        self.text = text
    }

    private enum CodingKeys: String, CodingKey {
        case need, recipient, purpose, carriers, directions, pastMonths, durationMonths, text, withdrawnAt
        case granularity = "steps"
    }

    package static func read(version _: Int, from decoder: any Decoder) throws -> DataNeed {
        try DataNeed(from: decoder)
    }

    func withdrawn(at now: Instant) -> DataNeed {
        var need = self
        need.withdrawnAt = need.withdrawnAt ?? now
        return need
    }

    package var id: String { need.text }
    package var owner: String { recipient.text }
    package var end: Instant? { nil }
}
