package import Metering
package import Store

/// What is kept of one channel and does not count, since better values are known or the connection cannot carry it, with
/// the import that brought it, as it was known at a moment.
package struct BesideReading: Sendable {
    package struct Statement: Hashable, Sendable, Encodable {
        /// The number of the import, as `maille imports list` shows it.
        package let `import`: Int64
        /// Values of the curve.
        package fileprivate(set) var intervals: [CurveReading.Interval] = []
        package fileprivate(set) var readings: [Reading] = []
    }

    /// A reading of a register: of an instant, or of a civil day.
    package struct Reading: Hashable, Sendable, Encodable {
        /// `daily-energy`, `index:total`…
        package let register: String
        package let start: String
        package let end: String
        package let value: Int64
        package let unit: String
        package let quality: String
        package let remark: String?
    }

    /// Oldest import first. What counts of a statement, and intervals of which it says nothing, are left out.
    package let statements: [Statement]

    package init(
        _ data: DataDirectory, _ channel: Channel, in days: ClosedRange<CivilDay>, knownAt: Instant? = nil
    ) throws {
        let known = try knownAt.map(data.ledger.known(at:)) ?? data.ledger.known()
        var found: [Int64: Statement] = [:]
        var answers: [CivilDay: DayCurve] = [:]
        for day in try data.curves.days(of: channel, in: days, known) { answers[day.pointDay.day] = day.pointDay.curve }
        try data.curves.forEachBeside(of: channel, in: days, known) { beside in
            let day = beside.pointDay
            let counts = answers[day.day]?.says(day.curve) ?? Array(repeating: false, count: day.curve.count)
            let intervals = zip(CurveReading.Interval.all(of: day), counts).filter { $0.value != nil && !$1 }.map(\.0)
            guard !intervals.isEmpty else { return }
            let number = beside.revision.number
            found[number, default: Statement(import: number)].intervals += intervals
        }
        let instants = days.lowerBound.start...days.upperBound.end
        for uncounted in try data.readings.uncounted(of: channel, in: instants, known) {
            guard let reading = Reading(uncounted, channel.carrier, until: days.upperBound.end) else { continue }
            let number = uncounted.known.revision.number
            found[number, default: Statement(import: number)].readings.append(reading)
        }
        statements = found.values.sorted { $0.import < $1.import }
    }

    /// Columns import, register, start, end, value, unit, quality, remark; values of the curve have no register.
    package var csv: String {
        statements.reduce(into: "import;register;start;end;value;unit;quality;remark\n") { text, statement in
            for interval in statement.intervals {
                let value = interval.value.map(String.init) ?? ""
                text += "\(statement.import);;\(interval.start);\(interval.end);\(value);\(interval.unit);"
                text += "\(interval.quality);\(interval.remark ?? "")\n"
            }
            for reading in statement.readings {
                text += "\(statement.import);\(reading.register);\(reading.start);\(reading.end);\(reading.value);"
                text += "\(reading.unit);\(reading.quality);\(reading.remark ?? "")\n"
            }
        }
    }
}

extension BesideReading.Reading {
    /// Nil of a hole, and of a day that starts where the period ends; an index there closes the period's last day.
    fileprivate init?(_ uncounted: UncountedReading, _ carrier: Carrier, until end: Instant) {
        let (register, known) = (uncounted.register, uncounted.known)
        var isIndex = false
        if case .index = register { isIndex = true }
        guard known.mark.quality != .missing, isIndex || known.at < end else { return nil }
        let isOfDay = register == .dailyEnergy
        self.init(
            register: register.name, start: known.at.parisText,
            end: (isOfDay ? CivilDay(containing: known.at).end : known.at).parisText, value: known.value,
            unit: (register == .maximumPower ? Unit.watt : carrier == .water ? .litre : .wattHour).symbol,
            quality: known.mark.quality.name, remark: known.mark.remark)
    }
}
