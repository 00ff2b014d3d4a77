import Foundation
import Metering
import TestKit
import Testing

@testable import Disclosure

/// Gate P12.
@Suite("The differencing guard, against a brute-force oracle")
struct GuardOracleTests {
    /// All 10,000 sequences with `MAILLE_ALL_SEQUENCES=1`.
    private static let sequences = ProcessInfo.processInfo.environment["MAILLE_ALL_SEQUENCES"] == nil ? 600 : 10_000

    @Test("misses no disclosure and refuses few harmless figures")
    func missesNothing() {
        let tally = play(GuardOracleTests.sequences) { Protection(holders: $0) }
        #expect(tally.missed == [])
        #expect(tally.released > GuardOracleTests.sequences / 2, "\(tally)")
        #expect(tally.rightlyRefused > GuardOracleTests.sequences, "\(tally)")
        #expect(tally.falseRefusalRate < 0.15, "\(tally)")
    }

    @Test(
        "misses none either with the strict rule of pairs, where it looks at the surroundings of atoms only, or has too many unions to try"
    )
    func missesNothingOtherwise() {
        let strict = play(GuardOracleTests.sequences / 4) { Protection(holders: $0, pairs: .every) }
        #expect(strict.missed == [] && strict.released > 0, "\(strict)")
        let local = play(GuardOracleTests.sequences / 4) {
            var protection = Protection(holders: $0)
            protection.component = 0
            return protection
        }
        #expect(local.missed == [] && local.released > 0, "\(local)")
        let crowded = play(GuardOracleTests.sequences / 4) {
            var protection = Protection(holders: $0)
            (protection.unions, protection.unionsNearby) = (2, 2)
            return protection
        }
        #expect(crowded.missed == [] && crowded.released > 0, "\(crowded)")
    }

    @Test("misses none where some customers are neither small nor personal, of whom fewer are enough")
    func missesNoneOfTwoClienteles() {
        let tally = play(GuardOracleTests.sequences / 2, hasOthers: true) { Protection(holders: $0, others: 2) }
        #expect(tally.missed == [])
        #expect(tally.released > GuardOracleTests.sequences / 4, "\(tally)")
        #expect(tally.falseRefusalRate < 0.2, "\(tally)")
        let local = play(GuardOracleTests.sequences / 4, hasOthers: true) {
            var protection = Protection(holders: $0, others: 2)
            protection.component = 0
            return protection
        }
        #expect(local.missed == [] && local.released > 0, "\(local)")
    }

    private func play(_ sequences: Int, hasOthers: Bool = false, _ protection: (Int) -> Protection) -> Tally {
        var tally = Tally()
        for seed in 0..<sequences {
            RandomSequence(seed: UInt64(seed), hasOthers: hasOthers).play(protection, into: &tally)
        }
        return tally
    }
}

struct Tally: CustomStringConvertible {
    var missed: [UInt64] = []
    var released = 0
    var rightlyRefused = 0
    var falselyRefused = 0
    /// What the guard gave as the reason of false refusals.
    var reasons: [HoldReason.Check: Int] = [:]

    var falseRefusalRate: Double { Double(falselyRefused) / Double(max(1, released + falselyRefused)) }

    var description: String {
        """
        \(missed.count) missed disclosures \(missed.prefix(5)), \(released) released, \(rightlyRefused) rightly \
        refused, \(falselyRefused) falsely refused: \(Int(falseRefusalRate * 1_000))/1000 of the harmless, \
        for \(reasons.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" })
        """
    }
}

/// Random figures over at most 12 points and two days, asked for one after the other.
private struct RandomSequence {
    private let seed: UInt64
    private var random: SeededGenerator
    private let threshold: Int
    private let points: Int
    private let energies: [[Int64]]
    private let unit: Int64
    /// The points of customers who are neither small nor personal.
    private let others: UInt32

    private static let firstDay = CivilDay(daysSinceEpoch: 20_100)

    init(seed: UInt64, hasOthers: Bool) {
        self.seed = seed
        var random = SeededGenerator(seed: seed)
        threshold = Int.random(in: hasOthers ? 3...4 : 2...4, using: &random)
        points = Int.random(in: 6...12, using: &random)
        unit = [1, 10, 100, 1_000].randomElement(using: &random) ?? 1
        let usual = (0..<points).map { _ in
            exp(Double.random(in: -1.6...1.6, using: &random) + Double.random(in: -1.6...1.6, using: &random)) * 3_000
        }
        let days = Int.random(in: 0..<10, using: &random) < 7 ? 1 : 2
        energies = (0..<days).map { _ in usual.map { Int64($0 * Double.random(in: 0.8...1.25, using: &random)) } }
        others = hasOthers ? UInt32.random(in: 0..<1 << UInt32(points), using: &random) : 0
        self.random = random
    }

    func play(_ protection: (Int) -> Protection, into tally: inout Tally) {
        var random = random
        let protection = protection(threshold)
        let disclosureGuard = DisclosureGuard(
            Population(points: points, others: panel(others)), everybody: protection, restricted: protection)
        let others = (points: others, threshold: protection.others)
        let oracle = Oracle(energies: energies, threshold: threshold, others: others)
        var asked: [UInt32] = []
        var released: [Oracle.Figure] = []
        for _ in 0..<Int.random(in: 4...10, using: &random) {
            let figure = Oracle.Figure(
                points: random.set(after: asked, of: points), days: nextDays(&random), unit: unit)
            guard !Oracle.isFew(figure.points, threshold, others) else { continue }
            asked.append(figure.points)
            let answer = disclosureGuard.answer(to: release(figure)) { point, period in
                energies.indices.reduce(0) {
                    period.contains(RandomSequence.firstDay.advanced(by: $1)) ? $0 + energies[$1][Int(point)] : $0
                }
            }
            let isHarmful = oracle.givesAway(released + [figure])
            switch (answer, isHarmful) {
            case (.mayLeave, true):
                tally.missed.append(seed)
                return
            case (.mayLeave, false):
                tally.released += 1
                released.append(figure)
            case (.held, true): tally.rightlyRefused += 1
            case (.held(let reason), false):
                tally.falselyRefused += 1
                tally.reasons[reason.check, default: 0] += 1
            }
        }
    }

    private func release(_ figure: Oracle.Figure) -> GuardedRelease {
        let first = RandomSequence.firstDay
        return GuardedRelease(
            kind: EnergyKind(carrier: .electricity, direction: .extraction),
            panel: panel(figure.points),
            period: first.advanced(by: figure.days.lowerBound)...first.advanced(by: figure.days.upperBound),
            audience: .everybody, unit: unit)
    }

    private func panel(_ set: UInt32) -> Panel { Panel((0..<UInt32(points)).filter { set >> $0 & 1 == 1 }) }

    /// Mostly single days, as publications ask; a longer figure counts against each of its days as if it told it.
    private func nextDays(_ random: inout SeededGenerator) -> ClosedRange<Int> {
        let first = Int.random(in: energies.indices, using: &random)
        let isLonger = Int.random(in: 0..<8, using: &random) == 0
        return first...(isLonger ? Int.random(in: first..<energies.count, using: &random) : first)
    }
}
