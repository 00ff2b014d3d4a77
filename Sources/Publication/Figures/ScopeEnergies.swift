import Disclosure
import Metering
import Store

/// The energies of a scope's members, added up day by day.
struct ScopeEnergies {
    let scope: FigureScope
    private(set) var basis = InputBasis()
    private let holders: Holders
    private var totals: [Int64]
    private var qualities: [Quality]
    /// Members without energy on one of the days take no part.
    private var isWhole: [Bool]

    init(_ scope: FigureScope, _ holders: Holders) {
        self.scope = scope
        self.holders = holders
        totals = Array(repeating: 0, count: scope.channels.count)
        qualities = Array(repeating: .measured, count: scope.channels.count)
        isWhole = Array(repeating: true, count: scope.channels.count)
    }

    mutating func add(_ energies: EnergiesOfDay) throws {
        basis.begin(energies.day, count: scope.channels.count)
        for (place, channel) in scope.channels.enumerated() { add(try energies.entry(of: channel), place) }
    }

    /// Adds a day without estimates, of the channels that another reading of it covers as that one has it.
    mutating func add(_ energies: EnergiesOfDay, but before: EnergiesOfDay) {
        basis.begin(energies.day, count: scope.channels.count)
        for (place, channel) in scope.channels.enumerated() {
            add((before.covers(channel) ? before : energies).measured(channel), place)
        }
    }

    private mutating func add(_ entry: EnergiesOfDay.Entry?, _ place: Int) {
        guard let entry else {
            isWhole[place] = false
            return
        }
        totals[place] = ScopeEnergies.sum(totals[place], entry.total)
        qualities[place] = max(qualities[place], entry.quality)
        basis.add(scope.channels[place], entry)
    }

    /// The members that count with another amount than before, or with one now and not before, or the reverse.
    func changes(since before: ScopeEnergies) -> [UInt32] {
        scope.channels.indices.filter { place in
            isWhole[place] != before.isWhole[place] || isWhole[place] && totals[place] != before.totals[place]
        }.map { scope.channels[$0] }
    }

    /// By how much each of these changed, whichever way; a value that was absent, or is now, by all of it.
    func amounts(since before: ScopeEnergies) -> Undisclosed<SetEnergies> {
        let members = scope.channels.indices.compactMap { place -> SetEnergies.Member? in
            let (now, then) = (isWhole[place] ? totals[place] : 0, before.isWhole[place] ? before.totals[place] : 0)
            let (change, isBeyond) = now.subtractingReportingOverflow(then)
            guard change != 0 || isWhole[place] != before.isWhole[place] else { return nil }
            let number = scope.channels[place]
            return SetEnergies.Member(
                number: number, total: isBeyond ? .max : Int64(clamping: change.magnitude), quality: qualities[place],
                holder: holders[number])
        }
        return Undisclosed(SetEnergies(members: members))
    }

    /// The greatest or the least number where the sum passes it, and from then on: such energies are not countable.
    private static func sum(_ total: Int64, _ energy: Int64) -> Int64 {
        guard total != .max, total != .min else { return total }
        let (sum, isBeyond) = total.addingReportingOverflow(energy)
        return isBeyond ? (energy < 0 ? .min : .max) : sum
    }

    /// `names` are those of the members, where all of them agreed to be named.
    func undisclosed(names: [UInt32: PointID]) -> Undisclosed<SetEnergies> {
        let whole = scope.channels.indices.filter { isWhole[$0] }
        let members = whole.map { place in
            let number = scope.channels[place]
            return SetEnergies.Member(
                number: number, total: totals[place], quality: qualities[place], holder: holders[number])
        }
        return Undisclosed(SetEnergies(members: members, names: names))
    }
}
