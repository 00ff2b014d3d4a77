import Crypto
package import Metering

/// What a recipient needs data for: the question that a consent answers.
package struct DataNeed: StoredRecord {
    package static let kind = RecordKind("data_need")
    package let need: DataNeedID
    package let recipient: RecipientID
    package let purpose: BilingualText
    package let carriers: Set<Carrier>
    package let directions: Set<Direction>
    /// What may be asked for. Daily and half-hourly data are two questions, never one (CNIL, formal notice to EDF
    /// and Engie, 2020).
    package let steps: Granularity
    /// How many months before the acceptance the data may begin.
    package let pastMonths: Int
    /// How many months after the acceptance the consent ends.
    package let durationMonths: Int
    package let text: ConsentText

    package init(
        need: DataNeedID = .random(), recipient: RecipientID, purpose: BilingualText, carriers: Set<Carrier>,
        directions: Set<Direction>, steps: Granularity, pastMonths: Int, durationMonths: Int, text: ConsentText
    ) {
        self.need = need
        self.recipient = recipient
        self.purpose = purpose
        self.carriers = carriers
        self.directions = directions
        self.steps = steps
        self.pastMonths = pastMonths
        self.durationMonths = durationMonths
        self.text = text
    }

    package var id: String { need.text }
    package var owner: String { recipient.text }
    package var end: Instant? { nil }
}

/// What people read, in French and in English.
package struct BilingualText: Hashable, Sendable, Codable {
    package let french: String
    package let english: String

    package init(french: String, english: String) {
        self.french = french
        self.english = english
    }
}

/// The text that a person agrees to, with the hash that proves which it was.
package struct ConsentText: Hashable, Sendable, Codable {
    package let version: String
    package let body: BilingualText

    package init(version: String, body: BilingualText) {
        self.version = version
        self.body = body
    }

    private enum CodingKeys: String, CodingKey {
        case version
        case body = "words"
    }

    /// SHA-256 of both languages, 64 hexadecimal digits.
    package var hash: String {
        SHA256.hash(data: Array("\(body.french)\u{0}\(body.english)".utf8)).hexadecimal
    }
}

/// Two switches. A yes to half-hourly data is no yes to daily data, nor the other way round.
package struct Granularity: OptionSet, Hashable, Sendable, Codable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let daily = Granularity(rawValue: 1)
    package static let halfHourly = Granularity(rawValue: 2)

    /// The switch that figures on a step need. Nothing finer than half an hour can be consented to here.
    package init?(needed step: FigureStep) {
        switch step {
        case .day, .month, .year: self = .daily
        case .halfHour, .hour: self = .halfHourly
        case .tenMinutes: return nil
        }
    }
}
