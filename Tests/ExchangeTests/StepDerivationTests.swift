import Metering
import Testing

@testable import Exchange

@Suite("The step of points that do not say it")
struct StepDerivationTests {
    @Test(
        "is the gap before an end-stamped point, unless the gap is a hole",
        arguments: [
            ("one step", [30, 30, 30], [30, 30, 30, 30]),
            ("one row lost", [30, 30, 60, 30, 30], [30, 30, 30, 30, 30, 30]),
            ("one row lost at an hour", [60, 60, 120, 60], [60, 60, 60, 60, 60]),
            ("the last hours before half-hours", [60, 60, 60, 30, 30], [60, 60, 60, 60, 30, 30]),
            ("half-hours before hours", [30, 30, 60, 60], [30, 30, 30, 60, 60]),
            ("quarters before half-hours", [15, 15, 30, 30], [15, 15, 15, 30, 30]),
            ("hours, half a day lost, half-hours", [60, 60, 750, 30, 30], [60, 60, 60, 30, 30, 30]),
            ("a lost row before the last", [30, 30, 60], [30, 30, 30, 30]),
            ("a change on the last row", [60, 60, 30], [60, 60, 60, 30]),
            ("two points", [60], [60, 60]),
        ])
    func endStamped(what: String, gaps: [Int], steps: [Int]) {
        #expect(StampConvention.end.steps(gaps: gaps).map { $0?.minutes } == steps, "\(what)")
    }

    @Test(
        "is the gap after a start-stamped point, in mirror image",
        arguments: [
            ("one step", [10, 10, 10], [10, 10, 10, 10]),
            ("one row lost", [10, 20, 10], [10, 10, 10, 10]),
            ("three rows lost", [10, 40, 10], [10, 10, 10, 10]),
            ("ten minutes before five", [10, 10, 5, 5], [10, 10, 5, 5, 5]),
            ("five minutes, one row lost", [5, 5, 10, 5], [5, 5, 5, 5, 5]),
            ("a lost row after the first", [10, 5, 5], [5, 5, 5, 5]),
        ])
    func startStamped(what: String, gaps: [Int], steps: [Int]) {
        #expect(StampConvention.start.steps(gaps: gaps).map { $0?.minutes } == steps, "\(what)")
    }

    @Test("is unknown for a point alone, and for one between two gaps that are no step")
    func unknown() {
        #expect(StampConvention.end.steps(gaps: []) == [nil])
        #expect(
            StampConvention.end.steps(gaps: [30, 30, 240, 300, 30]).map { $0?.minutes } == [30, 30, 30, nil, 30, 30])
        #expect(StampConvention.end.steps(gaps: [7, 7]) == [nil, nil, nil])
        #expect(StampConvention.end.steps(gaps: [0, 0]) == [nil, nil, nil])
    }

    @Test(
        "tells the segment: five and ten minutes open their interval, the others close it",
        arguments: [
            ([5, 5, 30, 30, 5], StampConvention.start), ([10, 10, 20, 10], .start), ([10, 5, 5], .start),
            ([15, 15, 15], .end), ([30, 10, 30], .end), ([60], .end), ([30, 10], .end), ([], .end), ([7, 7], .end),
        ])
    func stamping(gaps: [Int], stamp: StampConvention) { #expect(StampConvention(gaps: gaps) == stamp) }

    @Test(
        "survives the loss of any one row inside a regular series", arguments: Step.allCases,
        [StampConvention.start, .end])
    func anyRowLost(step: Step, stamp: StampConvention) {
        guard stamp.steps.contains(step) else { return }
        // A wide gap at either edge may be a step of its own: only inside is it a hole for sure.
        for wide in 1...10 {
            var gaps = Array(repeating: step.minutes, count: 12)
            gaps[wide] *= 2
            #expect(stamp.steps(gaps: gaps).allSatisfy { $0 == step }, "gap \(wide)")
        }
    }
}
