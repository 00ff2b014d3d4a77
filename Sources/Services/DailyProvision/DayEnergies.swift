import Metering
import Store

/// The energy of each channel on one day, from the best source there is, with the revisions it came from.
///
/// The sources, in order: the difference of the indexes at both midnights; the daily energy the operator states;
/// the sum of a complete curve; and, only when estimation is switched on, the sum of a curve whose holes were
/// filled.
struct DayEnergies: Sendable {
    struct Entry: Hashable {
        let total: Int64
        let quality: Quality
        let source: Source
        let revision: Revision
        /// Revisions beside the first one.
        var others: [Revision] = []
    }

    enum Source: UInt8 {
        /// Part of fingerprints: frozen.
        case indexes = 1, dailyEnergy, curve, estimate
    }

    let day: CivilDay
    private let data: DataDirectory
    private let isEstimating: Bool
    private let opening: [UInt32: RegisterReadings.Known]
    private let closing: [UInt32: RegisterReadings.Known]
    private let stated: [UInt32: RegisterReadings.Known]
    private let curves: DayTotals

    /// `upTo` gives the energies as they were known after an import; nil: now. Estimates are made for now only.
    init(_ data: DataDirectory, on day: CivilDay, isEstimating: Bool, upTo horizon: Revision? = nil) throws {
        self.data = data
        self.day = day
        self.isEstimating = isEstimating && horizon == nil
        opening = try data.readings.all(.totalIndex, at: day.start, upTo: horizon)
        closing = try data.readings.all(.totalIndex, at: day.end, upTo: horizon)
        stated = try data.readings.all(.dailyEnergy, at: day.start, upTo: horizon)
        curves = try data.curves.totals(of: day, upTo: horizon)
    }

    /// Nil where no source tells the energy of the whole day.
    func entry(of channel: UInt32) throws -> Entry? {
        if !opening.isEmpty, let entry = indexDifference(of: channel) { return entry }
        if !stated.isEmpty, let stated = stated[channel], stated.mark.quality != .missing {
            return Entry(
                total: stated.value, quality: stated.mark.quality, source: .dailyEnergy, revision: stated.revision)
        }
        guard let curve = curves[channel] else { return nil }
        if curve.quality != .missing {
            return Entry(total: curve.total, quality: curve.quality, source: .curve, revision: curve.revision)
        }
        return isEstimating ? try estimate(of: channel, curve.revision) : nil
    }

    /// Nil where the register fell: a replaced meter says nothing of the day of its replacement.
    private func indexDifference(of channel: UInt32) -> Entry? {
        guard let opening = opening[channel], let closing = closing[channel],
            closing.value >= opening.value, opening.mark.quality != .missing, closing.mark.quality != .missing
        else { return nil }
        return Entry(
            total: closing.value - opening.value, quality: max(opening.mark.quality, closing.mark.quality),
            source: .indexes, revision: opening.revision, others: [closing.revision])
    }

    private func estimate(of channel: UInt32, _ revision: Revision) throws -> Entry? {
        guard let channel = try data.channels.channel(channel),
            let filled = try FilledCurve(data, channel, on: day, knownAt: nil), filled.curve.isComplete
        else { return nil }
        return Entry(
            total: filled.curve.total, quality: filled.curve.quality, source: .estimate, revision: revision,
            others: filled.revisions.subtracting([revision]).sorted())
    }
}
