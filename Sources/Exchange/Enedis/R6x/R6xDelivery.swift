import Metering

/// Judges the values of one series and delivers them, once it is known whose and what they are.
struct R6xDelivery {
    let sink: any RecordSink
    let channel: Channel
    /// How many of the base unit the unit of the file is: 1, or 1,000 for kW, kWh and kVA.
    let factor: Int64

    /// Mean powers over intervals.
    func curve(_ points: [R6xPoint], stamped convention: StampConvention) throws {
        var clock = SeriesClock(points.lazy.compactMap(\.time))
        var intervals: [IntervalReading] = []
        intervals.reserveCapacity(points.count)
        for point in points {
            if let interval = try interval(point, stamped: convention, by: &clock) { intervals.append(interval) }
        }
        let states = points.count(where: \.hasState)
        if states > 0 { try report(.note, R6xRule.state, points[0], "\(states) intervals with such a state") }
        guard !intervals.isEmpty else { return }
        try sink.receive(.series(ReadingSeries(channel: channel, unit: .watt, intervals: intervals)))
    }

    private func interval(
        _ point: R6xPoint, stamped convention: StampConvention, by clock: inout SeriesClock
    ) throws -> IntervalReading? {
        if case .date(let day) = point.time {
            try report(.quarantined, EnedisRule.timestamp, point, "\(day) without a time of day")
            return nil
        }
        guard let stamp = try instant(of: point, by: &clock) else { return nil }
        guard let step = point.step else {
            try report(.quarantined, EnedisRule.step, point, "step '\(point.unreadable[.step] ?? "")'")
            return nil
        }
        let start = convention.start(stamp: stamp, step: step)
        guard try isAccepted(CivilDay(containing: start), point) else { return nil }
        let (value, mark) = try power(point)
        return IntervalReading(start: start, step: step, value: value, mark: mark, line: point.line)
    }

    /// A refused value leaves its interval, marked: the day then says why it is incomplete.
    private func power(_ point: R6xPoint) throws -> (Int32, Mark) {
        guard let mark = point.mark else {
            try report(.quarantined, R6xRule.nature, point, natureText(point))
            return (0, .missing(.quarantined))
        }
        if point.isEmpty { return (0, mark) }
        guard let count = try count(point) else { return (0, .missing(.quarantined)) }
        guard let value = Int32(exactly: count) else {
            try report(.quarantined, EnedisRule.value, point, "a power of \(count) W")
            return (0, .missing(.quarantined))
        }
        return (value, mark)
    }

    // MARK: what every kind of series asks

    /// The time of a value, or nil after a diagnostic.
    func time(of point: R6xPoint) throws -> EnedisTime? {
        if let time = point.time { return time }
        try report(.quarantined, EnedisRule.timestamp, point, "time '\(point.unreadable[.time] ?? "")'")
        return nil
    }

    /// The moment of a value, or nil after a diagnostic.
    func instant(of point: R6xPoint, by clock: inout SeriesClock) throws -> Instant? {
        guard let time = try time(of: point) else { return nil }
        do throws(WallClock.Failure) {
            return try clock.instant(of: time)
        } catch {
            try report(.quarantined, error.rule, point, valueText(point))
            return nil
        }
    }

    /// The value in the base unit, or nil after a diagnostic; the caller has seen that there is a value.
    func count(_ point: R6xPoint) throws -> Int64? {
        if let count = point.figure?.count(factor: factor) { return count }
        try report(.quarantined, EnedisRule.value, point, valueText(point))
        return nil
    }

    func isAccepted(_ day: CivilDay, _ point: R6xPoint) throws -> Bool {
        if CivilDay.accepted.contains(day) { return true }
        try report(.quarantined, EnedisRule.dateRange, point, "dated \(day)")
        return false
    }

    func report(_ severity: Severity, _ rule: Rule, _ point: R6xPoint, _ detail: String) throws {
        try sink.receive(
            Diagnostic(severity, rule, line: point.line, point: channel.point, day: point.time?.day, detail))
    }

    func natureText(_ point: R6xPoint) -> String {
        "nature '\(point.unreadable[.nature] ?? String(UnicodeScalar(point.nature)))'"
    }

    private func valueText(_ point: R6xPoint) -> String {
        "value '\(point.unreadable[.value] ?? point.figure?.description ?? "")'"
    }
}
