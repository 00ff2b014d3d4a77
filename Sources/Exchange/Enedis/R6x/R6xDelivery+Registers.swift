import Metering

/// Series of single figures: one a day, or one at a moment.
extension R6xDelivery {
    /// Energies of civil days.
    func dailyEnergies(_ points: [R6xPoint]) throws {
        try registers(points, .dailyEnergy) { point, _ in try time(of: point)?.day.start }
    }

    /// Highest powers of days, at the instant each was reached.
    func maximumPowers(_ points: [R6xPoint]) throws {
        try registers(points, .maximumPower) { point, clock in try instant(of: point, by: &clock) }
    }

    private func registers(
        _ points: [R6xPoint], _ register: Register, at place: (R6xPoint, inout SeriesClock) throws -> Instant?
    ) throws {
        var clock = SeriesClock(points.lazy.compactMap(\.time))
        for point in points {
            guard let instant = try place(point, &clock) else { continue }
            if let reading = try reading(point, register, at: instant) { try sink.receive(.register(reading)) }
        }
        try noteEmpty(points)
    }

    /// A figure as a reading, or nil: when it is empty, or after a diagnostic.
    private func reading(_ point: R6xPoint, _ register: Register, at instant: Instant) throws -> RegisterReading? {
        guard try isAccepted(CivilDay(containing: instant), point) else { return nil }
        guard let mark = point.mark else {
            try report(.quarantined, R6xRule.nature, point, natureText(point))
            return nil
        }
        guard !point.isEmpty, let count = try count(point) else { return nil }
        return RegisterReading(
            channel: channel, register: register, at: instant, value: count, mark: mark, line: point.line)
    }

    /// One note for the figures of a series that came empty: a register has no missing value to deliver.
    func noteEmpty(_ points: [R6xPoint]) throws {
        let empty = points.filter(\.isEmpty)
        guard let first = empty.first else { return }
        try report(.note, R6xRule.emptyValue, first, "\(empty.count) dates without a figure")
    }
}
