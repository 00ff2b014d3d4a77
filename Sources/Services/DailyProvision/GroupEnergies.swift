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
    /// Whether a member's days add up to more than can be counted: its total is then the greatest or the least number.
    private var isBeyond = false

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
        let (total, isBeyond) = totals[place].addingReportingOverflow(entry.total)
        totals[place] = isBeyond ? (entry.total < 0 ? .min : .max) : total
        self.isBeyond = self.isBeyond || isBeyond
        qualities[place] = max(qualities[place], entry.quality)
        basis.add(group.channels[place], entry)
    }

    /// The members that count with another amount than before, or with one now and not before, or the reverse.
    func changes(since before: GroupEnergies) -> [UInt32] {
        group.channels.indices.filter { place in
            isWhole[place] != before.isWhole[place] || isWhole[place] && totals[place] != before.totals[place]
        }.map { group.channels[$0] }
    }

    /// Whether all that can be asked of the energies can be counted: else no figure of them leaves, and the operator is
    /// told.
    var isCountable: Bool {
        !isBeyond && SetEnergies.areCountable(group.channels.indices.lazy.filter { isWhole[$0] }.map { totals[$0] })
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
