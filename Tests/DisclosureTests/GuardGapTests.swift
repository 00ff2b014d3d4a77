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

    @Test func `a difference of enough points that comes to nothing tells that none of them consumed`() {
        let energies: [Int64] = [9_000, 9_000, 9_000, 0, 0, 0, 9_000]
        let guarded = guarding()
        #expect(guarded.answer(to: release(0b11_1111)) { point, _ in energies[Int(point)] } == .mayLeave)
        #expect(isGivenAway([0b11_1111, 0b111], energies))
        withKnownIssue("without an atom of too few, energies are not looked at") {
            #expect(guarded.answer(to: release(0b111)) { point, _ in energies[Int(point)] }.isHeld)
        }
    }

    @Test func `a correction of enough points may leave others too narrow an interval`() {
        let before: [Int64] = [9_000, 9_000, 10, 10, 6_000, 6_000, 6_000]
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

    @Test func `what was held for its energies is held for the month, after a restart too`() {
        let narrow: [Int64] = [9_000, 9_000, 10, 10, 10, 10, 10]
        let living = guarding()
        #expect(living.answer(to: release(upper)) == .mayLeave)
        #expect(living.answer(to: release(lower)) { point, _ in narrow[Int(point)] }.isHeld)
        #expect(living.answer(to: release(upper, day: 1)) == .mayLeave)
        #expect(living.answer(to: release(lower, day: 1)) { _, _ in 9_000 }.isHeld)
        let restarted = guarding()
        for day in 0...1 { restarted.restore(release(upper, day: day)) }
        withKnownIssue("what was held is neither kept nor restored") {
            #expect(restarted.answer(to: release(lower, day: 1)) { _, _ in 9_000 }.isHeld)
        }
    }

    @Test func `a public figure that is held for one audience stands in the way of no other`() {
        let held = release(0b100_0011)
        let asked = release(0b100_0111)
        let known = [Audience(id: 1): panel(0b100_0000)]
        let living = guarding(known: known)
        #expect(living.answer(to: held).isHeld)
        #expect(guarding(known: known).answer(to: asked) == .mayLeave)
        withKnownIssue("who sees public figures alone had taken the panel in, and keeps it though it never left") {
            #expect(living.answer(to: asked) == .mayLeave)
        }
    }
}
