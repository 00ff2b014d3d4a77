import Metering
import Store

// What the suite of measure stores says about readings, in short.

extension MeasureStoreConformance {
    /// A reading of a channel, as a writer takes it.
    struct NumberedReading: Hashable {
        let channel: UInt32
        let register: Register
        let at: Instant
        let value: Int64
        let mark: Mark

        init(_ channel: UInt32, _ register: Register, _ at: Instant, _ value: Int64, _ mark: Mark = .measured) {
            (self.channel, self.register, self.at, self.value, self.mark) = (channel, register, at, value, mark)
        }

        /// A writer goes by the number alone.
        var plain: RegisterReading {
            RegisterReading(
                channel: Channel(point: PointID("\(99_000_000_000_000 + Int(channel))")), register: register, at: at,
                value: value, mark: mark, line: 1)
        }
    }

    /// An index at the start of a day.
    static func index(
        _ value: Int64, day offset: Int = 0, of channel: UInt32 = 1, _ mark: Mark = .measured,
        class temporalClass: String = "total"
    ) -> NumberedReading {
        NumberedReading(
            channel, .index(temporalClass: temporalClass), someDay.advanced(by: offset).start, value, mark)
    }

    /// Writes and seals, and leaves it to the caller to reveal.
    static func seal(
        _ readings: [NumberedReading], in store: any MeasureStore, _ revision: Revision
    ) throws -> (writer: any MeasureWriter, changes: ReadingChanges) {
        let writer = try store.writer(for: revision)
        for reading in readings { try writer.append(reading.plain, of: reading.channel) }
        return (writer, try writer.seal().readings)
    }

    @discardableResult
    static func keep(
        _ readings: [NumberedReading], in store: any MeasureStore, _ revision: Revision, at seconds: Int64 = 0
    ) throws -> ReadingChanges {
        let (writer, changes) = try seal(readings, in: store, revision)
        writer.reveal(knownAt: Instant(secondsSinceEpoch: seconds))
        return changes
    }

    /// The days around the one that the suite uses, and their instants.
    static let days = someDay.advanced(by: -20)...someDay.advanced(by: 40)
    static let instants = days.lowerBound.start...days.upperBound.start

    static func values(
        _ store: any MeasureStore, _ known: Known, of channel: UInt32 = 1, _ register: Register = .totalIndex
    ) throws -> [Int64] {
        try store.readings(of: channel, register, in: instants, known).map(\.value)
    }

    static func energies(
        _ store: any MeasureStore, _ known: Known, of channels: ChannelNumbers = .all
    ) throws -> [[Int64]] {
        var energies: [[Int64]] = []
        try store.forEachIndexEnergy(of: channels, on: days, known) { channel, day, energy in
            energies.append([Int64(channel), Int64(day.daysSinceEpoch - someDay.daysSinceEpoch), energy.total])
        }
        return energies.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// More than five thousand flow through no connection of the suite.
    static func passage(_: UInt32, _ opening: KnownReading, _ closing: KnownReading) -> IndexPassage {
        if closing.value < opening.value { return .falls }
        return closing.value - opening.value > 5_000 ? .tooMuch : .possible
    }
}
