package import Metering

/// The sum of the curves of many channels, interval by interval from the first midnight on, with how many values
/// of each quality it is made of. Missing values add nothing.
package struct SynchronousCurve: Hashable, Sendable {
    package let days: ClosedRange<CivilDay>
    package let step: Step
    package let unit: Unit
    package private(set) var sums: [Int64]
    package private(set) var quality: [QualityCounts]
    /// The first interval of each day, and the number of all at the end.
    private let starts: [Int]

    package init(days: ClosedRange<CivilDay>, step: Step, unit: Unit) {
        self.days = days
        self.step = step
        self.unit = unit
        let first = days.lowerBound
        starts = (0...Int(days.upperBound.daysSinceEpoch - first.daysSinceEpoch)).reduce(into: [0]) { starts, index in
            starts.append((starts.last ?? 0) + step.count(in: first.advanced(by: index)))
        }
        sums = Array(repeating: 0, count: starts.last ?? 0)
        quality = Array(repeating: QualityCounts(), count: sums.count)
    }

    /// The intervals of one of the days.
    package func intervals(of day: CivilDay) -> Range<Int> {
        let index = Int(day.daysSinceEpoch - days.lowerBound.daysSinceEpoch)
        return starts[index]..<starts[index + 1]
    }

    /// Adds one channel's day.
    package mutating func add(_ curve: DayCurve, on day: CivilDay) {
        add(curve.values.span, curve.marks.span, on: day)
    }

    /// Precondition: as many values as the day has intervals; as many marks, or none where all are measured.
    mutating func add<Value: BinaryInteger>(_ values: Span<Value>, _ marks: Span<Mark>, on day: CivilDay) {
        let start = intervals(of: day).lowerBound
        for index in values.indices { sums[start + index] &+= Int64(truncatingIfNeeded: values[index]) }
        for index in values.indices { quality[start + index].add(marks.isEmpty ? .measured : marks[index].quality) }
    }

    /// Adds sums of many channels; `marked` counts corrected, estimated and missing values of each interval.
    mutating func add(_ sums: [Int64], of channels: Int, marked: [[Int]], on day: CivilDay) {
        for (index, place) in intervals(of: day).enumerated() where index < sums.count {
            self.sums[place] &+= sums[index]
            let marked = marked.isEmpty ? [0, 0, 0] : marked[index]
            quality[place].measured += channels - marked.reduce(0, +)
            quality[place].corrected += marked[0]
            quality[place].estimated += marked[1]
            quality[place].missing += marked[2]
        }
    }
}

/// The synchronous curves of one period, made where a day asks for one.
struct SynchronousCurves {
    private let days: ClosedRange<CivilDay>
    private var curves: [Step: [Unit: SynchronousCurve]] = [:]

    init(days: ClosedRange<CivilDay>) { self.days = days }

    subscript(step: Step, unit: Unit) -> SynchronousCurve {
        get { curves[step]?[unit] ?? SynchronousCurve(days: days, step: step, unit: unit) }
        _modify {
            yield &curves[step, default: [:]][unit, default: SynchronousCurve(days: days, step: step, unit: unit)]
        }
    }

    /// The finer step first.
    var all: [SynchronousCurve] {
        curves.values.flatMap(\.values).sorted { ($0.step, $0.unit.rawValue) < ($1.step, $1.unit.rawValue) }
    }
}

extension CurveStore {
    /// Adds day after day: engines that keep sums do better.
    package func synchronousCurves(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, knownAt: Instant?
    ) throws -> [SynchronousCurve] {
        var sums = SynchronousCurves(days: days)
        try forEachDay(of: selection, in: days, knownAt: knownAt) { known in
            let curve = known.pointDay.curve
            sums[curve.step, curve.unit].add(curve, on: known.pointDay.day)
        }
        return sums.all
    }
}
