package import Metering

/// A manager's right to the totals of a building, noted by an operator who saw the papers.
package struct Mandate: StoredRecord {
    package static let kind = RecordKind("mandate")
    package let manager: AccountID
    /// The set of the registry that is the building.
    package let set: String
    package let from: Instant
    package let until: Instant?
    /// The opaque key under which the point list names the manager as the holder of points, common areas perhaps:
    /// whoever knows some of a total's parts is not one of those whom it hides.
    package let countingKey: String?

    package init(manager: AccountID, set: String, from: Instant, until: Instant? = nil, countingKey: String? = nil) {
        self.manager = manager
        self.set = set
        self.from = from
        self.until = until
        self.countingKey = countingKey
    }

    private enum CodingKeys: String, CodingKey {
        case manager, set, from, until
        case countingKey = "holder"
    }

    package var id: String { Mandate.id(manager, set) }
    package var owner: String { manager.text }
    package var subject: SubjectID? { SubjectID(manager) }
    package var end: Instant? { until }

    static func id(_ manager: AccountID, _ set: String) -> String { "\(manager.text) \(set)" }

    package func isCurrent(at now: Instant) -> Bool { from <= now && until.map { now < $0 } ?? true }
}

extension RecordReading {
    /// The mandates that a manager has now, by set.
    package func mandates(of manager: AccountID, now: Instant) throws -> [Mandate] {
        try records(Mandate.self, of: manager.text).filter { $0.isCurrent(at: now) }
    }
}
