import Metering
import Store

/// The energies of one day that registers tell: differences of indexes and daily energies, in columns of 8 bytes for
/// each channel that is asked about, once there is any.
///
/// Opening indexes come first, then closing ones, then daily energies: each is joined to what stands at its channel.
struct RegisterEnergies: Sendable {
    /// Where a value comes from: as many lines as there are imports, or pairs of them, that state values together.
    private struct Origin: Hashable {
        enum Kind: Hashable { case opening, difference, stated }

        let kind: Kind
        let quality: Quality
        let revision: Revision
        var closing: Revision?
    }

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

    mutating func open(_ channel: UInt32, _ index: RegisterReadings.Known) {
        guard index.mark.quality != .missing, let place = place(of: channel) else { return }
        set(index.value, channel, place, Origin(kind: .opening, quality: index.mark.quality, revision: index.revision))
    }

    /// Where the register fell, or rose by more than may be, nothing is told: a replaced meter says nothing of the day of
    /// its replacement.
    mutating func close(
        _ channel: UInt32, _ index: RegisterReadings.Known, mayBe: (_ difference: Int64) throws -> Bool
    ) rethrows {
        guard index.mark.quality != .missing, let place = place(of: channel), let opening = origin(at: place),
            opening.kind == .opening
        else { return }
        let (difference, isBeyond) = index.value.subtractingReportingOverflow(value(at: place, channel))
        guard try !isBeyond && difference >= 0 && mayBe(difference) else { return }
        set(
            difference, channel, place,
            Origin(
                kind: .difference, quality: max(opening.quality, index.mark.quality), revision: opening.revision,
                closing: index.revision))
    }

    mutating func state(_ channel: UInt32, _ energy: RegisterReadings.Known) {
        guard energy.mark.quality != .missing, let place = place(of: channel),
            origin(at: place)?.kind != .difference
        else { return }
        set(
            energy.value, channel, place, Origin(kind: .stated, quality: energy.mark.quality, revision: energy.revision)
        )
    }

    subscript(channel: UInt32) -> DayEnergies.Entry? {
        guard !codes.isEmpty, let place = channels.place(of: channel), let origin = origin(at: place),
            origin.kind != .opening
        else { return nil }
        return DayEnergies.Entry(
            total: value(at: place, channel), quality: origin.quality,
            source: origin.kind == .difference ? .indexes : .dailyEnergy, revision: origin.revision,
            closing: origin.closing)
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
