import Disclosure
import Metering
import Store

/// The energies of a group's members, added up day by day.
struct GroupEnergies {
    let group: SetGroup
    private(set) var basis = InputBasis()
    private let holders: Holders
    private var totals: [Int64]
    private var qualities: [Quality]
    /// Members without energy on one of the days take no part.
    private var isWhole: [Bool]

    init(_ group: SetGroup, _ holders: Holders) {
        self.group = group
        self.holders = holders
        totals = Array(repeating: 0, count: group.channels.count)
        qualities = Array(repeating: .measured, count: group.channels.count)
        isWhole = Array(repeating: true, count: group.channels.count)
    }

    mutating func add(_ energies: DayEnergies) throws {
        basis.begin(energies.day, count: group.channels.count)
        for (place, channel) in group.channels.enumerated() { add(try energies.entry(of: channel), place) }
    }

    /// Adds a day without estimates, of the channels that another reading of it covers as that one has it.
    mutating func add(_ energies: DayEnergies, but before: DayEnergies) {
        basis.begin(energies.day, count: group.channels.count)
        for (place, channel) in group.channels.enumerated() {
            add((before.covers(channel) ? before : energies).measured(channel), place)
        }
    }

    private mutating func add(_ entry: DayEnergies.Entry?, _ place: Int) {
        guard let entry else {
            isWhole[place] = false
            return
        }
        totals[place] = GroupEnergies.sum(totals[place], entry.total)
        qualities[place] = max(qualities[place], entry.quality)
        basis.add(group.channels[place], entry)
    }

    /// The members that count with another amount than before, or with one now and not before, or the reverse.
    func changes(since before: GroupEnergies) -> [UInt32] {
        group.channels.indices.filter { place in
            isWhole[place] != before.isWhole[place] || isWhole[place] && totals[place] != before.totals[place]
        }.map { group.channels[$0] }
    }

    /// The greatest or the least number where the sum passes it, and from then on: such energies are not countable.
    private static func sum(_ total: Int64, _ energy: Int64) -> Int64 {
        guard total != .max, total != .min else { return total }
        let (sum, isBeyond) = total.addingReportingOverflow(energy)
        return isBeyond ? (energy < 0 ? .min : .max) : sum
    }

    /// `names` are those of the members, where all of them agreed to be named.
    func undisclosed(names: [UInt32: PointID]) -> Undisclosed<SetEnergies> {
        let whole = group.channels.indices.filter { isWhole[$0] }
        let members = whole.map { place in
            let number = group.channels[place]
            return SetEnergies.Member(
                number: number, total: totals[place], quality: qualities[place], holder: holders[number])
        }
        return Undisclosed(SetEnergies(members: members, names: names))
    }
}
