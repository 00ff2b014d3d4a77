import Metering

/// What the readings of one unit and step say of a civil day: a value, a mark and a line for each interval.
struct DayGrid {
    let unit: Unit
    let step: Step
    private var values: [Int32]
    private var marks: [Mark]
    /// 0 where nothing was said.
    private(set) var lines: [UInt32]

    init(minutes: Int, step: Step, unit: Unit) {
        let count = minutes / step.minutes
        (self.unit, self.step) = (unit, step)
        values = [Int32](repeating: 0, count: count)
        marks = [Mark](repeating: .missing(.notReceived), count: count)
        lines = [UInt32](repeating: 0, count: count)
    }

    var curve: DayCurve { DayCurve(step: step, unit: unit, values: values, marks: marks) }

    /// Takes a reading of an interval; answers the value that was there, where both cannot be true.
    ///
    /// Which of two values counts is told by `Precedence`, as between files; of equals the later. A hole takes nothing
    /// away, and of two reasons for one the one that says more stays.
    mutating func take(_ reading: IntervalReading, at slot: Int) -> Int32? {
        let known = marks[slot]
        if lines[slot] == 0 || known.quality == .missing {
            let isHole = reading.mark.quality == .missing
            if lines[slot] == 0 || !isHole || reading.mark.saysMore(than: known) { set(reading, at: slot) }
            return nil
        }
        if reading.mark.quality == .missing { return nil }
        let other = values[slot]
        if Precedence(known, on: step) <= Precedence(reading.mark, on: step) { set(reading, at: slot) }
        return other == reading.value ? nil : other
    }

    private mutating func set(_ reading: IntervalReading, at slot: Int) {
        values[slot] = reading.mark.quality == .missing ? 0 : reading.value
        marks[slot] = reading.mark
        lines[slot] = max(1, reading.line)
    }

    /// The line of the value that holds at a minute of the day, where it has the quality.
    func line(atMinute minute: Int, quality: Quality? = nil) -> UInt32? {
        let slot = minute / step.minutes
        guard lines.indices.contains(slot), lines[slot] > 0 else { return nil }
        return quality == nil || marks[slot].quality == quality ? lines[slot] : nil
    }
}
