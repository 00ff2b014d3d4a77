import Metering
import TestKit
import Testing

@Suite("A day's curve")
struct DayCurveTests {
    private let day = CivilDay(daysSinceEpoch: 19_025)

    private func curve(_ step: Step, _ values: [Int32], unit: Unit = .watt) -> DayCurve {
        DayCurve(step: step, unit: unit, values: values)
    }

    @Test(
        "turns mean power into energy by its step, rounded half up",
        arguments: [(Step.minutes30, Int64(24)), (.hour, 48), (.minutes10, 8)])
    func energy(step: Step, wattHours: Int64) {
        #expect(curve(step, Array(repeating: 1, count: 48)).total == wattHours)
    }

    @Test("counts a missing interval as nothing, and says it is incomplete")
    func missing() {
        var curve = curve(.minutes30, Array(repeating: 100, count: 48))
        curve.set(5, .missing(.sentEmpty), at: 3)
        #expect(curve.total == 47 * 50)
        #expect(!curve.isComplete)
        #expect(curve.quality == .missing)
        #expect(curve.mark(at: 3).missingReason == .sentEmpty)
        #expect(curve.qualityCounts == QualityCounts(measured: 47, missing: 1))
    }

    @Test("keeps its energy when a mean power is laid on a finer step")
    func refined() throws {
        let hourly = curve(.hour, (0..<24).map { Int32($0 * 37) })
        let fine = try #require(hourly.refined(to: .minutes5))
        #expect(fine.count == 288)
        #expect(fine.total == hourly.total)
        #expect(curve(.hour, Array(repeating: 1, count: 24), unit: .wattHour).refined(to: .minutes30) == nil)
    }

    @Test("takes later values over earlier ones, and never loses a value to a later hole")
    func merged() throws {
        var early = DayCurve(missing: day, step: .minutes30, unit: .watt)
        early.set(100, .measured, at: 0)
        early.set(200, .measured, at: 1)
        var late = DayCurve(missing: day, step: .minutes30, unit: .watt, reason: .sentEmpty)
        late.set(250, .corrected, at: 1)
        let merged = try #require(early.merged(with: late))
        #expect(Array(merged.values[0...2]) == [100, 250, 0])
        #expect(merged.mark(at: 1) == .corrected)
        #expect(merged.mark(at: 2) == .missing(.sentEmpty))
        #expect(merged.merged(with: late) == merged)
    }

    @Test("moves to the common step when a part comes back on another one")
    func mergedSteps() throws {
        let hourly = curve(.hour, Array(repeating: 600, count: 24))
        var part = DayCurve(missing: day, step: .minutes30, unit: .watt)
        part.set(800, .measured, at: 1)
        let merged = try #require(hourly.merged(with: part))
        #expect(merged.step == .minutes30)
        #expect(merged.total == 24 * 600 + 100)
        let complete = curve(.minutes15, Array(repeating: 4, count: 96))
        #expect(hourly.merged(with: complete) == complete)
    }

    @Test("has one byte for quality, doubt and reason that reads back as it was written")
    func marks() {
        for quality in Quality.allCases where quality != .missing {
            for isDoubtful in [false, true] {
                let mark = Mark(rawValue: Mark(quality, isDoubtful: isDoubtful).rawValue)
                #expect(mark.quality == quality && mark.isDoubtful == isDoubtful && mark.missingReason == nil)
            }
        }
        for reason in MissingReason.allCases { #expect(Mark.missing(reason).missingReason == reason) }
    }

    @Test("keeps every value when one interval comes later in another unit", arguments: Unit.allCases, Unit.allCases)
    func otherUnit(earlier: Unit, later: Unit) throws {
        for (first, second) in Step.allCases.flatMap({ step in Step.allCases.map { (step, $0) } }) {
            let whole = curve(first, Array(repeating: 120, count: first.count(in: day)), unit: earlier)
            var one = DayCurve(missing: day, step: second, unit: later)
            one.set(30, .measured, at: 3)
            guard let merged = whole.merged(with: one) else {
                let cannotMeet = earlier.mean != later.mean
                #expect(cannotMeet, "\(first) \(earlier), then \(second) \(later)")
                continue
            }
            #expect(merged.isComplete, "\(first) \(earlier), then \(second) \(later)")
        }
    }

    @Test("ranks corrected before measured before estimated, in whichever order they come")
    func qualities() throws {
        let marks: [Mark] = [.estimated, .measured, .corrected]
        for (low, lower) in marks.enumerated() {
            for higher in marks[(low + 1)...] {
                var (weak, strong) = (
                    DayCurve(missing: day, step: .hour, unit: .watt), DayCurve(missing: day, step: .hour, unit: .watt)
                )
                weak.set(10, lower, at: 5)
                strong.set(20, higher, at: 5)
                let (first, second) = try (#require(weak.meeting(strong)), #require(strong.meeting(weak)))
                #expect(first.merged == strong && second.merged == strong)
                #expect(first.outranked == 0 && second.outranked == 1)
            }
        }
    }

    @Test("counts each interval that does not count once, whatever part of it others hold")
    func partsOutranked() throws {
        var known = DayCurve(missing: day, step: .minutes30, unit: .watt)
        for index in [1, 4] { known.set(200, .corrected, at: index) }
        let hours = curve(.hour, Array(repeating: 300, count: 24))
        #expect(try #require(known.meeting(hours)).outranked == 2)
    }

    @Test("says of each interval of a statement whether it counts, in whatever unit and step it was made")
    func says() throws {
        let hours = curve(.hour, (0..<24).map { Int32($0 * 100) }, unit: .wattHour)
        var known = try #require(hours.inMeans.refined(to: .minutes30))
        known.set(5, .corrected, at: 3)
        #expect(known.says(hours) == (0..<24).map { $0 != 1 })
        #expect(known.says(curve(.hour, Array(repeating: 1, count: 24), unit: .litre)).allSatisfy { !$0 })
    }

    @Test("keeps of two holes the one that says more, in either order")
    func reasons() throws {
        let order: [MissingReason] = [.notReceived, .sentEmpty, .outage, .quarantined]
        for (low, less) in order.enumerated() {
            for more in order[(low + 1)...] {
                let holes = [less, more].map { DayCurve(missing: day, step: .hour, unit: .watt, reason: $0) }
                #expect(holes[0].merged(with: holes[1]) == holes[1] && holes[1].merged(with: holes[0]) == holes[1])
            }
        }
    }

    @Test("comes out the same in whichever order statements come, unless only their time decides")
    func orderOfStatements() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<1_000 {
            let statements = (0..<4).map { number in statement(number, &generator) }
            let merge = { (order: [Int]) -> DayCurve? in
                order.dropFirst().reduce(statements[order[0]] as DayCurve?) { $0?.merged(with: statements[$1]) }
            }
            let reference = merge([0, 1, 2, 3])
            for _ in 0..<3 { #expect(merge([0, 1, 2, 3].shuffled(using: &generator)) == reference) }
        }
    }

    @Test("has no coarser curve where a sum of energies does not fit", arguments: [Int32.max, .min])
    func sumsThatDoNotFit(value: Int32) {
        let count = Step.minutes30.count(in: day)
        let curve = { (unit: Unit) in
            DayCurve(step: .minutes30, unit: unit, values: Array(repeating: value, count: count))
        }
        #expect(curve(.wattHour).coarsened(to: .hour) == nil)
        #expect(curve(.litre).coarsened(to: .hour) == nil)
        #expect(curve(.watt).coarsened(to: .hour)?.values == Array(repeating: value, count: count / 2))
    }

    /// A statement of a part of the day. Each of one number has a quality and provenance of its own, so that time never
    /// decides.
    private func statement(_ number: Int, _ generator: inout SeededGenerator) -> DayCurve {
        let step = Step.allCases.randomElement(using: &generator) ?? .hour
        let unit: Unit = Bool.random(using: &generator) ? .watt : .wattHour
        let mark = [Mark.measured, .corrected, .estimated, Mark.measured.from(.copy)][number]
        var curve = DayCurve(missing: day, step: step, unit: unit)
        let first = Int.random(in: 0..<curve.count, using: &generator)
        for index in first..<Int.random(in: first...curve.count, using: &generator) {
            let isHole = Int.random(in: 0..<6, using: &generator) == 0
            curve.set(Int32.random(in: 0...90, using: &generator) * 4, isHole ? .missing(.sentEmpty) : mark, at: index)
        }
        return curve
    }
}
