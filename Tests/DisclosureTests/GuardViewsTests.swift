import Metering
import TestKit
import Testing

@testable import Disclosure

/// Audiences share what everybody sees; here each has a view of its own with all figures that it sees, as if these were
/// public and nobody else's.
@Suite("The differencing guard, against a view for each audience")
struct GuardViewsTests {
    @Test func `answers as a view of all figures that each audience sees would`() {
        var (left, held, other): (Int, Int, [[Int]]) = (0, 0, [])
        for seed in 0..<UInt64(400) {
            let history = RandomHistory(seed: seed, points: 5...12, days: 1...3, asked: 6...12)
            var random = SeededGenerator(seed: ~seed)
            var released: [RandomHistory.Asked] = []
            for (place, asked) in history.asked.enumerated() where asked.hasEnergies {
                let answer = history.answer(history.restarted(released, &random), asked)
                let isHeld = isHeld(asked, history, after: released)
                if answer.isHeld != isHeld { other.append([Int(seed), place]) }
                if answer.isHeld { held += 1 } else { left += 1 }
                if !answer.isHeld { released.append(asked) }
            }
        }
        #expect(other == [])
        #expect(left > 400 && held > 400)
    }

    /// Two sets cross in six points. Who knows five of them, which have most of the energy of the second, is told
    /// nearly all of the four that are in the first alone.
    @Test func `holds panels that left before on a day whose energies tell one audience too much`() throws {
        let (protection, audience) = (Protection(holders: 5), Audience(id: 1))
        let guarded = DisclosureGuard(
            Population(points: 14), everybody: protection, restricted: protection, known: [audience: Panel(4...8)])
        let day = CivilDay(daysSinceEpoch: 20_089)
        let energies = (0..<14).map { $0 < 9 ? Int64(9_000) : 10 }
        let alike = [Int64](repeating: 9_000, count: 14)
        func answer(_ points: ClosedRange<UInt32>, day: CivilDay, _ energies: [Int64]) -> DisclosureGuard.Answer {
            let release = GuardedRelease(
                kind: EnergyKind(carrier: .electricity, direction: .extraction), panel: Panel(points),
                period: day...day, audience: .everybody)
            return guarded.answer(to: release) { point, _ in energies[Int(point)] }
        }
        for set in [UInt32(0)...9, 4...13] { #expect(answer(set, day: day, alike) == .mayLeave) }
        #expect(answer(0...9, day: day.advanced(by: 1), energies) == .mayLeave)
        let reason = try #require(answer(4...13, day: day.advanced(by: 1), energies).reason)
        #expect(reason.check == .range && reason.audience == audience)
        #expect(answer(4...13, day: day.advanced(by: 2), alike) == .mayLeave)
    }

    private func isHeld(_ asked: RandomHistory.Asked, _ history: RandomHistory, after left: [RandomHistory.Asked])
        -> Bool
    {
        let seeing = asked.audience == .everybody ? RandomHistory.audiences : [asked.audience]
        return seeing.contains { audience in
            let isThere =
                audience == .everybody || asked.audience == audience || history.known[audience] != nil
                || left.contains { $0.audience == audience && $0.isCorrection == asked.isCorrection }
            guard isThere else { return false }
            var view = view(of: audience, history, asked.isCorrection)
            for figure in left where figure.isCorrection == asked.isCorrection {
                if [.everybody, audience].contains(figure.audience) { view.record(history.release(figure)) }
            }
            let parts = Candidate.parts(of: history.release(asked)) { history.energy($0, $1) }
            return firstRefusal(parts) { view.refusal(of: $0) } != nil
        }
    }

    private func view(of audience: Audience, _ history: RandomHistory, _ isSigned: Bool) -> PublicView {
        let known = (history.known[.everybody] ?? 0) | (history.known[audience] ?? 0)
        let holders = audience == .everybody ? history.holders.everybody : history.holders.restricted
        return PublicView(
            Population(points: history.points), Protection(holders: holders), known: history.panel(known),
            isSigned: isSigned)
    }

    /// Of districts with nothing in common, each audience knows or sees something of one or two.
    @Test func `answers so too where what most audiences see is what everybody sees`() {
        var (left, held, other): (Int, Int, [[Int]]) = (0, 0, [])
        for seed in 0..<UInt64(4) {
            let town = Town(seed: seed)
            let living = town.newGuard()
            var released: [GuardedRelease] = []
            for (place, asked) in town.asked.enumerated() {
                let restarted = town.newGuard()
                for release in released { restarted.restore(release) }
                let isHeld = town.isHeld(asked, after: released)
                let answer = restarted.answer(to: asked, town.energy)
                let isLiving = !living.answer(to: asked, town.energy).isHeld
                if answer.isHeld != isHeld || isLiving && isHeld { other.append([Int(seed), place]) }
                if answer.isHeld { held += 1 } else { left += 1 }
                if isLiving { released.append(asked) }
            }
        }
        #expect(other == [])
        #expect(left > 80 && held > 40, "\(left) left, \(held) held")
    }
}

/// Districts of 20 points, cut into streets that cross now and then.
private struct Town {
    static let districts: UInt32 = 6
    static let points: UInt32 = 20
    let energies: [Int64]
    private(set) var known: [Audience: Panel] = [:]
    private(set) var asked: [GuardedRelease] = []
    private let everybody = Protection(holders: 4)
    private let restricted = Protection(holders: 3)

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        energies = (0..<Town.districts * Town.points).map { _ in Int64.random(in: 0...9_000, using: &random) }
        for audience in 1...16 {
            known[Audience(id: UInt32(audience))] = Town.street(of: .random(in: 1...3, using: &random), &random)
        }
        for place in 0..<70 {
            let audience = Int.random(in: 0..<3, using: &random) > 0 ? 0 : UInt32.random(in: 1...20, using: &random)
            let day = CivilDay(daysSinceEpoch: 20_454 + Int32(place / 35))
            asked.append(
                GuardedRelease(
                    kind: EnergyKind(carrier: .electricity, direction: .extraction),
                    panel: Town.street(of: .random(in: 3...12, using: &random), &random), period: day...day,
                    audience: Audience(id: audience), unit: [1, 1, 100].randomElement(using: &random) ?? 1))
        }
    }

    private static func street(of count: UInt32, _ random: inout SeededGenerator) -> Panel {
        let first = UInt32.random(in: 0...points - count, using: &random) / 2 * 2
        let start = UInt32.random(in: 0..<districts, using: &random) * points + first
        return Panel(start..<start + count)
    }

    func energy(_ point: UInt32, _ period: ClosedRange<CivilDay>) -> Int64? { energies[Int(point)] }

    func newGuard() -> DisclosureGuard {
        DisclosureGuard(
            Population(points: energies.count), everybody: everybody, restricted: restricted, known: known)
    }

    func isHeld(_ asked: GuardedRelease, after left: [GuardedRelease]) -> Bool {
        let all = Set([.everybody] + known.keys + left.map(\.audience))
        return (asked.audience == .everybody ? all : [asked.audience]).contains { audience in
            var view = PublicView(
                Population(points: energies.count), audience == .everybody ? everybody : restricted,
                known: known[audience] ?? Panel([]), isSigned: false)
            for figure in left where [.everybody, audience].contains(figure.audience) { view.record(figure) }
            return firstRefusal(Candidate.parts(of: asked, energy)) { view.refusal(of: $0) } != nil
        }
    }
}

/// The first reason that a test of any of some elements gives.
private func firstRefusal<Element>(_ elements: [Element], _ test: (Element) -> HoldReason?) -> HoldReason? {
    for element in elements {
        if let reason = test(element) { return reason }
    }
    return nil
}
