package import Metering
package import Store

/// What is kept of one channel and does not count, since better values are known or the connection cannot carry it,
/// with the import that brought it, as it was known at a moment.
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
        of channel: Channel, in days: ClosedRange<CivilDay>, _ known: Known, _ measures: any MeasureStore,
        _ catalogue: any Catalogue
    ) throws {
        guard let number = try catalogue.number(of: channel) else {
            statements = []
            return
        }
        var found: [Int64: Statement] = [:]
        var answers: [CivilDay: DayCurve] = [:]
        for day in try measures.days(of: number, in: days, known) { answers[day.day] = day.curve }
        try measures.forEachBeside(of: number, in: days, known) { day, revision, curve in
            let counts = answers[day]?.says(curve) ?? Array(repeating: false, count: curve.count)
            let all = CurveReading.Interval.all(of: PointDay(channel: channel, day: day, curve: curve))
            let intervals = zip(all, counts).filter { $0.value != nil && !$1 }.map(\.0)
            guard !intervals.isEmpty else { return }
            found[revision.number, default: Statement(import: revision.number)].intervals += intervals
        }
        let instants = days.lowerBound.start...days.upperBound.end
        for uncounted in try measures.uncountedReadings(of: number, in: instants, known) {
            guard
                let reading = Reading(uncounted.register, uncounted.known, channel.carrier, until: days.upperBound.end)
            else { continue }
            let revision = uncounted.known.revision.number
            found[revision, default: Statement(import: revision)].readings.append(reading)
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
    init?(_ register: Register, _ known: KnownReading, _ carrier: Carrier, until end: Instant) {
        let isIndex =
            switch register {
            case .index, .statedIndex: true
            case .dailyEnergy, .gasDayEnergy, .periodEnergy, .maximumPower: false
            }
        guard known.mark.quality != .missing, isIndex || known.at < end else { return nil }
        self.init(
            register: register.name, start: known.at.parisText,
            end: register.end(from: known.at).parisText, value: known.value,
            unit: (register == .maximumPower ? Unit.watt : carrier == .water ? .litre : .wattHour).symbol,
            quality: known.mark.quality.name, remark: known.mark.remark)
    }
}
