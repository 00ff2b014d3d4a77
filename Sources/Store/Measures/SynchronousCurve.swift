package import Metering

/// The sum of the curves of many channels, interval by interval from the first midnight on, with how many values
/// of each quality it is made of. Missing values add nothing.
package struct SynchronousCurve: Sendable {
    package let days: ClosedRange<CivilDay>
    package let step: Step
    package let unit: Unit
    package private(set) var sums: [Int64]
    /// The first interval of each day, and the number of all at the end.
    private let starts: [Int]
    /// For each day the channels that are wholly measured: most are, and counting them once a day costs nothing.
    private var measured: [Int]
    /// The other channels' qualities, by interval; none where there is no such channel.
    private var others: [QualityCounts] = []

    package init(days: ClosedRange<CivilDay>, step: Step, unit: Unit) {
        self.days = days
        self.step = step
        self.unit = unit
        let first = days.lowerBound
        starts = (0...Int(days.upperBound.daysSinceEpoch - first.daysSinceEpoch)).reduce(into: [0]) { starts, index in
            starts.append((starts.last ?? 0) + step.count(in: first.advanced(by: index)))
        }
        sums = Array(repeating: 0, count: starts.last ?? 0)
        measured = Array(repeating: 0, count: starts.count - 1)
    }

    /// How many values of each quality an interval's sum is made of.
    package var quality: [QualityCounts] {
        var quality = others.isEmpty ? Array(repeating: QualityCounts(), count: sums.count) : others
        for (index, channels) in measured.enumerated() {
            for place in starts[index]..<starts[index + 1] { quality[place].measured += channels }
        }
        return quality
    }

    /// The intervals of one of the days.
    package func intervals(of day: CivilDay) -> Range<Int> {
        let index = place(of: day)
        return starts[index]..<starts[index + 1]
    }

    private func place(of day: CivilDay) -> Int { Int(day.daysSinceEpoch - days.lowerBound.daysSinceEpoch) }

    /// Adds one channel's day.
    package mutating func add(_ curve: DayCurve, on day: CivilDay) {
        let start = intervals(of: day).lowerBound
        for index in curve.values.indices { sums[start + index] &+= Int64(curve.values[index]) }
        count(curve.marks.span, on: day)
    }

    /// Adds one channel's day: as many values as the day has intervals; as many marks, or none where all are measured.
    package mutating func add(_ values: Span<Int64>, _ marks: Span<Mark>, on day: CivilDay) {
        let range = intervals(of: day)
        precondition(values.count == range.count && range.upperBound <= sums.count)
        var span = sums.mutableSpan
        for index in 0..<values.count { span[unchecked: range.lowerBound + index] &+= values[unchecked: index] }
        count(marks, on: day)
    }

    private mutating func count(_ marks: Span<Mark>, on day: CivilDay) {
        guard !marks.isEmpty else {
            measured[place(of: day)] += 1
            return
        }
        let start = intervals(of: day).lowerBound
        makeRoomForOthers()
        for index in marks.indices { others[start + index].add(marks[index].quality) }
    }

    /// Adds sums of many channels; `marked` counts corrected, estimated and missing values of each interval.
    package mutating func add(_ sums: [Int64], of channels: Int, marked: [[Int]], on day: CivilDay) {
        measured[place(of: day)] += channels
        if !marked.isEmpty { makeRoomForOthers() }
        for (index, place) in intervals(of: day).enumerated() where index < sums.count {
            self.sums[place] &+= sums[index]
            guard !marked.isEmpty else { continue }
            others[place].measured -= marked[index].reduce(0, +)
            others[place].corrected += marked[index][0]
            others[place].estimated += marked[index][1]
            others[place].missing += marked[index][2]
        }
    }

    /// Adds what is known of other channels. Precondition: the same days and step.
    package mutating func add(_ further: SynchronousCurve) {
        for index in sums.indices { sums[index] &+= further.sums[index] }
        for index in measured.indices { measured[index] += further.measured[index] }
        guard !further.others.isEmpty else { return }
        makeRoomForOthers()
        for index in others.indices { others[index] = others[index] + further.others[index] }
    }

    private mutating func makeRoomForOthers() {
        if others.isEmpty { others = Array(repeating: QualityCounts(), count: sums.count) }
    }
}

extension SynchronousCurve: Equatable {
    package static func == (left: SynchronousCurve, right: SynchronousCurve) -> Bool {
        (left.days, left.step, left.unit) == (right.days, right.step, right.unit) && left.sums == right.sums
            && left.quality == right.quality
    }
}

/// The synchronous curves of one period, made where a day asks for one.
package struct SynchronousCurves: Sendable {
    private let days: ClosedRange<CivilDay>
    private var curves: [Step: [Unit: SynchronousCurve]] = [:]

    package init(days: ClosedRange<CivilDay>) { self.days = days }

    package subscript(step: Step, unit: Unit) -> SynchronousCurve {
        get { curves[step]?[unit] ?? SynchronousCurve(days: days, step: step, unit: unit) }
        _modify {
            yield &curves[step, default: [:]][unit, default: SynchronousCurve(days: days, step: step, unit: unit)]
        }
    }

    package mutating func add(_ further: SynchronousCurves) {
        for curve in further.all { self[curve.step, curve.unit].add(curve) }
    }

    /// The finer step first.
    package var all: [SynchronousCurve] {
        curves.values.flatMap(\.values).sorted { ($0.step, $0.unit.rawValue) < ($1.step, $1.unit.rawValue) }
    }
}
