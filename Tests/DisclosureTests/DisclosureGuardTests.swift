import Metering
import TestKit
import Testing

@testable import Disclosure

@Suite("The differencing guard")
struct DisclosureGuardTests {
    private let protection = Protection(holders: 11)
    private let first = CivilDay(daysSinceEpoch: 20_089)

    private func guarding(_ points: Int = 200, known: [Audience: Panel] = [:]) -> DisclosureGuard {
        DisclosureGuard(
            Population(points: points), everybody: protection, restricted: protection, known: known)
    }

    private func release(
        _ points: some Sequence<UInt32>, days: ClosedRange<Int> = 0...0, audience: Audience = .everybody
    ) -> GuardedRelease {
        GuardedRelease(
            kind: EnergyKind(carrier: .electricity, direction: .extraction), panel: Panel(points),
            period: first.advanced(by: days.lowerBound)...first.advanced(by: days.upperBound), audience: audience)
    }

    @Test("says to the operator which check holds a figure, in whose view and beside which earlier panels")
    func reasons() throws {
        let guarded = guarding(known: [Audience(id: 2): Panel([99])])
        let (wide, narrow, part) = (release(0..<60), release(0..<50), release(30..<99, audience: Audience(id: 2)))
        #expect(guarded.answer(alike: wide) == .mayLeave)
        let pair = try #require(guarded.answer(alike: narrow).reason)
        #expect(pair.check == .difference && pair.audience == .everybody && pair.panels == [wide.panel])
        let again = try #require(guarded.answer(alike: narrow).reason)
        #expect(again.check == .heldBefore && again.panels == [wide.panel])
        #expect(guarded.answer(alike: part) == .mayLeave)
        let known = try #require(guarded.answer(alike: release(30..<105, audience: Audience(id: 2))).reason)
        #expect(known.check == .difference && known.audience == Audience(id: 2) && known.panels == [part.panel])
    }

    @Test("tells a combination of figures from a pair, and a range from missing energies")
    func reasonsOfManyFigures() throws {
        let guarded = guarding()
        // 0..<30 and 30..<60 make 0..<60; of 0..<60 without 0..<30 and 30..<55, five are left.
        for figure in [release(0..<60), release(0..<30)] { #expect(guarded.answer(alike: figure) == .mayLeave) }
        let combination = try #require(guarded.answer(alike: release(30..<55)).reason)
        #expect(combination.check == .combination && combination.panels == [Panel(0..<30), Panel(0..<60)])
        let crossing = guarding()
        #expect(crossing.answer(alike: release(0..<40)) == .mayLeave)
        let without = try #require(crossing.answer(to: release(5..<45)).reason)
        #expect(without.check == .energiesNotGiven && without.panels.isEmpty)
        crossing.energiesChanged()
        let narrow = try #require(crossing.answer(to: release(6..<46)) { point, _ in point < 6 ? 100_000 : 0 }.reason)
        #expect(narrow.check == .range && narrow.panels == [Panel(0..<40)])
    }

    @Test("asks anew on each day about what it held for its energies, and answers alike after a restart")
    func heldForItsEnergies() {
        let narrow: (UInt32, ClosedRange<CivilDay>) -> Int64? = { point, _ in point < 6 ? 100_000 : 0 }
        let living = guarding()
        #expect(living.answer(alike: release(0..<40)) == .mayLeave)
        living.energiesChanged()
        #expect(living.answer(to: release(6..<46), narrow).isHeld)
        let restarted = guarding()
        restarted.restore(release(0..<40))
        for guarded in [living, restarted] {
            #expect(guarded.answer(alike: release(0..<40, days: 1...1)) == .mayLeave)
            #expect(guarded.answer(alike: release(6..<46, days: 1...1)) == .mayLeave)
        }
    }

    @Test("holds a difference of enough points that comes to nothing: none of them consumed")
    func nothing() {
        let guarded = guarding()
        let energies: (UInt32, ClosedRange<CivilDay>) -> Int64? = { point, _ in 30..<45 ~= point ? 0 : 9_000 }
        #expect(guarded.answer(to: release(0..<60), energies) == .mayLeave)
        #expect(guarded.answer(to: release(0..<30), energies).isHeld == false)
        #expect(guarded.answer(to: release(0..<45), energies).isHeld)
    }

    @Test("forgets a public figure that it held for one audience: it stands in the way of no other")
    func heldForOne() {
        func guarding() -> DisclosureGuard {
            DisclosureGuard(
                Population(points: 7), everybody: Protection(holders: 3), restricted: Protection(holders: 3),
                known: [Audience(id: 1): Panel([6])])
        }
        let day = release(0..<1).period
        func figure(_ points: [UInt32]) -> GuardedRelease {
            GuardedRelease(
                kind: EnergyKind(carrier: .electricity, direction: .extraction), panel: Panel(points), period: day,
                audience: .everybody)
        }
        let living = guarding()
        #expect(living.answer(alike: figure([0, 1, 6])).isHeld)
        #expect(guarding().answer(alike: figure([0, 1, 2, 6])) == .mayLeave)
        #expect(living.answer(alike: figure([0, 1, 2, 6])) == .mayLeave)
    }

    @Test("holds a set whose complement in its parent has too few, and chains that come to the same")
    func complements() {
        let parent = guarding()
        #expect(parent.answer(alike: release(0..<60)) == .mayLeave)
        #expect(parent.answer(alike: release(0..<50)).isHeld)
        #expect(parent.answer(alike: release(0..<20)) == .mayLeave)
        #expect(parent.answer(alike: release(20..<40)) == .mayLeave)
        #expect(parent.answer(alike: release(40..<55)).isHeld)
        #expect(parent.answer(alike: release(40..<60)) == .mayLeave)
    }

    @Test("compares days of a month with each other and with the month", arguments: [0...0, 5...5, 0...29, 300...300])
    func time(days: ClosedRange<Int>) {
        let guarded = guarding()
        #expect(guarded.answer(alike: release(0..<60)) == .mayLeave)
        let isFar = days.lowerBound == 300
        #expect(guarded.answer(alike: release(0..<61, days: days)).isHeld == !isFar)
    }

    @Test("sees what an audience sees: its own figures and the public ones, but not another's")
    func audiences() {
        let guarded = guarding(known: [Audience(id: 2): Panel([60])])
        #expect(guarded.answer(alike: release(0..<60)) == .mayLeave)
        #expect(guarded.answer(alike: release(0..<61, audience: Audience(id: 1))).isHeld)
        #expect(guarded.answer(alike: release(0..<61, audience: Audience(id: 2))) == .mayLeave)
        #expect(guarded.answer(alike: release(80..<120, audience: Audience(id: 1))) == .mayLeave)
        #expect(guarded.answer(alike: release(80..<121, audience: Audience(id: 2))) == .mayLeave)
        #expect(guarded.answer(alike: release(80..<122)).isHeld)
    }

    @Test("counts holders, not meters, and a point without consumption as nobody")
    func holders() {
        let landlords = (0..<40).map { UInt32($0 / 20) }
        let holders = landlords + Array(40..<60) + Array(repeating: Population.inactive, count: 40)
        let guarded = DisclosureGuard(
            Population(holders: holders), everybody: protection, restricted: protection)
        #expect(guarded.answer(alike: release(0..<40)).isHeld)
        #expect(guarded.answer(alike: release(60..<100)).isHeld)
        #expect(guarded.answer(alike: release(36..<60)) == .mayLeave)
        #expect(guarded.answer(alike: release(0..<60)).isHeld)
    }

    @Test("lets a correction out when no point of the set changed, or enough")
    func corrections() {
        let guarded = guarding()
        let figure = release(0..<60)
        #expect(guarded.answer(alike: figure) == .mayLeave)
        #expect(guarded.answer(to: figure.correction(changing: Panel(100..<105))) == .mayLeave)
        #expect(guarded.answer(to: figure.correction(changing: Panel(0..<5))).isHeld)
        #expect(guarded.answer(to: figure.correction(changing: Panel(0..<12))) == .mayLeave)
        #expect(guarded.answer(to: release(0..<30).correction(changing: Panel(0..<11))).isHeld)
    }

    @Test("gives the same answer to the same question, and after a restart")
    func again() {
        let figures = [release(0..<60), release(0..<61), release(0..<30), release(10..<45), release(0..<90)]
        let guarded = guarding()
        let answers = figures.map { guarded.answer(to: $0) { _, _ in 9_000 } }
        #expect(figures.map { guarded.answer(to: $0) { _, _ in 9_000 }.isHeld } == answers.map(\.isHeld))
        let restarted = guarding()
        for (figure, answer) in zip(figures, answers) where answer == .mayLeave { restarted.restore(figure) }
        #expect(figures.map { restarted.answer(to: $0) { _, _ in 9_000 }.isHeld } == answers.map(\.isHeld))
        let folded = guarding()
        for case (let days?, .mayLeave) in zip(figures.map(GuardedDays.init), answers) { folded.restore(days) }
        #expect(figures.map { folded.answer(to: $0) { _, _ in 9_000 }.isHeld } == answers.map(\.isHeld))
    }
}

@Suite("Exact row spaces")
struct RowSpaceTests {
    @Test("contain sums and differences of their rows and nothing else")
    func membership() {
        var space = RowSpace(width: 4)
        let isNews = [[1, 1, 0, 0], [0, 1, 1, 0], [1, 2, 1, 0]].map { space.insert($0) }
        #expect(isNews == [true, true, false])
        #expect(space.rank == 2)
        #expect(space.contains([2, 3, 1, 0]))
        #expect(!space.contains([1, 0, 0, 0]) && !space.contains([0, 0, 0, 1]))
        space.insert([1, 0, 1, 0])
        #expect(space.contains([1, 0, 0, 0]) && space.contains([0, 0, 1, 0]))
    }
}
