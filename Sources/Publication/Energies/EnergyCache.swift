import Disclosure
import Metering
import Store

/// The energies of days as they are known to one publication, and as they were known when they were closed.
///
/// Of a tenth of the channels or more, whole days are read, and the last ones stay in memory (`Limit`), as the figures
/// of one publication ask for the same again and again. Of fewer, only theirs are read, over many days at once. What
/// was known before is read of those channels alone of which something came since.
final class EnergyCache {
    private let reader: EnergyReader
    private let highest: UInt32
    private var closedDays: ClosedDays
    private var kept: [KeptDay] = []
    private var periods: [(days: ClosedRange<CivilDay>, totals: [Int64?])] = []
    /// A day's energies: a reference, since the guard asks for those of single channels, and their tables are many.
    private final class KeptDay {
        let energies: EnergiesOfDay

        init(_ energies: EnergiesOfDay) { self.energies = energies }
    }

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

    /// `isEstimating`: whether filled curves count on days of which nothing is closed yet.
    init(
        _ office: ReleaseOffice, isEstimating: Bool, _ known: Known, _ closings: ClosedDays.Asked = ClosedDays.Asked(),
        watch: (@Sendable (_ channels: Int?, _ days: Int) -> Void)? = nil
    ) throws {
        reader = EnergyReader(office: office, known: known, isEstimating: isEstimating, watch: watch)
        highest = try office.catalogue.highestNumber()
        closedDays = ClosedDays(office, known, closings)
    }

    // MARK: what is known

    /// The energies of every channel on a day.
    func energies(on day: CivilDay) throws -> EnergiesOfDay {
        if let kept = whole(day) { return kept.energies }
        let energies = try withClosings(reader.energies(of: .all, on: day...day)[0])
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

    /// The sum of a channel's energies over days, as they are closed; nil where none of them has one.
    ///
    /// Over several days those of all channels are added up once, day by day, and kept for the last two periods.
    func energy(of channel: UInt32, over days: ClosedRange<CivilDay>) throws -> Int64? {
        if days.lowerBound == days.upperBound { return try closedEntry(of: channel, on: days.lowerBound)?.total }
        let known = periods.first { $0.days == days }
        let totals = try known?.totals ?? totals(over: days)
        return Int(channel) < totals.count ? totals[Int(channel)] : nil
    }

    private func totals(over days: ClosedRange<CivilDay>) throws -> [Int64?] {
        var totals = [Int64?](repeating: nil, count: Int(highest) + 1)
        try closedDays.read(days)
        for day in days.all {
            let energies = try energies(on: day)
            for channel in totals.indices {
                guard let energy = try energies.entryAsClosed(of: UInt32(channel)) else { continue }
                let (total, isBeyond) = (totals[channel] ?? 0).addingReportingOverflow(energy.total)
                totals[channel] = isBeyond ? (energy.total < 0 ? .min : .max) : total
            }
        }
        if periods.count == Limit.periodsKept { periods.removeFirst() }
        periods.append((days, totals))
        return totals
    }

    private func closedEntry(of channel: UInt32, on day: CivilDay) throws -> EnergiesOfDay.Entry? {
        for kept in kept.reversed() where kept.energies.day == day && kept.energies.covers(channel) {
            return try kept.energies.entryAsClosed(of: channel)
        }
        return try energies(on: day).entryAsClosed(of: channel)
    }

    /// The energies of the channels of some scopes, or of more.
    func energies(on day: CivilDay, for scopes: [FigureScope]) throws -> EnergiesOfDay {
        let asked = asked(by: scopes)
        if asked.count == nil || whole(day) != nil { return try energies(on: day) }
        let energies = try withClosings(reader.energies(of: asked, on: day...day)[0])
        keep(energies)
        return energies
    }

    /// Groups added up over days, each in its state; of many channels one day is in memory at a time.
    func sums(
        of scopes: [FigureScope], over days: ClosedRange<CivilDay>, _ holders: Holders,
        _ states: [ScopeEnergies.State]
    ) throws -> [ScopeEnergies] {
        var sums = scopes.map { ScopeEnergies($0, holders) }
        try closedDays.read(days)
        try forEachStretch(of: days, for: scopes) { stretch in
            for energies in stretch {
                for place in sums.indices { try sums[place].add(energies, states[place]) }
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
            try body(reader.energies(of: asked, on: stretch).map(withClosings))
        }
    }

    // MARK: what was known

    /// What closed a day by now.
    func closings(of day: CivilDay) throws -> ClosedDays.Day { try closedDays.day(day) }

    /// Whether filled curves count on a day: what its first figure said, else what is asked.
    func isEstimating(on day: CivilDay) throws -> Bool {
        try closedDays.day(day).isEstimating ?? reader.isEstimating
    }

    /// Adds what was known of channels when they were closed, where something came since.
    ///
    /// An estimate rests on other days too, and a list of points may decide which source counts: these are made as of
    /// the closing, whatever came.
    private func withClosings(_ energies: EnergiesOfDay) throws -> EnergiesOfDay {
        let day = try closedDays.day(energies.day)
        let isEstimating = day.isEstimating ?? reader.isEstimating
        var energies = energies
        energies.estimating = isEstimating ? reader : nil
        for part in day.closed(among: energies.channels, highest: highest) where part.horizon < reader.known.horizon {
            let changed = day.changed(part.channels, after: part.horizon)
            let estimated = isEstimating ? part.channels.filter { energies.measured($0) == nil } : []
            let decided = Set(energies.decidedByLists)
            let listed = decided.isEmpty ? [] : part.channels.filter(decided.contains)
            let channels = ChannelNumbers(changed + estimated + listed)
            if channels.count == 0 { continue }
            let then = reader.upTo(part.horizon, isEstimating: isEstimating)
            energies.closed.append(
                EnergiesOfDay.Closed(
                    horizon: part.horizon,
                    energies: try then.energies(of: channels, on: energies.day...energies.day)[0]))
        }
        return energies
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
