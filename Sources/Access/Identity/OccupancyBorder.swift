import Metering

/// The first day of a point that an erased person, or one whose occupancy was kept long enough, did not hold. The days
/// before it are nobody's any more: who comes after gets none of them, whatever a letter says. It names neither the
/// person nor, in clear, the point, and stays.
struct OccupancyBorder: StoredRecord {
    static let kind = RecordKind("occupancy_border")
    /// The keyed hash of the point: one border of each, the last.
    let id: String
    let day: CivilDay

    var owner: String { id }
    var end: Instant? { nil }

    static func id(of point: PointID, _ keys: TenantKeys) -> String { keys.index(of: point.text, as: "border") }
}

extension RecordTransaction {
    /// Keeps the border of an occupancy that is removed: where it ended, or the day after the removal.
    func keepBorder(of occupancy: Occupancy, _ keys: TenantKeys, removedAt now: Instant) throws {
        let id = OccupancyBorder.id(of: occupancy.point, keys)
        let day = occupancy.until ?? CivilDay(containing: now).advanced(by: 1)
        if let border = try record(OccupancyBorder.self, id), border.day >= day { return }
        try put(OccupancyBorder(id: id, day: day))
    }
}
