import Metering
import TestKit
import Testing

@testable import Disclosure

/// One guard for all publications, one after the other.
@Suite("The differencing guard, through the publications of a data directory")
struct GuardLifeTests {
    private struct Failed: Error {}

    private let first = CivilDay(daysSinceEpoch: 20_089)
    private let kind = EnergyKind(carrier: .electricity, direction: .extraction)

    private func release(_ points: Range<UInt32>, day: CivilDay, audience: UInt32 = 0) -> GuardedRelease {
        GuardedRelease(kind: kind, panel: Panel(points), period: day...day, audience: Audience(id: audience))
    }

    private func guarding(_ points: Int = 200, known: [Audience: Panel] = [:]) -> DisclosureGuard {
        let protection = Protection(holders: 11)
        return DisclosureGuard(Population(points: points), everybody: protection, restricted: protection, known: known)
    }

    // MARK: Transactions

    @Test func `forgets what a publication was admitted that could not be recorded`() {
        let guarded = guarding()
        #expect(throws: Failed.self) {
            try guarded.transaction {
                #expect(guarded.answer(alike: release(0..<60, day: first)) == .mayLeave)
                #expect(guarded.answer(alike: release(0..<55, day: first)).isHeld)
                throw Failed()
            }
        }
        #expect(guarded.answer(alike: release(0..<55, day: first)) == .mayLeave)
        #expect(guarded.answer(alike: release(0..<60, day: first)).isHeld)
    }

    @Test func `answers after a failed publication what it would have answered without it`() {
        var (left, failed, other) = (0, 0, [[Int]]())
        for seed in 0..<UInt64(200) {
            let history = RandomHistory(seed: seed, points: 5...12, days: 1...3, asked: 6...16)
            var random = SeededGenerator(seed: ~seed)
            let (guarded, twin) = (history.newGuard(), history.newGuard())
            for (place, asked) in history.asked.enumerated() {
                if Int.random(in: 0..<3, using: &random) == 0 {
                    failed += 1
                    try? guarded.transaction {
                        for asked in history.asked.shuffled(using: &random).prefix(3) {
                            _ = history.answer(guarded, asked)
                        }
                        throw Failed()
                    }
                }
                let answer = history.answer(twin, asked)
                let same = guarded.transaction { history.answer(guarded, asked) }
                if answer != same { other.append([Int(seed), place]) }
                if answer == .mayLeave { left += 1 }
            }
        }
        #expect(other == [])
        #expect(left > 200 && failed > 200)
    }

    // MARK: Energies

    @Test func `lets nothing leave on the strength of energies that were corrected since`() {
        var (left, wrong) = (0, [[Int]]())
        for seed in 0..<UInt64(400) {
            let history = RandomHistory(seed: seed, points: 5...12, days: 2...2, asked: 8...16)
            let panels = Set(history.asked.map { history.release($0).panel }).sorted { $0.fingerprint < $1.fingerprint }
            func release(_ panel: Panel, _ offset: Int) -> GuardedRelease {
                let day = history.firstDay.advanced(by: offset)
                return GuardedRelease(kind: kind, panel: panel, period: day...day, audience: .everybody)
            }
            let living = history.newGuard()
            // As of an earlier import all energies are alike: every group leaves enough range. Of the second day the
            // first panel alone left.
            let seen = panels.filter { living.answer(to: release($0, 0)) { _, _ in 1_000 } == .mayLeave }
            guard let one = seen.first, living.answer(to: release(one, 1), { _, _ in 1_000 }) == .mayLeave else {
                continue
            }
            living.energiesChanged()
            let twin = history.newGuard()
            for panel in seen { twin.restore(release(panel, 0)) }
            twin.restore(release(one, 1))
            for (place, panel) in seen.enumerated().dropFirst() {
                let asked = release(panel, 1)
                let answers = [twin, living].map { $0.answer(to: asked) { history.energy($0, $1) }.isHeld }
                if !answers[0] { left += 1 }
                if answers[0], !answers[1] { wrong.append([Int(seed), place]) }
                if answers[0] != answers[1] { break }
            }
        }
        #expect(wrong == [])
        #expect(left > 100, "\(left)")
    }

    // MARK: Months

    @Test func `takes into account what is restored after other months were asked for, as if it had come first`() {
        var (left, held, other) = (0, 0, [[Int]]())
        for seed in 0..<UInt64(200) {
            let history = RandomHistory(seed: seed, points: 5...10, days: 1...3, asked: 8...14)
            var random = SeededGenerator(seed: ~seed)
            let living = history.newGuard()
            let past = history.asked.filter { history.answer(living, $0) == .mayLeave }
            let late = past.filter { _ in Bool.random(using: &random) }.map(history.release)
            let early = past.map(history.release).filter { !late.contains($0) }
            let (guarded, twin) = (history.newGuard(), history.newGuard())
            for release in early { guarded.restore(release) }
            // Asks what left already, and so changes nothing but what the guard found out.
            for release in early { _ = guarded.answer(to: release) { history.energy($0, $1) } }
            for release in late { guarded.restore(release) }
            for release in early + late { twin.restore(release) }
            for (place, asked) in history.asked.enumerated() where asked.hasEnergies {
                let answers = [guarded, twin].map { history.answer($0, asked).isHeld }
                if answers[0] != answers[1] { other.append([Int(seed), place]) }
                if answers[1] { held += 1 } else { left += 1 }
            }
        }
        #expect(other == [])
        #expect(left > 200 && held > 200)
    }

    @Test func `reads each month near a question once, and again after it was forgotten`() {
        let guarded = guarding()
        var read: [ClosedRange<CivilDay>] = []
        let last = first.lastOfMonth
        func prepare(_ period: ClosedRange<CivilDay>) {
            guarded.prepare(for: period) { month in
                read.append(month)
                let left = release(0..<60, day: last)
                return PastFigures(days: [], longer: month.contains(last) ? [left] : [])
            }
        }
        prepare(last...last)
        #expect(read.map(\.lowerBound) == [-1, 0, 1].map { shifted(by: $0) })
        #expect(
            read.allSatisfy {
                $0.lowerBound == $0.lowerBound.firstOfMonth && $0.upperBound == $0.upperBound.lastOfMonth
            })
        #expect(guarded.answer(alike: release(0..<55, day: first)).isHeld)
        prepare(last...last.advanced(by: 1))
        #expect(read.count == 4)
        guarded.forget(before: shifted(by: 2))
        #expect(guarded.answer(alike: release(0..<55, day: first)) == .mayLeave)
        guarded.forget(before: shifted(by: 2))
        prepare(last...last)
        #expect(read.count == 6)
        #expect(guarded.answer(alike: release(0..<56, day: first)).isHeld)
    }

    /// The first day of a month so many months after the first day's.
    private func shifted(by months: Int) -> CivilDay {
        (0..<abs(months)).reduce(first.firstOfMonth) { day, _ in
            months > 0 ? day.lastOfMonth.advanced(by: 1) : day.advanced(by: -1).firstOfMonth
        }
    }

    @Test func `keeps the months that a question may still touch`() {
        let guarded = guarding(known: [Audience(id: 2): Panel([99])])
        let last = first.lastOfMonth
        for audience: UInt32 in [0, 1] {
            #expect(guarded.answer(alike: release(0..<60, day: last, audience: audience)) == .mayLeave)
        }
        guarded.forget(before: last.advanced(by: 1))
        for audience: UInt32 in [0, 1, 2] {
            #expect(guarded.answer(alike: release(0..<55, day: last.advanced(by: 1), audience: audience)).isHeld)
        }
    }

    // MARK: What changes

    @Test func `sees an audience that knows other points as one that always did`() {
        var (left, held, other) = (0, 0, [[Int]]())
        for seed in 0..<UInt64(200) {
            let history = RandomHistory(seed: seed, points: 5...12, days: 1...3, asked: 8...14)
            var random = SeededGenerator(seed: ~seed)
            let past = history.asked.filter { _ in Bool.random(using: &random) }.map(history.release)
            let known = RandomHistory.audiences.map { ($0, history.panel(.random(in: 0..<32, using: &random))) }
            let guarded = history.newGuard()
            let restricted = Protection(holders: history.holders.restricted)
            let twin = DisclosureGuard(
                Population(points: history.points), everybody: Protection(holders: history.holders.everybody),
                restricted: restricted, known: Dictionary(uniqueKeysWithValues: known))
            for release in past {
                guarded.restore(release)
                twin.restore(release)
            }
            for asked in history.asked.prefix(4) { try? probe(guarded, asked, history) }
            for (audience, points) in known { guarded.replace(knownTo: audience, with: points) }
            for (place, asked) in history.asked.enumerated() where asked.hasEnergies {
                let answers = [guarded, twin].map { history.answer($0, asked) }
                if answers[0] != answers[1] { other.append([Int(seed), place]) }
                if answers[1].isHeld { held += 1 } else { left += 1 }
            }
        }
        #expect(other == [])
        #expect(left > 200 && held > 200)
    }

    /// Asks without effect.
    private func probe(_ guarded: DisclosureGuard, _ asked: RandomHistory.Asked, _ history: RandomHistory) throws {
        try guarded.transaction {
            _ = history.answer(guarded, asked)
            throw Failed()
        }
    }

    @Test func `lets new points in, and counts holders anew where a new point is of an old one`() {
        let guarded = guarding(60)
        #expect(guarded.answer(alike: release(0..<40, day: first)) == .mayLeave)
        guarded.replace(Population(points: 200))
        #expect(guarded.answer(alike: release(0..<45, day: first)).isHeld)
        #expect(guarded.answer(alike: release(60..<80, day: first)) == .mayLeave)
        #expect(guarded.answer(alike: release(60..<75, day: first)).isHeld)
        // Ten of the twelve points of 40..<52 are one landlord's, who has a new point too.
        let landlord: UInt32 = 900
        guarded.replace(
            Population(
                points: 210,
                shared: Dictionary(uniqueKeysWithValues: ((42..<52) + [205]).map { (UInt32($0), landlord) })))
        #expect(guarded.answer(alike: release(40..<52, day: first)).isHeld)
    }

    @Test func `counts points beyond its population as nobody's`() {
        let guarded = guarding(20)
        #expect(guarded.answer(alike: release(15..<60, day: first)).isHeld)
        #expect(guarded.answer(alike: release(0..<60, day: first)) == .mayLeave)
    }
}
