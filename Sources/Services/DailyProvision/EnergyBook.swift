import Analytics
import Metering
import Store

/// The energy of each channel on each day, from the best source there is, with the revisions it came from.
///
/// The sources, in order: the difference of the indexes at both midnights; the daily energy the operator states;
/// the sum of a complete curve; and, only when estimation is switched on, the sum of a curve whose holes were
/// filled.
struct EnergyBook {
    struct Entry: Hashable {
        let total: Int64
        let quality: Quality
        let source: Source
        let revisions: [Revision]
    }

    enum Source {
        case indexes, dailyEnergy, curve, estimate

        /// Part of fingerprints: frozen.
        var code: Int64 {
            switch self {
            case .indexes: 1
            case .dailyEnergy: 2
            case .curve: 3
            case .estimate: 4
            }
        }
    }

    private let data: DataDirectory
    private let isEstimating: Bool
    /// Who holds several of the points.
    let holders: Holders
    private var indexes: [CivilDay: [Channel: RegisterReadings.Known]] = [:]
    private var dailyEnergies: [CivilDay: [Channel: RegisterReadings.Known]] = [:]
    private var totals: [ChannelDay: KnownTotal] = [:]

    private struct ChannelDay: Hashable {
        let channel: Channel
        let day: CivilDay
    }

    init(_ data: DataDirectory, channels: Set<Channel>, days: ClosedRange<CivilDay>, isEstimating: Bool) throws {
        self.data = data
        self.isEstimating = isEstimating
        holders = try data.registry.holders()
        var day = days.lowerBound
        while day <= days.upperBound.advanced(by: 1) {
            indexes[day] = try data.readings.all(.totalIndex, at: day.start)
            dailyEnergies[day] = try data.readings.all(.dailyEnergy, at: day.start)
            day = day.advanced(by: 1)
        }
        var found: [ChannelDay: KnownTotal] = [:]
        found.reserveCapacity(channels.count)
        try data.curves.forEachTotal(of: .these(channels), in: days, knownAt: nil) { total in
            found[ChannelDay(channel: total.channel, day: total.day)] = total
        }
        totals = found
    }

    func entry(of channel: Channel, on day: CivilDay) throws -> Entry? {
        if let entry = indexDifference(of: channel, on: day) { return entry }
        if let stated = dailyEnergies[day]?[channel], stated.mark.quality != .missing {
            return Entry(
                total: stated.value, quality: stated.mark.quality, source: .dailyEnergy, revisions: [stated.revision])
        }
        guard let curve = totals[ChannelDay(channel: channel, day: day)] else { return nil }
        if curve.quality.missing == 0 {
            return Entry(total: curve.total, quality: curve.worst, source: .curve, revisions: [curve.revision])
        }
        return isEstimating ? try estimate(of: channel, on: day, curve.revision) : nil
    }

    /// Nil where the register fell: a replaced meter says nothing of the day of its replacement.
    private func indexDifference(of channel: Channel, on day: CivilDay) -> Entry? {
        guard let opening = indexes[day]?[channel], let closing = indexes[day.advanced(by: 1)]?[channel],
            closing.value >= opening.value, opening.mark.quality != .missing, closing.mark.quality != .missing
        else { return nil }
        return Entry(
            total: closing.value - opening.value, quality: max(opening.mark.quality, closing.mark.quality),
            source: .indexes, revisions: [opening.revision, closing.revision])
    }

    private func estimate(of channel: Channel, on day: CivilDay, _ revision: Revision) throws -> Entry? {
        let filled = try FilledCurve(data, channel, on: day, knownAt: nil)
        guard let filled, filled.curve.isComplete else { return nil }
        return Entry(
            total: filled.curve.total, quality: filled.curve.quality, source: .estimate,
            revisions: filled.revisions.sorted())
    }
}

extension KnownTotal {
    fileprivate var worst: Quality {
        if quality.missing > 0 { return .missing }
        if quality.estimated > 0 { return .estimated }
        return quality.corrected > 0 ? .corrected : .measured
    }
}
