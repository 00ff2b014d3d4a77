import Metering
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
}
