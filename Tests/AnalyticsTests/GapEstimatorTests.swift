import Analytics
import Metering
import TestKit
import Testing

@Suite("Gap estimation")
struct GapEstimatorTests {
    private func curve(_ values: [Int32], missing: Range<Int>) -> DayCurve {
        var curve = DayCurve(step: .minutes30, unit: .watt, values: values)
        for index in missing { curve.set(0, .missing(.notReceived), at: index) }
        return curve
    }

    private let ramp: [Int32] = (0..<48).map { Int32($0 * 10) }

    @Test("bridges up to two hours with a straight line, marked as estimated", arguments: [1, 2, 4])
    func line(length: Int) {
        let filled = GapEstimator().fill(curve(ramp, missing: 10..<10 + length), .init()).curve
        #expect(filled.values == ramp)
        #expect((10..<10 + length).allSatisfy { filled.mark(at: $0) == .estimated })
        #expect(filled.qualityCounts == QualityCounts(measured: 48 - length, estimated: length))
    }

    @Test("uses the neighbouring days for a hole at midnight, and leaves it where they are unknown")
    func edges() {
        let hole = curve(ramp, missing: 46..<48)
        #expect(GapEstimator().fill(hole, .init()).curve == hole)
        let filled = GapEstimator().fill(hole, .init(after: 480)).curve
        #expect(filled.values == ramp)
    }

    @Test("scales the same weekday's profile so that the day meets its indexes to the watt-hour")
    func profile() {
        let weekBefore = DayCurve(step: .minutes30, unit: .watt, values: ramp.map { $0 + 7 })
        for total in stride(from: Int64(9_000), to: 12_000, by: 77) {
            let filled = GapEstimator().fill(
                curve(ramp, missing: 10..<30), .init(weekBefore: weekBefore, total: total)
            ).curve
            #expect(filled.total == total)
            #expect(filled.isComplete)
        }
    }

    @Test("copies the profile unscaled without indexes, and leaves the hole without a profile")
    func noIndex() {
        let hole = curve(ramp, missing: 10..<30)
        let weekBefore = DayCurve(step: .minutes30, unit: .watt, values: ramp.map { $0 + 7 })
        #expect(GapEstimator().fill(hole, .init(weekBefore: weekBefore)).curve.values[20] == 207)
        #expect(GapEstimator().fill(hole, .init()).curve == hole)
        #expect(GapEstimator().fill(hole, .init(weekBefore: weekBefore, total: 1)).curve == hole)
    }

    @Test("bridges a fall as it bridges a rise: rounded half away from where it starts")
    func fallingBridge() {
        // From 100 to 93 in four parts: 1.75, 3.5 and 5.25 less.
        var values = [Int32](repeating: 100, count: 48)
        values[13] = 93
        let falling = GapEstimator().fill(curve(values, missing: 10..<13), .init()).curve
        #expect(Array(falling.values[9...13]) == [100, 98, 96, 95, 93])
        let rising = GapEstimator().fill(curve(values.map { 200 - $0 }, missing: 10..<13), .init()).curve
        #expect(Array(rising.values[9...13]) == [100, 102, 104, 105, 107])
    }

    @Test("meets the indexes in watt-hours too, of any step, whatever they say", arguments: 0..<200 as Range<UInt64>)
    func wattHours(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let step = Step.allCases.randomElement(using: &random) ?? .minutes30
        let count = 24 * 60 / step.minutes
        let unit: Metering.Unit = Bool.random(using: &random) ? .wattHour : .watt
        var day = DayCurve(
            step: step, unit: unit, values: (0..<count).map { _ in Int32.random(in: 0...900, using: &random) })
        let weekBefore = day
        let start = Int.random(in: 0..<count / 2, using: &random)
        for index in start..<start + 1 + 180 / step.minutes { day.set(0, .missing(.notReceived), at: index) }
        let total =
            [Int64.random(in: 0...60_000, using: &random), .max, .min, 100_000_000_000_000]
            .randomElement(using: &random) ?? 0
        let filled = GapEstimator().fill(day, .init(weekBefore: weekBefore, total: total))
        #expect(filled.curve.isComplete == (filled.refusal == nil))
        if filled.curve.isComplete { #expect(abs(filled.curve.total - total) <= 1) }
        if filled.refusal == .totalBelowKnown { #expect(total < day.total + 1) }
        if filled.refusal != nil { #expect(filled.curve == day) }
    }

    @Test("says why a long hole stays: no profile, or indexes that contradict the values", arguments: [true, false])
    func refusals(hasShortHole: Bool) {
        var day = curve(ramp, missing: 10..<30)
        if hasShortHole { day.set(0, .missing(.notReceived), at: 40) }
        let weekBefore = DayCurve(step: .minutes30, unit: .watt, values: ramp)
        #expect(GapEstimator().fill(day, .init()).refusal == .noProfile)
        #expect(GapEstimator().fill(day, .init(weekBefore: curve(ramp, missing: 3..<4))).refusal == .noProfile)
        let below = GapEstimator().fill(day, .init(weekBefore: weekBefore, total: 100))
        #expect(below.refusal == .totalBelowKnown)
        #expect(below.curve.missingCount == 20)
        let beyond = GapEstimator().fill(day, .init(weekBefore: weekBefore, total: 100_000_000_000_000))
        #expect(beyond.refusal == .totalBeyondValues)
    }

    /// Hours of each day by the clock on the wall, and what an hourly profile that says its hour gives.
    @Test(
        "takes the profile at the same time of day when clocks change",
        arguments: [
            (days: [24, 23], hole: 0..<23, expected: [0, 1] + Array(3..<24)),
            (days: [24, 25], hole: 0..<25, expected: [0, 1, 2, 2] + Array(3..<24)),
            (days: [23, 24], hole: 0..<24, expected: [0, 1, 1] + Array(3..<24)),
            (days: [25, 24], hole: 0..<24, expected: Array(0..<24)),
        ])
    func clockChanges(days: [Int], hole: Range<Int>, expected: [Int]) {
        let hours: [Int: [Int]] = [23: [0, 1] + Array(3..<24), 24: Array(0..<24), 25: [0, 1, 2, 2] + Array(3..<24)]
        for step in [Step.minutes30, Step.minutes10] {
            let parts = 60 / step.minutes
            func values(_ hours: [Int]) -> [Int32] {
                hours.flatMap { hour in (0..<parts).map { part in Int32(hour * 100 + part) } }
            }
            var day = DayCurve(step: step, unit: .watt, values: [Int32](repeating: 0, count: days[1] * parts))
            for index in 0..<day.count { day.set(0, .missing(.notReceived), at: index) }
            let profile = DayCurve(step: step, unit: .watt, values: values(hours[days[0]] ?? []))
            let filled = GapEstimator().fill(day, .init(weekBefore: profile))
            #expect(filled.refusal == nil)
            #expect(filled.curve.values == values(expected))
        }
    }
}
