import Metering
import Store

/// The days that readings change: the one that holds its instant and, of a reading at midnight, the one that ends
/// there.
struct ReadingDays {
    private(set) var ranges = ChangeRanges()
    /// A cache: readings come by channel, and channels are read at the same few instants, mostly midnights. An
    /// instant's place is its quarter of an hour, another one each day.
    private var latest = [(at: Instant, days: ClosedRange<CivilDay>)?](repeating: nil, count: 96)

    mutating func add(_ readings: [PagedReading]) {
        for reading in readings { ranges.add(reading.channel, days(of: reading.at)) }
    }

    private mutating func days(of instant: Instant) -> ClosedRange<CivilDay> {
        let seconds = instant.secondsSinceEpoch & .max
        let place = Int((seconds / 900 + seconds / 86_400) % 96)
        if let known = latest[place], known.at == instant { return known.days }
        let day = CivilDay(containing: instant)
        let days = (day.start == instant ? day.advanced(by: -1) : day)...day
        latest[place] = (instant, days)
        return days
    }
}
