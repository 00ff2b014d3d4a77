package import Metering

/// Who is the customer at a metering point, on the civil days `[from, until)`. Every answer to a person, and every
/// consent, is clipped to it: whoever moves in never sees the days before.
package struct Occupancy: StoredRecord {
    package static let kind = RecordKind("occupancy")
    package let occupancy: OccupancyID
    package let point: PointID
    package let customer: AccountID
    package let from: CivilDay
    /// The first day after it; nil while it is open.
    package internal(set) var until: CivilDay?

    package init(
        occupancy: OccupancyID = .random(), point: PointID, customer: AccountID, from: CivilDay, until: CivilDay? = nil
    ) {
        self.occupancy = occupancy
        self.point = point
        self.customer = customer
        self.from = from
        self.until = until
    }

    /// The customer's key was `holder` when records had no versions.
    private enum CodingKeys: String, CodingKey {
        case occupancy, point, from, until
        case customer = "holder"
    }

    package var id: String { occupancy.text }
    package var owner: String { point.text }
    package var subject: SubjectID? { SubjectID(customer) }
    package var end: Instant? { until?.start }

    /// The days of a question that are this customer's; nil where none is.
    package func clip(_ days: ClosedRange<CivilDay>) -> ClosedRange<CivilDay>? {
        let last = until.map { min($0.advanced(by: -1), days.upperBound) } ?? days.upperBound
        let first = max(from, days.lowerBound)
        return first <= last ? first...last : nil
    }

    /// Whether it covers the civil day of an instant.
    package func isCurrent(at now: Instant) -> Bool { from.start <= now && until.map { now < $0.start } ?? true }
}
