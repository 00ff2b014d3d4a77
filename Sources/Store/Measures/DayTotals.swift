package import Metering

/// The totals of some channels on one civil day: 8 bytes for each channel that is asked about, and of all channels
/// for each number there is.
package struct DayTotals: Sendable {
    /// A day's total with its worst quality and the revision that stated it last.
    package struct Total: Hashable, Sendable {
        package let total: Int64
        package let quality: Quality
        package let revision: Revision
    }

    private let channels: ChannelNumbers
    /// `Wide.total` stands for what is in `wide`.
    private var totals: [UInt32]
    private var wide: [UInt32: Int64] = [:]
    /// The revision times eight and the quality; 0 where nothing is known.
    private var sources: [UInt32]

    private enum Wide { static let total = UInt32.max }

    /// `highest`: the highest number that room is made for at once, where all channels are asked for.
    package init(_ channels: ChannelNumbers, highest: UInt32 = 0) {
        self.channels = channels
        let count = channels.count ?? Int(highest) + 1
        totals = Array(repeating: 0, count: count)
        sources = Array(repeating: 0, count: count)
    }

    /// Of which nothing is known yet, one for each day.
    package static func none(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, highest: UInt32 = 0
    ) -> [DayTotals] {
        let count = Int(days.upperBound.daysSinceEpoch - days.lowerBound.daysSinceEpoch) + 1
        return Array(repeating: DayTotals(channels, highest: highest), count: count)
    }

    package subscript(number: UInt32) -> Total? {
        guard let place = channels.place(of: number), place < sources.count, sources[place] > 0 else { return nil }
        let (total, source) = (totals[place], sources[place])
        return Total(
            total: total == Wide.total ? wide[number, default: 0] : Int64(total),
            quality: Quality(rawValue: UInt8(source & 7)) ?? .missing, revision: Revision(Int64(source >> 3)))
    }

    /// Takes a total where none is known yet: later statements come first. Throws `DamagedRevision` where no import can
    /// have such a number.
    package mutating func add(_ channel: UInt32, _ total: Int64, _ quality: Quality, _ revision: Revision) throws {
        guard 1..<1 << 29 ~= revision.number else { throw DamagedRevision() }
        guard let place = channels.place(of: channel) else { return }
        makeRoom(for: place)
        guard sources[place] == 0 else { return }
        sources[place] = UInt32(revision.number) << 3 | UInt32(quality.rawValue)
        totals[place] = UInt32(exactly: total) ?? Wide.total
        if totals[place] == Wide.total { wide[channel] = total }
    }

    /// A revision beyond 29 bits is that of a damaged block: no import has such a number.
    package struct DamagedRevision: Error {}

    private mutating func makeRoom(for place: Int) {
        guard place >= sources.count else { return }
        let missing = place + 1 - sources.count
        totals.append(contentsOf: repeatElement(0, count: missing))
        sources.append(contentsOf: repeatElement(0, count: missing))
    }
}

extension QualityCounts {
    /// The worst quality among the values.
    package var worst: Quality {
        if missing > 0 { return .missing }
        if estimated > 0 { return .estimated }
        return corrected > 0 ? .corrected : .measured
    }
}
