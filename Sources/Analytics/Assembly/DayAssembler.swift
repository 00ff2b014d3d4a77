package import Metering

/// An interval reading and what it counts.
package struct UnitReading: Hashable, Sendable {
    package let reading: IntervalReading
    package let unit: Unit

    package init(_ reading: IntervalReading, in unit: Unit) {
        self.reading = reading
        self.unit = unit
    }
}

/// Lays all that a file says of one civil day of one channel onto the day's grid, in whatever order and however often
/// it says it.
///
/// Values of several steps, or in powers and energies, meet as `DayCurve.merged(with:)` lets them. Which of two counts
/// is told by `Precedence`; only between equals the later in the file counts. A value that is beyond any connection,
/// and no power in 32 bits, is set aside alone.
package struct DayAssembler {
    package static let misaligned = Rule(
        "misaligned-interval", "Intervals start at multiples of their step from midnight and end within the day.")
    package static let overlap = Rule(
        "overlapping-interval",
        "Of intervals of different length on the same time the better value counts; of equal ones, the shorter's.")
    package static let conflict = Rule(
        "conflicting-values",
        "The same interval came twice with different values: of one quality, the later in the file is kept.")

    package static let mixed = Rule(
        "mixed-day", "A unit or step that changes inside a day is more often a sender's error than a change of meter.")

    private let channel: Channel
    private let day: CivilDay
    /// One day; none where nothing can be laid on the grid. Volumes beside energies, which no reader gives, are two.
    package private(set) var days: [ReceivedDay] = []
    package private(set) var diagnostics: [Diagnostic] = []

    /// Precondition: every reading starts on the day.
    package init(_ channel: Channel, _ day: CivilDay, _ readings: [UnitReading]) {
        (self.channel, self.day) = (channel, day)
        let grids = grids(of: DayAssembler.inOneUnit(possible(readings)))
        if grids.count == 1 {
            days = [ReceivedDay(PointDay(channel: channel, day: day, curve: grids[0].curve), lines: grids[0].lines)]
        } else {
            meet(grids)
        }
        flagMixed(readings)
    }

    // MARK: one unit and step each

    /// Energies as powers, where a day has both.
    private static func inOneUnit(_ readings: [UnitReading]) -> [UnitReading] {
        guard let first = readings.first?.unit,
            readings.contains(where: { $0.unit != first && $0.unit.mean == first.mean })
        else { return readings }
        return readings.compactMap(\.inMeans)
    }

    /// Sets aside what is no power or flow in 32 bits: a hole that says so stays.
    private mutating func possible(_ readings: [UnitReading]) -> [UnitReading] {
        if readings.allSatisfy({ $0.inMeans != nil }) { return readings }
        return readings.map { stated in
            if stated.inMeans != nil { return stated }
            let most = ConnectionLimit(any: channel.carrier).highest
            quarantine(stated, RegisterRule.beyondAnyConnection, "no connection carries over \(most)")
            return stated.refused
        }
    }

    private mutating func grids(of readings: [UnitReading]) -> [DayGrid] {
        let (start, minutes) = (day.start, day.minutes)
        var grids: [DayGrid] = []
        for stated in readings {
            let (reading, step) = (stated.reading, stated.reading.step)
            let offset = reading.start.seconds(since: start)
            guard offset % step.seconds == 0, offset + step.seconds <= Int64(minutes) * 60 else {
                quarantine(stated, DayAssembler.misaligned, "starts")
                continue
            }
            var place = 0
            while place < grids.count, grids[place].step != step || grids[place].unit != stated.unit { place += 1 }
            if place == grids.count { grids.append(DayGrid(minutes: minutes, step: step, unit: stated.unit)) }
            if let other = grids[place].take(reading, at: Int(offset / step.seconds)) { flag(stated, after: other) }
        }
        return grids
    }

    // MARK: several

    /// From the shortest step on: whatever the order of lines, the same days meet.
    private mutating func meet(_ grids: [DayGrid]) {
        var rest = grids.sorted { ($0.step, $0.unit.symbol) < ($1.step, $1.unit.symbol) }
        while !rest.isEmpty {
            var met = [rest.removeFirst()]
            var curve = met[0].curve
            var apart: [DayGrid] = []
            for grid in rest {
                guard let merged = curve.merged(with: grid.curve) else {
                    apart.append(grid)
                    continue
                }
                curve = merged
                met.append(grid)
            }
            if met.count > 1 { for grid in met { flag(grid, beside: curve) } }
            let lines = lines(of: curve, from: met)
            days.append(ReceivedDay(PointDay(channel: channel, day: day, curve: curve), lines: lines))
            rest = apart
        }
    }

    private func lines(of curve: DayCurve, from grids: [DayGrid]) -> [UInt32] {
        (0..<curve.count).map { index in
            let minute = index * curve.step.minutes
            let quality = curve.mark(at: index).quality
            let line = grids.lazy.compactMap { $0.line(atMinute: minute, quality: quality) }.first
            return line ?? grids.lazy.compactMap { $0.line(atMinute: minute) }.first ?? 0
        }
    }

    // MARK: remarks

    private mutating func quarantine(_ stated: UnitReading, _ rule: Rule, _ reason: String) {
        let (reading, symbol) = (stated.reading, stated.unit.symbol)
        diagnostics.append(
            Diagnostic(
                .quarantined, rule, line: reading.line, point: channel.point, day: day,
                "\(reading.value) \(symbol), \(reason) at \(reading.start.parisText)"))
    }

    /// Says of a day that has values in several units, or of several steps, where the second kind first stands.
    private mutating func flagMixed(_ readings: [UnitReading]) {
        guard let first = readings.first, !diagnostics.contains(where: { $0.rule == DayAssembler.overlap }),
            let other = readings.first(where: { $0.unit != first.unit || $0.reading.step != first.reading.step })
        else { return }
        let units = Set(readings.map(\.unit.symbol)).sorted().joined(separator: " and ")
        let steps = Set(readings.map(\.reading.step.minutes)).sorted().map(String.init).joined(separator: " and ")
        diagnostics.append(
            Diagnostic(
                .flagged, DayAssembler.mixed, line: other.reading.line, point: channel.point, day: day,
                "values in \(units), of \(steps) minutes"))
    }

    private mutating func flag(_ stated: UnitReading, after other: Int32) {
        let (reading, symbol) = (stated.reading, stated.unit.symbol)
        diagnostics.append(
            Diagnostic(
                .flagged, DayAssembler.conflict, line: reading.line, point: channel.point, day: day,
                "\(other) \(symbol) then \(reading.value) \(symbol) at \(reading.start.parisText)"))
    }

    private mutating func flag(_ grid: DayGrid, beside curve: DayCurve) {
        let stated = grid.curve
        let uncounted = zip(stated.values.indices, curve.says(stated)).filter { index, isSaid in
            !isSaid && stated.mark(at: index).quality != .missing
        }
        guard let first = uncounted.first?.0 else { return }
        diagnostics.append(
            Diagnostic(
                .flagged, DayAssembler.overlap, line: grid.lines[first], point: channel.point, day: day,
                "\(uncounted.count) intervals of \(grid.step.isoText) do not count beside others of the same time"))
    }
}

extension UnitReading {
    /// The same as a mean power or flow; nil where it is none in 32 bits.
    fileprivate var inMeans: UnitReading? {
        if unit.isMean { return self }
        let (mean, overflows) = reading.value.multipliedReportingOverflow(by: Int32(60 / reading.step.minutes))
        let stated = IntervalReading(
            start: reading.start, step: reading.step, value: mean, mark: reading.mark, line: reading.line)
        return overflows ? nil : UnitReading(stated, in: unit.mean)
    }

    /// The hole that a value leaves which is set aside.
    fileprivate var refused: UnitReading {
        UnitReading(
            IntervalReading(
                start: reading.start, step: reading.step, value: 0, mark: .missing(.quarantined), line: reading.line),
            in: unit)
    }
}
