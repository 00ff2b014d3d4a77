/// The load curve of one civil day on a regular step: one whole number and one mark for each interval,
/// `[start, start + step)` from midnight in Paris.
///
/// A missing interval has the value 0 and a mark that says why: adding values never needs a test for it.
package struct DayCurve: Sendable {
    package let step: Step
    package let unit: Unit
    package private(set) var values: [Int32]
    /// One mark per value, or none at all when every value is measured: the common case costs nothing.
    package private(set) var marks: [Mark]

    /// Precondition: `marks` is empty or as long as `values`.
    package init(step: Step, unit: Unit, values: [Int32], marks: [Mark] = []) {
        precondition(marks.isEmpty || marks.count == values.count)
        self.step = step
        self.unit = unit
        self.values = values
        self.marks = marks.allSatisfy { $0 == .measured } ? [] : marks
    }

    /// A day of which nothing is known yet.
    package init(missing day: CivilDay, step: Step, unit: Unit, reason: MissingReason = .notReceived) {
        let count = step.count(in: day)
        self.init(
            step: step, unit: unit, values: Array(repeating: 0, count: count),
            marks: Array(repeating: .missing(reason), count: count))
    }

    package var count: Int { values.count }

    package func mark(at index: Int) -> Mark { marks.isEmpty ? .measured : marks[index] }

    package mutating func set(_ value: Int32, _ mark: Mark, at index: Int) {
        values[index] = mark.quality == .missing ? 0 : value
        if marks.isEmpty {
            guard mark != .measured else { return }
            marks = Array(repeating: .measured, count: values.count)
        }
        marks[index] = mark
    }

    package var missingCount: Int { marks.reduce(0) { $0 + ($1.quality == .missing ? 1 : 0) } }
    package var isComplete: Bool { missingCount == 0 }

    /// The worst quality of the day.
    package var quality: Quality { marks.reduce(.measured) { max($0, $1.quality) } }

    /// The number of intervals of each quality.
    package var qualityCounts: QualityCounts {
        guard !marks.isEmpty else { return QualityCounts(measured: count) }
        return marks.reduce(into: QualityCounts()) { $0.add($1.quality) }
    }

    /// The sum of the values: watt-hours or litres; mean powers and flows are weighted by the step and rounded to the
    /// nearest watt-hour or litre (half up). Missing intervals add nothing: ask `isComplete` first.
    package var total: Int64 {
        DayCurve.total(ofSum: values.reduce(Int64(0)) { $0 + Int64($1) }, step: step, unit: unit)
    }

    /// The total of values of which the sum is known.
    package static func total(ofSum sum: Int64, step: Step, unit: Unit) -> Int64 {
        unit.isMean ? (sum * Int64(step.minutes) + 30).flooringDivision(by: 60) : sum
    }
}

extension DayCurve: Hashable {
    /// No marks at all, and a mark for each value that says measured, are the same.
    package static func == (left: DayCurve, right: DayCurve) -> Bool {
        guard left.step == right.step, left.unit == right.unit, left.values == right.values else { return false }
        if left.marks.isEmpty == right.marks.isEmpty { return left.marks == right.marks }
        return (left.marks + right.marks).allSatisfy { $0 == .measured }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(step)
        hasher.combine(values)
    }
}

/// How many intervals, or points, have each quality.
package struct QualityCounts: Hashable, Sendable, Codable {
    package var measured: Int
    package var corrected: Int
    package var estimated: Int
    package var missing: Int

    package init(measured: Int = 0, corrected: Int = 0, estimated: Int = 0, missing: Int = 0) {
        self.measured = measured
        self.corrected = corrected
        self.estimated = estimated
        self.missing = missing
    }

    package mutating func add(_ quality: Quality, _ count: Int = 1) {
        switch quality {
        case .measured: measured += count
        case .corrected: corrected += count
        case .estimated: estimated += count
        case .missing: missing += count
        }
    }

    package static func + (left: QualityCounts, right: QualityCounts) -> QualityCounts {
        QualityCounts(
            measured: left.measured + right.measured, corrected: left.corrected + right.corrected,
            estimated: left.estimated + right.estimated, missing: left.missing + right.missing)
    }

    package var total: Int { measured + corrected + estimated + missing }
}
