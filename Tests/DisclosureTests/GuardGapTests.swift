import Metering
import Testing

@testable import Disclosure

/// What the guard lets out, forgets or holds though it should not: each the smallest case that we know, and a known
/// issue until it is mended.
@Suite("Gaps of the differencing guard")
struct GuardGapTests {
    private let first = CivilDay(daysSinceEpoch: 20_089)
    private let upper: UInt32 = 0b0000_1111
    private let lower: UInt32 = 0b0111_1100

    private func release(_ points: UInt32, day: Int = 0) -> GuardedRelease {
        let day = first.advanced(by: day)
        return GuardedRelease(
            kind: EnergyKind(carrier: .electricity, direction: .extraction), panel: panel(points), period: day...day,
            audience: .everybody)
    }

    private func panel(_ points: UInt32) -> Panel { Panel((0..<7).filter { points >> $0 & 1 == 1 }) }

    private func guarding(known: [Audience: Panel] = [:]) -> DisclosureGuard {
        let protection = Protection(holders: 3)
        return DisclosureGuard(Population(points: 7), everybody: protection, restricted: protection, known: known)
    }

    private func isGivenAway(_ figures: [UInt32], _ energies: [Int64]) -> Bool {
        Oracle(energies: [energies], threshold: 3).givesAway(
            figures.map { Oracle.Figure(points: $0, days: 0...0, unit: 1) })
    }

    @Test func `a correction of enough points may leave others too narrow an interval`() {
        let before: [Int64] = [9_000, 9_000, 9_000, 9_000, 9_000, 9_000, 9_000]
        let corrected: [Int64] = [9_000, 9_000, 10, 10, 10, 10, 10]
        let guarded = guarding()
        for set in [upper, lower] {
            #expect(guarded.answer(to: release(set)) { point, _ in before[Int(point)] } == .mayLeave)
        }
        #expect(!isGivenAway([upper, lower], before) && isGivenAway([upper, lower], corrected))
        withKnownIssue(
            "of a correction, only the points that changed are looked at, not what the new edition leaves open"
        ) {
            let correction = release(lower).correction(changing: panel(0b0111_0000))
            #expect(guarded.answer(to: correction) { point, _ in corrected[Int(point)] }.isHeld)
        }
    }

    /// Three customers who are neither small nor personal protect each other, and not a home among them.
    @Test func `a home is not told within a sum of few holders, whoever the others are`() {
        var homes = Homes()
        let (works, home, k, a, b) = (homes(3), homes(1), homes(12), homes(12), homes(12))
        let protection = Protection(holders: 11, others: 3)
        let guarded = DisclosureGuard(
            Population(points: Int(homes.count), others: Panel(works)), everybody: protection, restricted: protection,
            known: [:])
        for set in [works + k, a + b + works + home, a] { #expect(answer(set, guarded) == .mayLeave) }
        #expect(answer(b, guarded).isHeld)
    }

    /// Three sets that cross the others make so many small atoms that not all their unions can be looked at.
    @Test func `a set of two others less one home is held, however many sets cross them`() {
        let sets: [[UInt32]] = [
            Array(0..<18), Array(18..<32), [6, 14, 19, 29, 36, 37, 38, 39, 52, 53, 55],
            [6, 13, 16, 17, 19, 31, 40, 43, 44, 53, 57], [10, 11, 15, 18, 22, 24, 28, 45, 46, 47, 51],
        ]
        let protection = Protection(holders: 11)
        for left in [sets, Array(sets.prefix(2))] {
            let guarded = DisclosureGuard(Population(points: 58), everybody: protection, restricted: protection)
            for set in left { #expect(answer(set, guarded) == .mayLeave) }
            #expect(answer(Array(1..<32), guarded).isHeld)
        }
    }

    /// A group of five is what a set has besides seventy-five smaller ones, and a part that another set has too.
    @Test func `what two sets and a third would tell of five homes is held, however many panels there are`() {
        let parts = (0..<75).map { part in (0..<16).map { UInt32(46 + 16 * part + $0) } }
        let few = Array(0..<5).map(UInt32.init)
        let (common, own) = ((5..<25).map(UInt32.init), (25..<45).map(UInt32.init))
        let all = parts.flatMap { $0 }
        let protection = Protection(holders: 11)
        let guarded = DisclosureGuard(Population(points: 1_300), everybody: protection, restricted: protection)
        for set in [all, all + common + few, common + own] { #expect(answer(set, guarded) == .mayLeave) }
        for part in parts { _ = answer(part, guarded, day: 1) }
        let sets = [all, all + common + few, common + own, own]
        #expect(sets.count { answer($0, guarded, day: 2).isHeld } == 1)
    }

    /// Sets of homes that are numbered as they are named.
    private struct Homes {
        var count: UInt32 = 0

        mutating func callAsFunction(_ more: UInt32) -> [UInt32] {
            defer { count += more }
            return Array(count..<count + more)
        }

        /// Sets that hang together with one, so that no test can look at all of them.
        mutating func chain(from first: [UInt32]) -> [[UInt32]] {
            var last = first
            return (0..<40).map { _ in
                let next = self(14)
                defer { last = next }
                return last + next + self(14)
            }
        }
    }

    private func guarding(_ homes: Homes, shared: [UInt32: UInt32] = [:], known: [UInt32] = []) -> DisclosureGuard {
        let protection = Protection(holders: 11)
        return DisclosureGuard(
            Population(points: Int(homes.count), shared: shared), everybody: protection, restricted: protection,
            known: known.isEmpty ? [:] : [Audience(id: 1): Panel(known)])
    }

    @Test func `one holder who is alone in three sets does not learn the home that a fourth has besides`() {
        var homes = Homes()
        let (s, t, u, home, own) = (homes(14), homes(14), homes(14), homes(1), homes(3))
        let sets = [s + t + u + home + [own[2]], s + [own[0]], t + [own[1]], u]
        let ofOne = Dictionary(uniqueKeysWithValues: own.map { ($0, UInt32(0)) })
        #expect(sets.count { answer($0, guarding(homes)) == .mayLeave } == 4)
        let guarded = guarding(homes, shared: ofOne)
        #expect(sets.map { answer($0, guarded).isHeld } == [false, false, false, true])
    }

    /// The panel splits homes without consumption off two atoms: then another panel has so many that it is not near.
    @Test func `what three sets and a fourth tell of one home on a day is held, whatever is near it`() {
        var homes = Homes()
        let (flats, a, a2, s2, a3, s3) = (homes(11), homes(14), homes(14), homes(3), homes(14), homes(3))
        let (x1, x2, x3) = (homes(14), homes(14), (0..<4).map { _ in homes(14) })
        var sets = [
            flats + x1, flats + x2, flats + x3.flatMap { $0 }, flats + a + a2 + s2 + a3 + s3, a2 + s2, a3 + s3,
            x1 + x3[0] + homes(14),
        ]
        for x in x3.dropFirst() { sets.append(x + homes(14)) }
        sets += homes.chain(from: x2)
        let silent = Set(flats.dropFirst() + s2 + s3)
        let guarded = guarding(homes)
        for set in sets { #expect(answer(set, guarded, silent: silent) == .mayLeave) }
        #expect(answer(a + s2 + s3, guarded, silent: silent).isHeld)
    }

    @Test func `who knows all homes of a part but one does not learn it from sets that leave the part to nobody else`()
    {
        var homes = Homes()
        let (part, a2, a3, a4) = (homes(14), (homes(14), homes(14)), (homes(14), homes(14)), homes(14))
        let (x1, x2, x3) = (homes(14), homes(14), (0..<4).map { _ in homes(14) })
        var sets = [
            part + x1, part + x2, part + x3.flatMap { $0 }, part + a4 + a2.0 + a2.1 + a3.0 + a3.1, a2.0 + a2.1,
            a3.0 + a3.1, x1 + x3[0] + homes(14),
        ]
        for x in x3.dropFirst() { sets.append(x + homes(14)) }
        sets += homes.chain(from: x2)
        let guarded = guarding(homes, known: Array(part.dropFirst()))
        for set in sets + [a2.0 + a3.0] { #expect(answer(set, guarded) == .mayLeave) }
        #expect(answer(a4, guarded).isHeld)
    }

    @Test func `who knows a set does not learn the one home that consumed in another`() {
        for others in [true, false] {
            var homes = Homes()
            let (flats, x, y, own) = (homes(11), homes(14), homes(14), homes(14))
            let guarded = guarding(homes, known: own)
            for set in (others ? [x + y] : []) + [x + own] {
                #expect(answer(set, guarded, silent: Set(flats.dropFirst())) == .mayLeave)
            }
            #expect(answer(x + flats, guarded, silent: Set(flats.dropFirst())).isHeld)
        }
    }

    private func answer(
        _ points: [UInt32], _ guarded: DisclosureGuard, day: Int = 0, silent: Set<UInt32> = []
    ) -> DisclosureGuard.Answer {
        let first = first.advanced(by: day)
        let release = GuardedRelease(
            kind: EnergyKind(carrier: .electricity, direction: .extraction), panel: Panel(points),
            period: first...first, audience: .everybody)
        return guarded.answer(to: release) { point, _ in silent.contains(point) ? 0 : 10_000 + 7 * Int64(point % 97) }
    }
}
