/// One value over one interval, as a file gives it, after its stamping convention has been undone.
package struct IntervalReading: Hashable, Sendable {
    package let start: Instant
    package let step: Step
    /// 0 where the mark says missing.
    package let value: Int32
    package let mark: Mark
    /// Line of the source file, for diagnostics.
    package let line: UInt32

    package init(start: Instant, step: Step, value: Int32, mark: Mark, line: UInt32) {
        self.start = start
        self.step = step
        self.value = value
        self.mark = mark
        self.line = line
    }
}

/// The interval readings of one channel that a file gives together, in the order of the file.
package struct ReadingSeries: Hashable, Sendable {
    package let channel: Channel
    package let unit: Unit
    package let intervals: [IntervalReading]

    package init(channel: Channel, unit: Unit, intervals: [IntervalReading]) {
        self.channel = channel
        self.unit = unit
        self.intervals = intervals
    }
}
