import Foundation
import Metering
import TestKit
import Testing

@testable import Disclosure

/// Gate P12, with everything that a publication has besides public figures of one stream.
@Suite("The differencing guard, against an oracle for each audience")
struct GuardAudiencesOracleTests {
    /// Twenty-five times as many with `MAILLE_ALL_SEQUENCES=1`.
    private static let histories = ProcessInfo.processInfo.environment["MAILLE_ALL_SEQUENCES"] == nil ? 160 : 4_000

    @Test func `misses no disclosure of restricted figures, known points, corrections, two months and restarts`() {
        var tally = Tally()
        for seed in 0..<UInt64(Self.histories) { play(seed, component: 64, &tally) }
        #expect(tally.missed == [], "\(tally)")
        let seen = [tally.left, tally.restricted, tally.known, tally.corrections, tally.overMonths, tally.restarts]
        #expect(seen.allSatisfy { $0 > Self.histories / 10 }, "\(tally)")
    }

    @Test func `misses none either where it looks at the surroundings of atoms only`() {
        var tally = Tally()
        for seed in 0..<UInt64(Self.histories / 2) { play(~seed, component: 0, &tally) }
        #expect(tally.missed == [], "\(tally)")
        #expect(tally.restricted > Self.histories / 20 && tally.known > Self.histories / 20, "\(tally)")
    }

    @Test func `misses none either where there are too many unions to try`() {
        var tally = Tally()
        for seed in 0..<UInt64(Self.histories / 2) { play(seed << 32, component: 64, unions: 2, &tally) }
        #expect(tally.missed == [], "\(tally)")
        #expect(tally.restricted > Self.histories / 20 && tally.known > Self.histories / 20, "\(tally)")
    }

    private struct Tally {
        /// The seed and the place of the first figure of a history by which somebody finds a group of too few out.
        var missed: [[Int]] = []
        var left = 0
        var restricted = 0
        /// Figures of points of which somebody knows some.
        var known = 0
        var corrections = 0
        /// Figures that begin in one month and end in another.
        var overMonths = 0
        var restarts = 0
    }

    private func play(_ seed: UInt64, component: Int, unions: Int? = nil, _ tally: inout Tally) {
        var history = RandomHistory(seed: seed, points: 6...14, days: 1...3, asked: 4...10)
        (history.component, history.unions) = (component, unions)
        let onlookers = Onlookers(history)
        var random = SeededGenerator(seed: ~seed)
        var guarding = history.newGuard()
        var left: [RandomHistory.Asked] = []
        for (place, asked) in history.asked.enumerated() {
            if Int.random(in: 0..<4, using: &random) == 0 {
                guarding = history.restarted(left, &random)
                tally.restarts += 1
            }
            guard history.answer(guarding, asked) == .mayLeave else { continue }
            left.append(asked)
            guard onlookers.find(left) == nil else {
                tally.missed.append([Int(truncatingIfNeeded: seed), place])
                return
            }
            count(asked, history, &tally)
        }
    }

    private func count(_ asked: RandomHistory.Asked, _ history: RandomHistory, _ tally: inout Tally) {
        let period = history.release(asked).period
        tally.left += 1
        tally.restricted += asked.audience == .everybody ? 0 : 1
        tally.known += history.known.values.contains { $0 & asked.figure.points != 0 } ? 1 : 0
        tally.corrections += asked.isCorrection ? 1 : 0
        tally.overMonths += period.lowerBound.firstOfMonth == period.upperBound.firstOfMonth ? 0 : 1
    }
}
