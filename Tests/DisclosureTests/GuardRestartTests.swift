import Foundation
import Metering
import TestKit
import Testing

@testable import Disclosure

/// A publication makes its guard anew, from what left: what was held is not kept.
@Suite("The differencing guard, made anew from what left")
struct GuardRestartTests {
    /// Fifty times as many with `MAILLE_ALL_SEQUENCES=1`.
    private static let histories: UInt64 =
        ProcessInfo.processInfo.environment["MAILLE_ALL_SEQUENCES"] == nil ? 200 : 10_000

    @Test
    func
        `lets out what is safe alone, counts what left as left, and holds no more than the living guard where it is told energies`()
    {
        var tally = Tally()
        for seed in 0..<Self.histories { play(seed, &tally) }
        #expect(tally.unsafe == [], "\(tally)")
        #expect(tally.forgotten == [], "\(tally)")
        #expect(tally.heldByRestarted == [], "\(tally)")
        #expect(tally.unexplained == [], "\(tally)")
        #expect(tally.left > Int(Self.histories) && tally.held > Int(Self.histories), "\(tally)")
    }

    /// Each case by the seed of the history and the place of the figure in it.
    private struct Tally {
        /// Left, by both guards' answer.
        var left = 0
        /// Held, by both guards' answer.
        var held = 0
        /// What the restarted guard lets out although somebody finds a group of too few out by it.
        var unsafe: [[Int]] = []
        /// What left and does not leave again.
        var forgotten: [[Int]] = []
        /// What the restarted guard alone holds although it may ask for energies.
        var heldByRestarted: [[Int]] = []
        /// What the living guard alone holds, with what was held before as reason (`isExplained`); and what it alone
        /// lets out without asking for energies, since it remembers what it found wide with them.
        var allowed: [[Int]] = []
        var unexplained: [[Int]] = []
    }

    /// Asks a living guard, and at each figure one that was made anew just before; what the living one lets out counts.
    private func play(_ seed: UInt64, _ tally: inout Tally) {
        let history = RandomHistory(seed: seed, points: 5...9, days: 1...2, asked: 6...12)
        let onlookers = Onlookers(history)
        var random = SeededGenerator(seed: ~seed)
        let living = history.newGuard()
        var left: [RandomHistory.Asked] = []
        var held: [GuardedRelease] = []
        for (place, asked) in history.asked.enumerated() {
            let here = [Int(seed), place]
            let again = history.restarted(left, &random)
            if !left.allSatisfy({ history.answer(again, $0) == .mayLeave }) { tally.forgotten.append(here) }
            let restarted = history.answer(history.restarted(left, &random), asked)
            if restarted == .mayLeave, onlookers.find(left + [asked]) != nil { tally.unsafe.append(here) }
            let answer = history.answer(living, asked)
            let isAllowed =
                answer.isHeld ? isExplained(history.release(asked), by: held) : !asked.hasEnergies
            compare(answer, restarted, &tally, here, isAllowed)
            if answer == .mayLeave { left.append(asked) } else { held.append(history.release(asked)) }
        }
    }

    private func compare(
        _ living: DisclosureGuard.Answer, _ restarted: DisclosureGuard.Answer, _ tally: inout Tally, _ here: [Int],
        _ isAllowed: Bool
    ) {
        switch (living, restarted) {
        case (.mayLeave, .mayLeave): tally.left += 1
        case (.held, .held): tally.held += 1
        case (.held, .mayLeave) where isAllowed, (.mayLeave, .held) where isAllowed: tally.allowed.append(here)
        case (.mayLeave, .held): tally.heldByRestarted.append(here)
        case (.held, .mayLeave): tally.unexplained.append(here)
        }
    }

    /// Why a living guard may hold what one made anew lets out, each a matter of what it held before:
    ///
    /// - it held the same panel, and does so for the whole month;
    /// - it held a public figure, or one of two months, after one of the audiences or months had taken the panel in:
    ///   that panel stands in the way of others there, though it never left. It holds too much, never too little.
    private func isExplained(_ asked: GuardedRelease, by held: [GuardedRelease]) -> Bool {
        held.contains { before in
            before.kind == asked.kind
                && (before.panel == asked.panel || before.audience == .everybody
                    || before.period.lowerBound.firstOfMonth != before.period.upperBound.firstOfMonth)
        }
    }
}
