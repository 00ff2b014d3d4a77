import Metering

/// The first day of a point that an erased person did not hold. The days before it are nobody's any more: who comes
/// after gets none of them, whatever a letter says. It names nobody, and stays.
struct OccupancyBorder: StoredRecord {
    static let kind = RecordKind("occupancy_border")
    let point: PointID
    let day: CivilDay

    /// One of a point: the last.
    var id: String { point.text }
    var owner: String { point.text }
    var end: Instant? { nil }
}

extension RecordTransaction {
    /// Keeps the border of an occupancy that is erased: where it ended, or the day after the erasure.
    func keepBorder(of occupancy: Occupancy, erasedAt now: Instant) throws {
        let day = occupancy.until ?? CivilDay(containing: now).advanced(by: 1)
        if let border = try record(OccupancyBorder.self, occupancy.point.text), border.day >= day { return }
        try put(OccupancyBorder(point: occupancy.point, day: day))
    }
}
