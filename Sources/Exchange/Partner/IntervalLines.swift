import Metering

/// Turns lines of values over intervals into records, for all tables that have a line for each value.
///
/// Lines of one channel that follow one another make a series; in which order channels come does not matter.
final class IntervalLines {
    private let sink: any RecordSink
    private let limits: ReadingLimits
    /// The channel and unit of the lines being gathered.
    private var channel: Channel?
    private var unit = Unit.watt
    private var intervals: [IntervalReading] = []
    private var clocks = ChannelClocks()
    private var autumn = AutumnLines()

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
    }

    /// Throws a `RecordFault` for a line that cannot be one.
    func add(_ line: TimedLine, of channel: Channel) throws {
        if autumn.hold(line, of: channel) { return }
        if !autumn.isEmpty { try settle(autumn.release(channel), of: channel) }
        try take(line, of: channel, told: nil)
    }

    func finish() throws {
        for (channel, lines) in autumn.releaseAll() { try settle(lines, of: channel) }
        try closeSeries()
    }

    /// Takes lines of the repeated hour, or none of them where their order tells nothing.
    private func settle(_ lines: [TimedLine], of channel: Channel) throws {
        let told = clocks.told(lines.compactMap(\.stamp.wallTime), of: channel)
        for (place, line) in lines.enumerated() {
            do {
                guard let told else { throw line.stamp.fault(.ambiguousHour) }
                clocks.note(told[place], of: channel)
                try take(line, of: channel, told: told[place])
            } catch let fault as RecordFault {
                try sink.receive(fault.diagnostic(line: line.number, point: channel.point, day: line.stamp.day))
            }
        }
    }

    private func take(_ line: TimedLine, of channel: Channel, told: Instant?) throws {
        let (start, end) = try line.bounds(of: channel, by: &clocks, told: told)
        let seconds = end.seconds(since: start)
        if let step = Step.allCases.first(where: { $0.seconds == seconds }) {
            return try gather(line.figure, start, step, of: channel, line: line.number)
        }
        let day = CivilDay(containing: start)
        guard let register = Register(ofEnergyFrom: start, to: end, carrier: channel.carrier) else {
            throw RecordFault(
                EnedisRule.step,
                "an interval of \(seconds) seconds; write 5, 10, 15, 30 or 60 minutes, civil days, or a gas day from 06:00"
            )
        }
        guard let total = line.figure.unit.total(line.figure.amount, seconds: seconds) else {
            throw RecordFault(EnedisRule.value, "\(line.figure.amount) \(line.figure.unit.unit.symbol) for a day")
        }
        try sink.receive(
            .register(
                RegisterReading(
                    channel: channel, register: register, at: register == .dailyEnergy ? day.start : start,
                    value: total,
                    mark: line.figure.mark, line: line.number)))
    }

    private func gather(
        _ figure: ExchangeLongLine.Figure, _ start: Instant, _ step: Step, of channel: Channel, line: UInt32
    ) throws {
        guard let value = Int32(exactly: figure.amount) else {
            throw RecordFault(EnedisRule.value, "\(figure.amount) \(figure.unit.unit.symbol) does not fit 32 bits")
        }
        if channel != self.channel || figure.unit.unit != unit || intervals.count >= limits.seriesLength {
            try closeSeries()
        }
        (self.channel, unit) = (channel, figure.unit.unit)
        intervals.append(IntervalReading(start: start, step: step, value: value, mark: figure.mark, line: line))
    }

    private func closeSeries() throws {
        guard let channel, !intervals.isEmpty else { return }
        try sink.receive(.series(ReadingSeries(channel: channel, unit: unit, intervals: intervals)))
        intervals.removeAll(keepingCapacity: true)
    }
}
