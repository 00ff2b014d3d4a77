import Foundation
import Metering
import TestKit

@testable import Disclosure

/// What is asked of a guard, one after the other, over a few points and days on which nothing is as it should be:
/// public and restricted figures and corrections, rounded or not, of homes that consume nothing, the same, or all.
///
/// What is asked does not depend on the answers, so that several guards can be asked the same.
struct RandomHistory {
    struct Asked {
        /// Of a correction, the points of the figure that changed.
        let figure: Oracle.Figure
        let isCorrection: Bool
        let audience: Audience
        /// Whether the guard may ask for energies.
        let hasEnergies: Bool
    }

    let points: Int
    /// Energies by day, then by point.
    let energies: [[Int64]]
    /// The threshold of public figures, and of restricted ones, which no policy sets higher.
    let holders: (everybody: Int, restricted: Int)
    /// The points that everybody knows, and those that an audience knows besides.
    let known: [Audience: UInt32]
    /// `Protection.component` of the guards.
    var component = 64
    /// `Protection.unions`, in components and nearby.
    var unions: Int?
    private(set) var asked: [Asked] = []
    /// Two days of three months, so that some histories cross the border of a month, or of a year.
    let firstDay: CivilDay

    static let audiences = [Audience.everybody, Audience(id: 1), Audience(id: 2)]

    init(seed: UInt64, points: ClosedRange<Int>, days: ClosedRange<Int>, asked: ClosedRange<Int>) {
        var random = SeededGenerator(seed: seed)
        self.points = Int.random(in: points, using: &random)
        let restricted = Int.random(in: 2...4, using: &random)
        holders = (Int.random(in: restricted...4, using: &random), restricted)
        energies = random.energies(of: self.points, days: Int.random(in: days, using: &random))
        firstDay = CivilDay(daysSinceEpoch: 20_454 - Int32.random(in: 0...3, using: &random))
        known = random.known(of: self.points)
        for _ in 0..<Int.random(in: asked, using: &random) { ask(&random) }
    }

    private mutating func ask(_ random: inout SeededGenerator) {
        let set = random.set(after: asked.map(\.figure.points), of: points)
        let isCorrection = Int.random(in: 0..<5, using: &random) == 0
        let first = Int.random(in: energies.indices, using: &random)
        let days = first...Int.random(in: first..<energies.count, using: &random)
        let units: [Int64] = [1, 1, 1, 10, 100, 1_000]
        asked.append(
            Asked(
                figure: Oracle.Figure(
                    points: set, days: days, unit: units[Int.random(in: units.indices, using: &random)]),
                isCorrection: isCorrection,
                audience: RandomHistory.audiences[max(0, Int.random(in: -1...2, using: &random))],
                hasEnergies: Int.random(in: 0..<10, using: &random) > 0))
    }

    // MARK: The guard's view

    func newGuard() -> DisclosureGuard {
        DisclosureGuard(
            Population(points: points), everybody: protection(holders.everybody),
            restricted: protection(holders.restricted), known: known.mapValues(panel))
    }

    private func protection(_ holders: Int) -> Protection {
        var protection = Protection(holders: holders)
        protection.component = component
        if let unions { (protection.unions, protection.unionsNearby) = (unions, unions) }
        return protection
    }

    /// A guard that was made anew, and told of what left in any order: by days of a month as the register keeps them,
    /// or figure by figure.
    func restarted(_ left: [Asked], _ random: inout SeededGenerator) -> DisclosureGuard {
        let restarted = newGuard()
        let isFolded = Bool.random(using: &random)
        for release in left.map(release).shuffled(using: &random) {
            if isFolded, let days = GuardedDays(release) { restarted.restore(days) } else { restarted.restore(release) }
        }
        return restarted
    }

    func answer(_ asking: DisclosureGuard, _ asked: Asked) -> DisclosureGuard.Answer {
        asked.hasEnergies ? asking.answer(to: release(asked)) { energy($0, $1) } : asking.answer(to: release(asked))
    }

    func release(_ asked: Asked) -> GuardedRelease {
        let period =
            firstDay.advanced(
                by: asked.figure.days.lowerBound)...firstDay.advanced(
                by: asked.figure.days.upperBound)
        let figure = GuardedRelease(
            kind: EnergyKind(carrier: .electricity, direction: .extraction),
            panel: asked.isCorrection ? Panel(0..<UInt32(points)) : panel(asked.figure.points), period: period,
            audience: asked.audience, unit: asked.figure.unit)
        return asked.isCorrection ? figure.correction(changing: panel(asked.figure.points)) : figure
    }

    func panel(_ set: UInt32) -> Panel { Panel((0..<UInt32(points)).filter { set >> $0 & 1 == 1 }) }

    func energy(_ point: UInt32, _ period: ClosedRange<CivilDay>) -> Int64? {
        let days = energies.indices.filter { period.contains(firstDay.advanced(by: $0)) }
        return days.reduce(0) { $0 + energies[$1][Int(point)] }
    }
}

extension SeededGenerator {
    /// What an attacker, or a careless office, would ask next: any set, one a little different from an earlier one,
    /// its complement, a union or what two have in common, a district of a division, everything, the same again.
    mutating func set(after asked: [UInt32], of points: Int) -> UInt32 {
        let all = UInt32(1) << UInt32(points) - 1
        let some = UInt32.random(in: 0...all, using: &self)
        guard let earlier = asked.randomElement(using: &self), let other = asked.randomElement(using: &self) else {
            return some
        }
        switch Int.random(in: 0..<8, using: &self) {
        case 0, 1: return some
        case 2: return earlier ^ 1 << UInt32.random(in: 0..<UInt32(points), using: &self)
        case 3: return all & ~earlier
        case 4: return earlier | other
        case 5: return earlier & other
        case 6: return all >> UInt32.random(in: 0...UInt32(points / 2), using: &self)
        default: return earlier
        }
    }

    /// Energies of a few days: as homes have them, the same for all, nothing for many, or nearly all one home's.
    fileprivate mutating func energies(of points: Int, days: Int) -> [[Int64]] {
        let kind = Int.random(in: 0..<5, using: &self)
        let usual = (0..<points).map { point in
            let home = exp(1.3 * normal) * 3_000
            return switch kind {
            case 0: 9_000.0
            case 1: Bool.random(using: &self) ? 0 : home
            case 2: point == 0 ? home * 1_000 : home
            default: home
            }
        }
        return (0..<days).map { _ in
            usual.map { Int64(kind == 0 ? $0 : $0 * Double.random(in: 0.8...1.25, using: &self)) }
        }
    }

    /// Half of the time nobody knows anything; else a few points each.
    fileprivate mutating func known(of points: Int) -> [Audience: UInt32] {
        guard Bool.random(using: &self) else { return [:] }
        let counts = [Int.random(in: -2...1, using: &self), Int.random(in: 0...3, using: &self)]
        return Dictionary(
            uniqueKeysWithValues: zip(RandomHistory.audiences, counts).filter { $0.1 > 0 }.map { audience, count in
                (audience, self.points(count, of: points).reduce(0) { $0 | 1 << $1 })
            })
    }
}
