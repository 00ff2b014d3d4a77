import Disclosure
import Metering
import Store

/// The energies of days as they are known to one publication, or were known before it.
///
/// Of a tenth of the channels or more, whole days are read, and the last two stay in memory, as the figures of one
/// publication ask for the same again and again. Of fewer, only theirs are read, over many days at once.
final class EnergyCache {
    private let reader: EnergyReader
    private let highest: UInt32
    private var kept: [KeptDay] = []
    private var periods: [(days: ClosedRange<CivilDay>, totals: [Int64?])] = []
    /// A day's energies: a reference, since the guard asks for those of single channels, and their tables are many.
    private final class KeptDay {
        let energies: EnergiesOfDay

        init(_ energies: EnergiesOfDay) { self.energies = energies }
    }

    /// The newest imports of a period, of all channels.
    private var newest: (period: ClosedRange<CivilDay>, revisions: [UInt32])?

    private enum Limit {
        /// Days of all channels that are kept: at least two, and as many as come to 64 MiB.
        static let daysKept = 2...62
        static let channelsKept = 1 << 22
        static let periodsKept = 2
        /// Channels of a store for each that is asked about, from which on only those are read.
        static let share = 10
        /// Energies of few channels that are read at once.
        static let energies = 1 << 21
    }

    init(
        _ office: ReleaseOffice, isEstimating: Bool, _ known: Known,
        watch: (@Sendable (_ channels: Int?, _ days: Int) -> Void)? = nil
    ) throws {
        reader = EnergyReader(office: office, known: known, isEstimating: isEstimating, watch: watch)
        highest = try office.catalogue.highestNumber()
    }

    // MARK: what is known

    /// The energies of every channel on a day.
    func energies(on day: CivilDay) throws -> EnergiesOfDay {
        if let kept = whole(day) { return kept.energies }
        let energies = try reader.energies(of: .all, on: day...day)[0]
        keep(energies)
        return energies
    }

    private func keep(_ energies: EnergiesOfDay) {
        let most = Limit.channelsKept / max(1, Int(highest))
        kept.removeAll { $0.energies.day == energies.day }
        while kept.count >= min(max(most, Limit.daysKept.lowerBound), Limit.daysKept.upperBound) { kept.removeFirst() }
        kept.append(KeptDay(energies))
    }

    private func whole(_ day: CivilDay) -> KeptDay? {
        kept.first { $0.energies.day == day && $0.energies.coversAll }
    }

    /// The sum of a channel's energies over days; nil where none of them has one.
    ///
    /// Over several days those of all channels are added up once, day by day, and kept for the last two periods.
    func energy(of channel: UInt32, over days: ClosedRange<CivilDay>) throws -> Int64? {
        if days.lowerBound == days.upperBound { return try entry(of: channel, on: days.lowerBound)?.total }
        let known = periods.first { $0.days == days }
        let totals = try known?.totals ?? totals(over: days)
        return Int(channel) < totals.count ? totals[Int(channel)] : nil
    }

    private func totals(over days: ClosedRange<CivilDay>) throws -> [Int64?] {
        var totals = [Int64?](repeating: nil, count: Int(highest) + 1)
        for day in days.all {
            let energies = try energies(on: day)
            for channel in totals.indices {
                guard let energy = try energies.entry(of: UInt32(channel)) else { continue }
                let (total, isBeyond) = (totals[channel] ?? 0).addingReportingOverflow(energy.total)
                totals[channel] = isBeyond ? (energy.total < 0 ? .min : .max) : total
            }
        }
        if periods.count == Limit.periodsKept { periods.removeFirst() }
        periods.append((days, totals))
        return totals
    }

    private func entry(of channel: UInt32, on day: CivilDay) throws -> EnergiesOfDay.Entry? {
        for kept in kept.reversed() where kept.energies.day == day && kept.energies.covers(channel) {
            return try kept.energies.entry(of: channel)
        }
        return try energies(on: day).entry(of: channel)
    }

    /// The energies of the channels of some scopes, or of more.
    func energies(on day: CivilDay, for scopes: [FigureScope]) throws -> EnergiesOfDay {
        let asked = asked(by: scopes)
        if asked.count == nil || whole(day) != nil { return try energies(on: day) }
        let energies = try reader.energies(of: asked, on: day...day)[0]
        keep(energies)
        return energies
    }

    /// Groups added up over days; of many channels one day is in memory at a time.
    func sums(of scopes: [FigureScope], over days: ClosedRange<CivilDay>, _ holders: Holders) throws -> [ScopeEnergies]
    {
        var sums = scopes.map { ScopeEnergies($0, holders) }
        try forEachStretch(of: days, for: scopes) { stretch in
            for energies in stretch {
                for place in sums.indices { try sums[place].add(energies) }
            }
        }
        return sums
    }

    /// All channels, where scopes have many.
    private func asked(by scopes: [FigureScope]) -> ChannelNumbers {
        let count = scopes.reduce(0) { $0 + $1.channels.count }
        return count * Limit.share > Int(highest) ? .all : ChannelNumbers(scopes.flatMap(\.channels))
    }

    /// Consecutive days together, as many as may be in memory at once.
    private func forEachStretch(
        of days: ClosedRange<CivilDay>, for scopes: [FigureScope], _ body: ([EnergiesOfDay]) throws -> Void
    ) throws {
        let asked = asked(by: scopes)
        guard let count = asked.count, days.count > 1 else {
            for day in days.all { try body([energies(on: day, for: scopes)]) }
            return
        }
        for stretch in days.stretches(of: max(1, Limit.energies / max(1, count))) {
            try body(reader.energies(of: asked, on: stretch))
        }
    }

    // MARK: what was known

    /// A scope as it was known after an earlier import, and the members that count otherwise now.
    struct Change {
        let before: ScopeEnergies
        let channels: [UInt32]
        /// By how much they changed.
        let amounts: Undisclosed<SetEnergies>
    }

    /// Groups over the same days, each as it was known after an import of its own, without estimates.
    ///
    /// Only members of which something came since are read again: the work follows what came, however many imports the
    /// scopes were made of.
    func changes(
        of scopes: [(scope: FigureScope, since: Revision)], over days: ClosedRange<CivilDay>, _ holders: Holders
    ) throws -> [Change] {
        let newest = try newest(of: scopes.map(\.scope), over: days)
        let changed = scopes.map { asked in
            asked.scope.channels.filter { Int64(newest($0)) > asked.since.number }
        }
        var (now, before) = (
            scopes.map { ScopeEnergies($0.scope, holders) }, scopes.map { ScopeEnergies($0.scope, holders) }
        )
        let bySince = Dictionary(grouping: scopes.indices) { scopes[$0].since }.sorted { $0.key < $1.key }
        try forEachStretch(of: days, for: scopes.map(\.scope)) { stretch in
            for energies in stretch {
                for place in now.indices { try now[place].add(energies) }
            }
            for (since, places) in bySince {
                let numbers = ChannelNumbers(places.flatMap { changed[$0] })
                let then = try energies(
                    of: numbers, on: stretch[0].day...stretch[stretch.count - 1].day, reader.known.upTo(since))
                for (energies, then) in zip(stretch, then) {
                    for place in places { before[place].add(energies, but: then) }
                }
            }
        }
        return zip(now, before).map { now, before in
            Change(before: before, channels: now.changes(since: before), amounts: now.amounts(since: before))
        }
    }

    private func energies(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [EnergiesOfDay] {
        var reader = EnergyReader(
            office: reader.office, known: known, isEstimating: false)
        if channels.count != 0 { reader.watch = self.reader.watch }
        return try reader.energies(of: channels, on: days)
    }

    /// The newest import that states anything of a channel over a period.
    private func newest(
        of scopes: [FigureScope], over days: ClosedRange<CivilDay>
    ) throws -> (UInt32) -> UInt32 {
        let asked = asked(by: scopes)
        if asked.count == nil, let newest, newest.period == days {
            return { [newest] in newest.revisions[Int($0)] }
        }
        var revisions = [UInt32](repeating: 0, count: asked.count ?? Int(highest) + 1)
        for stretch in days.stretches(of: asked.count.map { max(1, Limit.energies / max(1, $0)) } ?? 1) {
            try reader.addNewest(of: asked, on: stretch, to: &revisions)
        }
        if asked.count == nil { newest = (days, revisions) }
        return { [revisions] channel in asked.place(of: channel).map { revisions[$0] } ?? 0 }
    }
}

extension ClosedRange<CivilDay> {
    /// The range in parts of so many days, the last one shorter.
    fileprivate func stretches(of length: Int) -> [ClosedRange<CivilDay>] {
        stride(from: 0, to: count, by: length).map { first in
            lowerBound.advanced(by: first)...Swift.min(upperBound, lowerBound.advanced(by: first + length - 1))
        }
    }
}
