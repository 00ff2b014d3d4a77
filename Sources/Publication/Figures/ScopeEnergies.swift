import Disclosure
import Metering
import Store

/// The energies of a scope's members, added up day by day.
///
/// A member counts with the days that it has energy of: over a month as it did in each day's figure. Where it lacks one
/// of them, its quality is `missing`.
struct ScopeEnergies {
    /// Which state of a day is added: what is known now, or what was known when the day was closed.
    enum State { case now, closed }

    let scope: FigureScope
    private(set) var basis = InputBasis()
    private let holders: Holders
    private var totals: [Int64]
    private var qualities: [Quality]
    /// Members with energy on none of the days take no part.
    private var takesPart: [Bool]
    private var days = 0
    /// Energies of a member's day.
    private var memberDays = 0

    init(_ scope: FigureScope, _ holders: Holders) {
        self.scope = scope
        self.holders = holders
        totals = Array(repeating: 0, count: scope.channels.count)
        qualities = Array(repeating: .measured, count: scope.channels.count)
        takesPart = Array(repeating: false, count: scope.channels.count)
    }

    mutating func add(_ energies: EnergiesOfDay, _ state: State) throws {
        basis.begin(energies.day, count: scope.channels.count)
        days += 1
        for (place, channel) in scope.channels.enumerated() {
            add(state == .now ? try energies.entry(of: channel) : try energies.entryAsClosed(of: channel), place)
        }
    }

    private mutating func add(_ entry: EnergiesOfDay.Entry?, _ place: Int) {
        guard let entry else {
            qualities[place] = .missing
            return
        }
        takesPart[place] = true
        memberDays += 1
        totals[place] = ScopeEnergies.sum(totals[place], entry.total)
        qualities[place] = max(qualities[place], entry.quality)
        basis.add(scope.channels[place], entry)
    }

    /// Percent of the days of all members that have energy; rounded down.
    var completeness: Int { memberDays * 100 / max(1, days * scope.channels.count) }

    /// For the operator alone, who compares it with other days.
    var sum: Int128 { totals.reduce(0) { $0 + Int128($1) } }

    /// The members that count with another amount than before, or with one now and not before, or the reverse.
    func changes(since before: ScopeEnergies) -> [UInt32] {
        scope.channels.indices.filter { place in
            takesPart[place] != before.takesPart[place] || takesPart[place] && totals[place] != before.totals[place]
        }.map { scope.channels[$0] }
    }

    /// By how much each of these changed, whichever way; a value that was absent, or is now, by all of it.
    /// `names` as `undisclosed` takes them.
    func amounts(since before: ScopeEnergies, names: [UInt32: PointID]) -> Undisclosed<SetEnergies> {
        let members = scope.channels.indices.compactMap { place -> SetEnergies.Member? in
            let (now, then) = (takesPart[place] ? totals[place] : 0, before.takesPart[place] ? before.totals[place] : 0)
            let (change, isBeyond) = now.subtractingReportingOverflow(then)
            guard change != 0 || takesPart[place] != before.takesPart[place] else { return nil }
            let number = scope.channels[place]
            return SetEnergies.Member(
                number: number, total: isBeyond ? .max : Int64(clamping: change.magnitude), quality: qualities[place],
                holder: holders[number])
        }
        return Undisclosed(SetEnergies(members: members, names: names))
    }

    /// The greatest or the least number where the sum passes it, and from then on: such energies are not countable.
    private static func sum(_ total: Int64, _ energy: Int64) -> Int64 {
        guard total != .max, total != .min else { return total }
        let (sum, isBeyond) = total.addingReportingOverflow(energy)
        return isBeyond ? (energy < 0 ? .min : .max) : sum
    }

    /// `names` are those of the members, where all of them agreed to be named.
    func undisclosed(names: [UInt32: PointID]) -> Undisclosed<SetEnergies> {
        let parts = scope.channels.indices.filter { takesPart[$0] }
        let members = parts.map { place in
            let number = scope.channels[place]
            return SetEnergies.Member(
                number: number, total: totals[place], quality: qualities[place], holder: holders[number])
        }
        return Undisclosed(SetEnergies(members: members, names: names))
    }
}
