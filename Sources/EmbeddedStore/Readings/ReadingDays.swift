import Metering
import Store

/// The days that readings change: the one that holds its instant and, of a reading at midnight, the one that ends there.
struct ReadingDays {
    private(set) var ranges = ChangeRanges()
    /// Readings come by channel, and channels are read at the same instants, whose days are computed once. Bounded: emptied when full.
    private var daysOf: [Instant: ClosedRange<CivilDay>] = [:]
    private static let mostInstants = 4_096

    mutating func add(_ readings: [PagedReading]) {
        for reading in readings { ranges.add(reading.channel, days(of: reading.at)) }
    }

    private mutating func days(of instant: Instant) -> ClosedRange<CivilDay> {
        if let days = daysOf[instant] { return days }
        let day = CivilDay(containing: instant)
        let days = (day.start == instant ? day.advanced(by: -1) : day)...day
        if daysOf.count == ReadingDays.mostInstants { daysOf.removeAll(keepingCapacity: true) }
        daysOf[instant] = days
        return days
    }
}
