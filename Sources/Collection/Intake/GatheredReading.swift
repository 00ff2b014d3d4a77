import Analytics
import Metering

/// One interval reading on its way to its day, in twenty bytes.
struct GatheredReading: BitwiseCopyable, Sendable {
    /// The number of the channel in this file.
    var channel: UInt32
    private let dayNumber: Int32
    private let line: UInt32
    private let value: Int32
    /// Seconds since the day's start in 17 bits, then 2 of the unit, 3 of the step, 8 of the mark.
    private let rest: UInt32

    /// Precondition: the reading starts on the day.
    init(_ reading: IntervalReading, in unit: Unit, of channel: UInt32, on day: CivilDay, from start: Instant) {
        self.channel = channel
        dayNumber = day.daysSinceEpoch
        (line, value) = (reading.line, reading.value)
        let seconds = UInt32(truncatingIfNeeded: reading.start.seconds(since: start)) & 0x1FFFF
        let codes = UInt32(Self.code(of: unit)) << 17 | UInt32(Self.code(of: reading.step)) << 19
        rest = seconds | codes | UInt32(reading.mark.rawValue) << 22
    }

    var day: CivilDay { CivilDay(daysSinceEpoch: dayNumber) }

    /// Readings of one channel and day have the same.
    var key: UInt64 { UInt64(channel) << 32 | UInt64(UInt32(bitPattern: dayNumber)) }

    /// The reading again, of a day that starts then.
    func reading(from start: Instant) -> UnitReading {
        UnitReading(
            IntervalReading(
                start: start.advanced(seconds: Int(rest & 0x1FFFF)), step: Self.steps[Int(rest >> 19 & 7)],
                value: value,
                mark: Mark(rawValue: UInt8(truncatingIfNeeded: rest >> 22)), line: line),
            in: Self.units[Int(rest >> 17 & 3)])
    }

    private static let steps: [Step] = Step.allCases + [.hour, .hour, .hour]
    private static let units: [Unit] = [.watt, .wattHour, .litre, .litrePerHour]

    private static func code(of step: Step) -> Int {
        switch step {
        case .minutes5: 0
        case .minutes10: 1
        case .minutes15: 2
        case .minutes30: 3
        case .hour: 4
        }
    }

    private static func code(of unit: Unit) -> Int {
        switch unit {
        case .watt: 0
        case .wattHour: 1
        case .litre: 2
        case .litrePerHour: 3
        }
    }
}

extension [GatheredReading] {
    /// Sorts by channel and day; readings of one day keep their order.
    ///
    /// Counts and distributes eleven bits at a time: a million readings take some hundredths of a second.
    mutating func sortByDay() {
        guard let first else { return }
        var (isSorted, last, days) = (true, first.key, first.day...first.day)
        for reading in self {
            isSorted = isSorted && last <= reading.key
            last = reading.key
            if !days.contains(reading.day) {
                days = Swift.min(days.lowerBound, reading.day)...Swift.max(days.upperBound, reading.day)
            }
        }
        if isSorted { return }
        let (firstDay, count) = (Int64(days.lowerBound.daysSinceEpoch), UInt64(days.count))
        let place = { (reading: GatheredReading) in
            UInt64(reading.channel) * count + UInt64(Int64(reading.day.daysSinceEpoch) - firstDay)
        }
        var bits = reduce(UInt64(0)) { Swift.max($0, place($1)) }
        var (shift, scratch) = (UInt64(0), self)
        while bits > 0 {
            distribute(into: &scratch) { Int(place($0) >> shift & 0x7FF) }
            swap(&self, &scratch)
            (bits, shift) = (bits >> 11, shift + 11)
        }
    }

    private func distribute(into target: inout [GatheredReading], by digit: (GatheredReading) -> Int) {
        var places = [Int](repeating: 0, count: 0x800 + 1)
        for reading in self { places[digit(reading) + 1] += 1 }
        for position in 1...0x800 { places[position] += places[position - 1] }
        for reading in self {
            let position = digit(reading)
            target[places[position]] = reading
            places[position] += 1
        }
    }
}
