import Metering
import Store

/// The energies of one day that registers tell: differences of indexes and daily energies, in columns of 8 bytes for
/// each channel that is asked about, once there is any.
///
/// Differences of indexes come first: a daily energy does not count beside one.
struct RegisterEnergies: Sendable {
    /// Where a value comes from: as many lines as there are imports, or pairs of them, that state values together.
    private struct Origin: Hashable {
        let source: DayEnergySource
        let quality: Quality
        /// Of a difference, of its opening indexes, ascending.
        let revisions: [Revision]
        var closing: [Revision] = []

        /// All but the newest of both.
        var others: [Revision] {
            guard revisions.count > 1 || closing.count > 1 else { return [] }
            return Set(revisions + closing).subtracting([revisions.last, closing.last].compactMap { $0 }).sorted()
        }
    }

    /// Channels whose difference of indexes point lists let count, or do not.
    var decidedByLists: [UInt32] = []
    private let channels: ChannelNumbers
    private let highest: UInt32
    /// `Wide.value` stands for what is in `wide`.
    private var values: [UInt32] = []
    private var wide: [UInt32: Int64] = [:]
    /// One more than the place among `origins`; 0 where nothing is stated.
    private var codes: [UInt32] = []
    private var origins: [Origin] = []
    private var codeOf: [Origin: UInt32] = [:]
    private var last: (origin: Origin, code: UInt32)?

    private enum Wide { static let value = UInt32.max }

    init(_ channels: ChannelNumbers, highest: UInt32) {
        self.channels = channels
        self.highest = highest
    }

    mutating func tell(_ channel: UInt32, _ energy: IndexEnergy) {
        guard let place = place(of: channel) else { return }
        set(
            energy.total, channel, place,
            Origin(
                source: .indexes, quality: energy.quality, revisions: energy.opening, closing: energy.closing))
    }

    mutating func state(_ channel: UInt32, _ energy: KnownReading) {
        guard energy.mark.quality != .missing, let place = place(of: channel),
            DayEnergySource.dailyEnergy.counts(beside: origin(at: place)?.source)
        else { return }
        set(
            energy.value, channel, place,
            Origin(source: .dailyEnergy, quality: energy.mark.quality, revisions: [energy.revision]))
    }

    subscript(channel: UInt32) -> EnergiesOfDay.Entry? {
        guard !codes.isEmpty, let place = channels.place(of: channel), let origin = origin(at: place),
            let revision = origin.revisions.last
        else { return nil }
        return EnergiesOfDay.Entry(
            total: value(at: place, channel), quality: origin.quality, source: origin.source, revision: revision,
            closing: origin.closing.last, others: origin.others)
    }

    /// Makes room at the first value; nil of a channel that is not asked about.
    private mutating func place(of channel: UInt32) -> Int? {
        if codes.isEmpty {
            let count = channels.count ?? Int(highest) + 1
            (values, codes) = (Array(repeating: 0, count: count), Array(repeating: 0, count: count))
        }
        return channels.place(of: channel).flatMap { $0 < codes.count ? $0 : nil }
    }

    private func origin(at place: Int) -> Origin? {
        guard place < codes.count, codes[place] > 0 else { return nil }
        return origins[Int(codes[place]) - 1]
    }

    private func value(at place: Int, _ channel: UInt32) -> Int64 {
        values[place] == Wide.value ? wide[channel, default: 0] : Int64(values[place])
    }

    private mutating func set(_ value: Int64, _ channel: UInt32, _ place: Int, _ origin: Origin) {
        if values[place] == Wide.value { wide[channel] = nil }
        values[place] = UInt32(exactly: value) ?? Wide.value
        if values[place] == Wide.value { wide[channel] = value }
        codes[place] = code(of: origin)
    }

    /// Neighbours mostly come from the same file.
    private mutating func code(of origin: Origin) -> UInt32 {
        if let last, last.origin == origin { return last.code }
        let code = codeOf[origin] ?? UInt32(origins.count + 1)
        if code > origins.count {
            origins.append(origin)
            codeOf[origin] = code
        }
        last = (origin, code)
        return code
    }
}
