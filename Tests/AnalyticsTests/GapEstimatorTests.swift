import Analytics
import Metering
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
}
