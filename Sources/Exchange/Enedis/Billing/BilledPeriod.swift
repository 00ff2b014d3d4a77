import Metering

/// The civil days that a billed energy is of. One of a single day is no daily total either: it is rounded as bills are.
struct BilledPeriod: Hashable {
    let first: CivilDay
    let days: Int

    private static let longest = 367

    init(from first: CivilDay, to end: CivilDay) throws(RecordFault) {
        days = Int(end.daysSinceEpoch) - Int(first.daysSinceEpoch)
        self.first = first
        guard CivilDay.accepted.contains(first), CivilDay.accepted.contains(end) else {
            throw RecordFault(EnedisRule.dateRange, "a period from \(first) to \(end)")
        }
        guard 1...BilledPeriod.longest ~= days else {
            throw RecordFault(EnedisRule.step, "a period of \(days) days, from \(first) to \(end)")
        }
    }

    init(from start: Instant, to end: Instant) throws(RecordFault) {
        let (first, last) = (CivilDay(containing: start), CivilDay(containing: end))
        guard start == first.start, end == last.start else {
            throw RecordFault(EnedisRule.step, "an energy between moments that are no midnights")
        }
        try self.init(from: first, to: last)
    }

    var register: Register { .periodEnergy(days: days) }
    var start: Instant { first.start }
}
