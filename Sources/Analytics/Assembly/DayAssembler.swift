package import Metering

/// Lays the interval readings of a series onto the regular grid of their civil days, in whatever order and
/// however often the file repeats them.
package struct DayAssembler {
    package static let misaligned = Rule(
        "misaligned-interval", "Intervals start at multiples of their step from midnight and end within the day.")
    package static let overlap = Rule(
        "overlapping-interval", "Two intervals of different length on the same time cannot both be true.")
    package static let conflict = Rule(
        "conflicting-values", "The same interval came twice with different values: the later in the file is kept.")
    package static let energyStep = Rule(
        "step-change-of-energy", "An energy or a volume cannot be split: one day keeps one step.")

    private let channel: Channel
    private let unit: Unit
    package private(set) var days: [ReceivedDay] = []
    package private(set) var diagnostics: [Diagnostic] = []

    /// Assembles a whole series; days come out in their order.
    package init(_ series: ReadingSeries) {
        channel = series.channel
        unit = series.unit
        for (day, readings) in DayAssembler.byDay(series.intervals) { assemble(readings, on: day) }
    }

    private static func byDay(_ readings: [IntervalReading]) -> [(CivilDay, [IntervalReading])] {
        var buckets: [CivilDay: [IntervalReading]] = [:]
        var current: (day: CivilDay, start: Instant, end: Instant, readings: [IntervalReading])?
        for reading in readings {
            if let known = current, reading.start < known.start || reading.start >= known.end {
                buckets[known.day, default: []] += known.readings
                current = nil
            }
            if current == nil {
                let day = CivilDay(containing: reading.start)
                current = (day, day.start, day.end, [])
            }
            current?.readings.append(reading)
        }
        if let current { buckets[current.day, default: []] += current.readings }
        return buckets.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private mutating func assemble(_ readings: [IntervalReading], on day: CivilDay) {
        guard let first = readings.first else { return }
        let step = unit == .watt ? readings.reduce(first.step) { $0.common(with: $1.step) } : first.step
        var curve = DayCurve(missing: day, step: step, unit: unit)
        var owners = [Int](repeating: -1, count: curve.count)
        for (position, reading) in readings.enumerated() {
            guard let slots = slots(of: reading, on: day, grid: step),
                isFree(slots, for: reading, among: readings, owners: owners, day: day)
            else { continue }
            for slot in slots {
                curve.set(reading.value, reading.mark, at: slot)
                owners[slot] = position
            }
        }
        guard owners.contains(where: { $0 >= 0 }) else { return }
        let lines = owners.map { $0 < 0 ? 0 : readings[$0].line }
        days.append(ReceivedDay(PointDay(channel: channel, day: day, curve: curve), lines: lines))
    }

    /// The slots that a reading fills, or nil after a diagnostic.
    private mutating func slots(of reading: IntervalReading, on day: CivilDay, grid: Step) -> Range<Int>? {
        let offset = reading.start.seconds(since: day.start)
        let isInside = offset + reading.step.seconds <= Int64(day.minutes) * 60
        guard offset % reading.step.seconds == 0, isInside else {
            quarantine(reading, day, DayAssembler.misaligned, "starts at \(reading.start.parisText)")
            return nil
        }
        guard unit == .watt || reading.step == grid else {
            quarantine(reading, day, DayAssembler.energyStep, "\(reading.step.isoText) in a day of \(grid.isoText)")
            return nil
        }
        let first = Int(offset / grid.seconds)
        return first..<first + reading.step.minutes / grid.minutes
    }

    /// Whether the slots may be written: they are empty, or hold the same interval (the later value wins).
    private mutating func isFree(
        _ slots: Range<Int>, for reading: IntervalReading, among readings: [IntervalReading], owners: [Int],
        day: CivilDay
    ) -> Bool {
        for slot in slots where owners[slot] >= 0 {
            let other = readings[owners[slot]]
            guard other.start == reading.start, other.step == reading.step else {
                quarantine(
                    reading, day, DayAssembler.overlap,
                    "\(reading.step.isoText) at \(reading.start.parisText) over \(other.step.isoText)")
                return false
            }
            if other.value == reading.value && other.mark == reading.mark { return false }
            if reading.mark.quality == .missing { return false }
            if other.mark.quality != .missing {
                let detail = "\(other.value) \(unit.symbol) then \(reading.value) \(unit.symbol)"
                diagnostics.append(
                    Diagnostic(
                        .flagged, DayAssembler.conflict, line: reading.line, point: channel.point, day: day,
                        "\(detail) at \(reading.start.parisText)"))
            }
            return true
        }
        return true
    }

    private mutating func quarantine(_ reading: IntervalReading, _ day: CivilDay, _ rule: Rule, _ detail: String) {
        diagnostics.append(
            Diagnostic(
                .quarantined, rule, line: reading.line, point: channel.point, day: day,
                "\(reading.value) \(unit.symbol), \(detail)"))
    }
}
