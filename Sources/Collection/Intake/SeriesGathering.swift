import Analytics
import Exchange
import Metering

/// Holds the interval readings of a file until each civil day of each channel is whole, whatever the order of its
/// lines: a database gives them by time as well as by point.
///
/// Costs twenty bytes a reading. What is past the buffer waits in a temporary file, in sorted runs that are merged.
final class SeriesGathering {
    private let mostReadings: Int
    private var readings: [GatheredReading] = []
    private var channels: [Channel] = []
    /// Of points with fourteen digits by their key: a file by time asks for every line.
    private var numbersByKey: [ChannelKey: UInt32] = [:]
    private var numbers: [Channel: UInt32] = [:]
    private var runs: SpilledRuns?
    /// The day of the latest reading, where it starts and ends.
    private var latest = (
        day: CivilDay(daysSinceEpoch: 0), start: Instant(secondsSinceEpoch: 0), end: Instant(secondsSinceEpoch: 0)
    )
    private(set) var count = 0

    /// `mostReadings` is how many are in memory: twenty mebibytes.
    init(mostReadings: Int = 1 << 20) { self.mostReadings = mostReadings }

    func add(_ series: ReadingSeries, from provenance: Provenance) throws {
        let channel = number(of: series.channel)
        for reading in series.intervals {
            if reading.start < latest.start || reading.start >= latest.end {
                let day = CivilDay(containing: reading.start)
                latest = (day, day.start, day.end)
            }
            if readings.count == mostReadings { try spill() }
            let stated = IntervalReading(
                start: reading.start, step: reading.step, value: reading.value, mark: reading.mark.from(provenance),
                line: reading.line)
            readings.append(GatheredReading(stated, in: series.unit, of: channel, on: latest.day, from: latest.start))
        }
        count += series.intervals.count
    }

    /// Gives the readings of each day of each channel once, in the order in which they came; and forgets them.
    ///
    /// By channel and day; channels of a file that did not fit the buffer by their first appearance.
    func drain(_ body: (Channel, CivilDay, [UnitReading]) throws -> Void) throws {
        defer { (readings, channels, numbersByKey, numbers, runs, count) = ([], [], [:], [:], nil, 0) }
        if runs != nil { try spill() } else { numberInOrder() }
        var pending: [UnitReading] = []
        var current: (key: UInt64, day: CivilDay, start: Instant)?
        func take(_ reading: GatheredReading) throws {
            if let known = current, known.key != reading.key {
                try body(channels[Int(known.key >> 32)], known.day, pending)
                pending.removeAll(keepingCapacity: true)
                current = nil
            }
            let known = current ?? (reading.key, reading.day, reading.day.start)
            current = known
            pending.append(reading.reading(from: known.start))
        }
        if let runs {
            try runs.merge(take)
        } else {
            readings.sortByDay()
            for reading in readings { try take(reading) }
        }
        if let current { try body(channels[Int(current.key >> 32)], current.day, pending) }
    }

    private func number(of channel: Channel) -> UInt32 {
        if let last = channels.last, last == channel { return UInt32(channels.count - 1) }
        let (number, key) = (UInt32(channels.count), ChannelKey(channel))
        if let known = key.map({ numbersByKey[$0] }) ?? numbers[channel] { return known }
        if let key { numbersByKey[key] = number } else { numbers[channel] = number }
        channels.append(channel)
        return number
    }

    private func spill() throws {
        readings.sortByDay()
        let runs = try self.runs ?? SpilledRuns()
        self.runs = runs
        try runs.append(readings)
        readings.removeAll(keepingCapacity: true)
    }

    /// Renumbers the channels in their own order, so that what is said of days does not follow the order of lines.
    private func numberInOrder() {
        let order = channels.indices.sorted { channels[$0].precedes(channels[$1]) }
        var ranks = [UInt32](repeating: 0, count: channels.count)
        for (rank, number) in order.enumerated() { ranks[number] = UInt32(rank) }
        for place in readings.indices { readings[place].channel = ranks[Int(readings[place].channel)] }
        channels = order.map { channels[$0] }
    }
}

extension Channel {
    fileprivate func precedes(_ other: Channel) -> Bool {
        if point != other.point { return point < other.point }
        return (carrier.code, direction.rawValue) < (other.carrier.code, other.direction.rawValue)
    }
}
