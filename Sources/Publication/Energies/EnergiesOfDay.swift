import Metering
import Store

/// The energies of one day of the channels that were asked about, each from the best source there is, with the
/// revisions it came from: at most 16 bytes for each channel.
///
/// Their order is that of `DayEnergySource`. What is known now (`entry`) may be other than what figures are made of
/// (`entryAsClosed`): the day is closed, and something came since.
struct EnergiesOfDay: Sendable {
    struct Entry: Hashable {
        let total: Int64
        let quality: Quality
        let source: DayEnergySource
        let revision: Revision
        /// Of a difference, who stated the closing index.
        var closing: Revision?
        /// Of an estimate, or of a difference of sums whose classes came in several files, the revisions beside these.
        var others: [Revision] = []
    }

    let day: CivilDay
    let channels: ChannelNumbers
    private let registers: RegisterEnergies
    private let curves: DayTotals
    /// Nil where estimates do not count.
    var estimating: EnergyReader?
    /// Of channels that may be known otherwise now, what was known when they were closed.
    var closed: [Closed] = []

    struct Closed: Sendable {
        let horizon: Revision
        let energies: EnergiesOfDay
    }

    init(
        on day: CivilDay, of channels: ChannelNumbers, _ registers: RegisterEnergies, _ curves: DayTotals,
        estimating: EnergyReader?
    ) {
        self.day = day
        self.channels = channels
        self.registers = registers
        self.curves = curves
        self.estimating = estimating
    }

    /// Whether a channel was asked about.
    func covers(_ channel: UInt32) -> Bool { channels.contains(channel) }

    /// Channels of which lists of points decided what counts.
    var decidedByLists: [UInt32] { registers.decidedByLists }

    /// Whether all channels were asked about.
    var coversAll: Bool { channels.count == nil }

    /// Nil where no source tells the energy of the whole day.
    func entry(of channel: UInt32) throws -> Entry? {
        if let measured = measured(channel) { return measured }
        guard let estimating, let curve = curves[channel] else { return nil }
        return try estimating.estimate(of: channel, on: day, curve.revision)
    }

    /// What figures without consent are made of, of whatever use, policy or period (`DayClosing`).
    func entryAsClosed(of channel: UInt32) throws -> Entry? {
        for closed in closed where closed.energies.covers(channel) { return try closed.energies.entry(of: channel) }
        return try entry(of: channel)
    }

    /// Without estimates.
    func measured(_ channel: UInt32) -> Entry? {
        if let told = registers[channel] { return told }
        guard let curve = curves[channel], curve.quality != .missing else { return nil }
        return Entry(total: curve.total, quality: curve.quality, source: .curve, revision: curve.revision)
    }
}
