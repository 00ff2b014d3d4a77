import Metering

/// Turns the readings of one meter reading into records of a channel.
struct GreenButtonSeries {
    private let channel: Channel
    private let quantity: GreenButtonQuantity

    init(_ channel: Channel, _ quantity: GreenButtonQuantity) {
        self.channel = channel
        self.quantity = quantity
    }

    /// Delivers intervals of the steps of curves as one series, and whole civil days as totals.
    func deliver(_ readings: [GreenButtonReading], into sink: any RecordSink) throws {
        var intervals: [IntervalReading] = []
        for reading in readings {
            do {
                let period = try period(of: reading)
                let mark = try mark(of: reading, from: period.start, into: sink)
                if let step = period.step {
                    intervals.append(try interval(reading, at: period.start, step, mark, into: sink))
                } else {
                    try sink.receive(.register(try total(reading, from: period.start, to: period.end, mark)))
                }
            } catch let fault as RecordFault {
                try sink.receive(
                    fault.diagnostic(line: reading.line, point: channel.point, day: reading.start.flatMap(day)))
            }
        }
        guard !intervals.isEmpty else { return }
        try sink.receive(.series(ReadingSeries(channel: channel, unit: quantity.scale.unit, intervals: intervals)))
    }

    private func day(_ seconds: Int64) -> CivilDay? {
        let instant = Instant(secondsSinceEpoch: seconds)
        return Instant.accepted.contains(instant) ? CivilDay(containing: instant) : nil
    }

    private func period(of reading: GreenButtonReading) throws(RecordFault) -> (
        start: Instant, end: Instant, step: Step?
    ) {
        guard let duration = reading.duration ?? quantity.intervalLength, let first = reading.start else {
            throw RecordFault(EnedisRule.timestamp, "a value without timePeriod, intervalLength or interval")
        }
        guard abs(duration) <= Int64(UInt32.max), abs(first) <= Int64(UInt32.max) else {
            throw RecordFault(EnedisRule.dateRange, "start \(first), duration \(duration)")
        }
        let start = Instant(secondsSinceEpoch: first + Int64(reading.ordinal) * duration)
        guard Instant.accepted.contains(start) else { throw RecordFault(EnedisRule.dateRange, "start \(start)") }
        let step = Step.allCases.first { $0.seconds == duration }
        let end = Instant(secondsSinceEpoch: start.secondsSinceEpoch + duration)
        let day = CivilDay(containing: start)
        guard step != nil || start == day.start && end == day.end else {
            throw RecordFault(
                EnedisRule.step,
                "\(duration) seconds from \(start.parisText); ask for 5, 10, 15, 30 or 60 minutes, or days of Paris")
        }
        return (start, end, step)
    }

    /// The mark of a reading by its own qualities, else by its type's.
    private func mark(of reading: GreenButtonReading, from start: Instant, into sink: any RecordSink) throws -> Mark {
        if reading.hasUnknownQuality {
            try sink.receive(
                Diagnostic(
                    .flagged, GreenButtonRule.quality, line: reading.line, point: channel.point,
                    day: CivilDay(containing: start), "a quality that ESPI does not list: the value is marked doubtful")
            )
        }
        return reading.mark ?? quantity.defaultMark ?? .measured
    }

    /// A value that cannot be kept leaves its interval missing, and stands in the diagnostic.
    private func interval(
        _ reading: GreenButtonReading, at start: Instant, _ step: Step, _ mark: Mark, into sink: any RecordSink
    ) throws -> IntervalReading {
        func interval(_ value: Int32, _ mark: Mark) -> IntervalReading {
            IntervalReading(start: start, step: step, value: value, mark: mark, line: reading.line)
        }
        if case .absent = reading.value { return interval(0, .missing(.sentEmpty)) }
        let isProjection = mark.quality == .missing
        if !isProjection, let value = reading.value.value.flatMap({ quantity.scale.amount($0, over: step) }) {
            return interval(value, mark)
        }
        try sink.receive(
            Diagnostic(
                .quarantined, isProjection ? GreenButtonRule.projection : EnedisRule.value, line: reading.line,
                point: channel.point, day: CivilDay(containing: start),
                "value \(reading.value.shown) at \(start.parisText)"))
        return interval(0, .missing(.quarantined))
    }

    private func total(
        _ reading: GreenButtonReading, from start: Instant, to end: Instant, _ mark: Mark
    ) throws(RecordFault) -> RegisterReading {
        guard mark.quality != .missing else {
            throw RecordFault(GreenButtonRule.projection, "\(reading.value.shown) for a day")
        }
        let total = reading.value.value.flatMap { quantity.scale.total($0, of: CivilDay(containing: start)) }
        guard let total, WrittenUnit.registerValues.contains(total) else {
            throw RecordFault(EnedisRule.value, "value \(reading.value.shown) for a day")
        }
        return RegisterReading(
            channel: channel, register: .dailyEnergy, at: start, value: total, mark: mark, line: reading.line)
    }
}
