import Disclosure
import EmbeddedStore
import Metering
import Store

/// The embedded store, compacted whenever a revision is revealed: it answers as if nothing had happened.
final class CompactingMeasureStore: MeasureStore {
    private let data: DataDirectory

    init(_ data: DataDirectory) { self.data = data }

    func writer(for revision: Revision) throws -> any MeasureWriter {
        Writer(try data.measures.writer(for: revision), data)
    }

    func discard(_ revision: Revision) throws { try data.measures.discard(revision) }

    func recover(kept revisions: [(Revision, Instant)]) throws { try data.measures.recover(kept: revisions) }

    func forEachDay(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (UInt32, CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        try data.measures.forEachDay(of: channels, in: days, known, body)
    }

    func forEachTotal(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (UInt32, CivilDay, Revision, Int64, QualityCounts) throws -> Void
    ) throws {
        try data.measures.forEachTotal(of: channels, in: days, known, body)
    }

    func totals(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [DayTotals] {
        try data.measures.totals(of: channels, in: days, known)
    }

    func forEachRevision(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after earlier: Revision?, _ known: Known,
        _ body: (UInt32, CivilDay, Revision, Instant) throws -> Void
    ) throws {
        try data.measures.forEachRevision(of: channels, in: days, after: earlier, known, body)
    }

    func forEachBeside(
        of channel: UInt32, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        try data.measures.forEachBeside(of: channel, in: days, known, body)
    }

    func synchronousCurves(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> Undisclosed<[SynchronousCurve]> {
        try data.measures.synchronousCurves(of: channels, in: days, known)
    }

    func openSynchronousCurves(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [SynchronousCurve] {
        try data.measures.openSynchronousCurves(of: channels, in: days, known)
    }

    func forEachReading(
        of register: Register, in instants: ClosedRange<Instant>, of channels: ChannelNumbers, _ known: Known,
        _ body: (UInt32, KnownReading) throws -> Void
    ) throws {
        try data.measures.forEachReading(of: register, in: instants, of: channels, known, body)
    }

    func forEachIndexEnergy(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (UInt32, CivilDay, IndexEnergy) throws -> Void
    ) throws {
        try data.measures.forEachIndexEnergy(of: channels, on: days, known, body)
    }

    func forEachIndexRevision(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (UInt32, Instant, Revision) throws -> Void
    ) throws {
        try data.measures.forEachIndexRevision(of: channels, on: days, known, body)
    }

    func uncountedReadings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [UncountedReading] {
        try data.measures.uncountedReadings(of: channel, in: instants, known)
    }

    func readings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [Register: [KnownReading]] { try data.measures.readings(of: channel, in: instants, known) }

    func judgeIndexes(
        of sealed: Known, _ passage: @escaping (UInt32, KnownReading, KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) throws -> Int {
        try data.measures.judgeIndexes(of: sealed, passage, found)
    }

    func forEachDoublyMeasuredDay(
        of sealed: Known, apartBy tolerance: Int64, _ body: (UInt32, CivilDay, DayCurve, Int64) throws -> Void
    ) throws {
        try data.measures.forEachDoublyMeasuredDay(of: sealed, apartBy: tolerance, body)
    }

    private final class Writer: MeasureWriter {
        private let writer: any MeasureWriter
        private let data: DataDirectory

        init(_ writer: any MeasureWriter, _ data: DataDirectory) {
            self.writer = writer
            self.data = data
        }

        func append(_ curve: DayCurve, of channel: UInt32, on day: CivilDay) throws {
            try writer.append(curve, of: channel, on: day)
        }

        func append(_ days: DayColumns, _ rows: Range<Int>, channels: [UInt32]) throws {
            try writer.append(days, rows, channels: channels)
        }

        func append(_ reading: RegisterReading, of channel: UInt32) throws { try writer.append(reading, of: channel) }

        func append(
            _ readings: RegisterBatch, _ places: Range<Int>, channels: [UInt32], from provenance: Provenance
        ) throws {
            try writer.append(readings, places, channels: channels, from: provenance)
        }

        func seal() throws -> MeasureChanges { try writer.seal() }

        func reveal(knownAt: Instant) {
            writer.reveal(knownAt: knownAt)
            do {
                _ = try data.compact()
            } catch {
                fatalError("compacting failed: \(error)")
            }
        }

        func abandon() { writer.abandon() }
    }
}
