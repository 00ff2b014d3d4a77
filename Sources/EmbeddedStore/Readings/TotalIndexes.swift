import GRDB
import Metering
import Store

/// The energies of days that indexes tell: the differences of total indexes at both midnights.
///
/// A total that a flow does not give is not kept: it is the sum of the classes, added up where it is asked for. Classes
/// come in any order and in several files, and a sum of those that came together would be a wrong one. The flow's own
/// total counts before the sum of the distributor's classes, and that before the supplier's (`IndexGrid`), each where
/// both midnights have it. Where two grids tell different energies of a day, by more than counting in whole units
/// explains, one of them lacks a class: there is none then, unless the flow's own total tells it. Two sums have a
/// difference only where they are sums of the same classes, and none of these is missing at either midnight: a class
/// that came at one of them alone, that the flow sends empty, or that was set aside makes no energy. So a change of
/// calendar leaves a day without one.
///
/// Source: Enedis.SGE.GUI.0503 (R64): the classes of a calendar divide what the *cadran totalisateur* counts.
///
/// Cost: the pages of these channels' bands in the months of the days, of every register of an index. Memory: those of
/// one register and of 131,072 indexes at a time.
struct TotalIndexes: Sendable {
    private let readings: RegisterReadings
    private let channels: ChannelNumbers
    private let days: ClosedRange<CivilDay>
    private let known: Known

    init(
        _ readings: RegisterReadings, of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known
    ) {
        self.readings = readings
        self.channels = channels
        self.days = days
        self.known = known
    }

    /// Gives the energies, each channel's in time order. Where the indexes fall, or differ by more than 64 bits
    /// hold, nothing is told.
    func forEachEnergy(_ body: (_ channel: UInt32, CivilDay, IndexEnergy) throws -> Void) throws {
        try forEachPart { part in
            var sets = RevisionSets()
            var told = Array(repeating: IndexDifference?.none, count: part.count)
            for grid in IndexGrid.allCases where part.registers.contains(where: { $0.grid == grid }) {
                var sums = Array(repeating: IndexSum(), count: part.count)
                for register in part.registers where register.counts(in: grid) {
                    try part.forEachMoment(of: register, readings) { slot, moment, run in
                        sums[slot].add(register.hash, moment.answer.map(run.known), &sets)
                    }
                }
                for slot in sums.indices.dropLast() where !part.isLastMidnight(slot) {
                    guard let next = IndexDifference(from: sums[slot], to: sums[slot + 1], of: grid) else { continue }
                    if told[slot]?.hear(next) == nil { told[slot] = next }
                }
            }
            for (slot, difference) in told.enumerated() {
                guard let difference, let total = difference.total else { continue }
                let energy = IndexEnergy(
                    total: total, quality: difference.quality, opening: sets[difference.opening],
                    closing: sets[difference.closing])
                try body(part.channel(slot), part.day(slot), energy)
            }
        }
    }

    /// Gives every import that says anything of an index at a midnight of the days, also that it counts no more.
    func forEachRevision(
        _ body: (_ channel: UInt32, _ midnight: Instant, Revision) throws -> Void
    ) throws {
        try forEachPart { part in
            for register in part.registers {
                try part.forEachMoment(of: register, readings) { slot, moment, run in
                    for row in moment.rows {
                        try body(part.channel(slot), part.midnight(slot), run.revision(run.rows[row]))
                    }
                }
            }
        }
    }

    // MARK: parts

    private enum Limit {
        static let days = 31
        static let slots = 1 << 17
    }

    /// Neighbouring bands over some days: as much as is in memory at once.
    private func forEachPart(_ body: (Part) throws -> Void) throws {
        var first = days.lowerBound
        while first <= days.upperBound {
            let last = min(days.upperBound, first.advanced(by: Limit.days - 1))
            let midnights = (0...(first...last).count).map { first.advanced(by: $0).start }
            for bands in try bands(midnights) {
                let places = try places(in: bands, midnights)
                guard !places.isEmpty else { continue }
                try body(Part(channels, bands, first: first, midnights, places))
            }
            first = last.advanced(by: 1)
        }
    }

    /// The bands to read together: of channels that are named, each alone.
    private func bands(_ midnights: [Instant]) throws -> [ClosedRange<UInt32>] {
        guard channels.count == nil else { return (channels.bands ?? []).flatMap { $0.map { $0...$0 } } }
        let highest = ReadingPage.band(of: try readings.channels.highestNumber())
        let length = max(1, Limit.slots / (midnights.count << Int(ReadingPage.bandBits)))
        return stride(from: 0, through: Int(highest), by: length).map { first in
            UInt32(first)...min(highest, UInt32(first + length - 1))
        }
    }

    private func places(
        in bands: ClosedRange<UInt32>, _ midnights: [Instant]
    ) throws -> [(Register, [ReadingPlace])] {
        let instants = midnights[0]...midnights[midnights.count - 1]
        return try readings.pool.read { db in
            try ReadingPlace.fetchIndexes(bands: bands, in: instants, upTo: known.horizon, db).compactMap {
                let places = $1.filter { channels.overlaps($0.channels) }
                return places.isEmpty ? nil : ($0, places)
            }
        }
    }
}

/// Some channels of neighbouring bands, and the midnights of consecutive days: a slot for each of a channel's.
private struct Part {
    struct IndexRegister {
        let register: Register
        let grid: IndexGrid
        /// Of its name: equal sets of names have equal sums of these.
        let hash: UInt64
        let places: [ReadingPlace]

        /// Whether it is of a grid, or says of it that classes are not told.
        func counts(in grid: IndexGrid) -> Bool { self.grid == grid || grid.isUntold(by: register) }
    }

    let registers: [IndexRegister]
    private let members: ChannelNumbers
    private let isNamed: Bool
    private let lowest: UInt32
    private let first: CivilDay
    private let midnights: [Instant]
    /// Slots.
    let count: Int

    init(
        _ channels: ChannelNumbers, _ bands: ClosedRange<UInt32>, first: CivilDay, _ midnights: [Instant],
        _ places: [(Register, [ReadingPlace])]
    ) {
        let range = ReadingPage.channels(of: bands)
        members = channels.count == nil ? channels : channels.within(range)
        isNamed = channels.count != nil
        lowest = range.lowerBound
        self.first = first
        self.midnights = midnights
        count = (members.count ?? range.count) * midnights.count
        registers = places.compactMap { register, places in
            IndexGrid(register).map {
                IndexRegister(register: register, grid: $0, hash: register.classHash, places: places)
            }
        }
    }

    func channel(_ slot: Int) -> UInt32 {
        let place = slot / midnights.count
        return isNamed ? members.number(at: place) : lowest + UInt32(place)
    }

    func midnight(_ slot: Int) -> Instant { midnights[slot % midnights.count] }

    func day(_ slot: Int) -> CivilDay { first.advanced(by: slot % midnights.count) }

    func isLastMidnight(_ slot: Int) -> Bool { slot % midnights.count == midnights.count - 1 }

    private func slot(_ channel: UInt32, _ at: Instant) -> Int? {
        guard let place = isNamed ? members.place(of: channel) : Int(channel - lowest),
            let midnight = midnightPlace(of: at)
        else { return nil }
        return place * midnights.count + midnight
    }

    private func midnightPlace(of instant: Instant) -> Int? {
        var (low, high) = (0, midnights.count)
        while low < high {
            let middle = (low + high) / 2
            if midnights[middle] < instant { low = middle + 1 } else { high = middle }
        }
        return low < midnights.count && midnights[low] == instant ? low : nil
    }

    /// What is said of each channel at each midnight.
    func forEachMoment(
        of register: IndexRegister, _ readings: RegisterReadings,
        _ body: (_ slot: Int, ReadingRun.Moment, ReadingRun) throws -> Void
    ) throws {
        let run = try readings.pool.read { db in
            try ReadingRun(register.places, db) { slot($0.channel, $0.at) != nil }
        }
        try run.forEachMoment { moment in
            let reading = moment.first.reading
            if let slot = slot(reading.channel, reading.at) { try body(slot, moment, run) }
        }
    }
}
