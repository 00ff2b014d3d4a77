import Metering
import Testing

@testable import Exchange

@Suite("A stamp convention")
struct StampConventionTests {
    @Test(
        "is told by the steps, and by what only Linky sends",
        arguments: [
            ([.minutes5], false, .start), ([.minutes10], false, .start), ([.minutes30, .minutes10], false, .start),
            ([.minutes15], false, .end), ([.minutes30], false, .end), ([.hour], false, .end),
            ([.minutes10], true, .end), ([.minutes30], true, .end),
        ] as [([Step], Bool, StampConvention)])
    func isTold(steps: [Step], isLinky: Bool, expected: StampConvention) {
        #expect(StampConvention.of(steps: steps, isLinky: isLinky) == expected)
    }

    @Test("gives the start of the interval")
    func start() throws {
        let stamp = try #require(ISOTimestamp("2024-03-31T03:00:00+02:00")?.instant)
        #expect(StampConvention.start.start(stamp: stamp, step: .minutes10) == stamp)
        #expect(StampConvention.end.start(stamp: stamp, step: .minutes30).parisText == "2024-03-31T01:30:00+01:00")
    }
}
