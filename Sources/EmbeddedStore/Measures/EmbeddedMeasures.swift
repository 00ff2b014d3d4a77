package import Disclosure
import Foundation
import GRDB
package import Metering
package import Store

/// Measures on one directory: curves in segments of compressed blocks, readings of registers in pages of SQLite.
package final class EmbeddedMeasures: MeasureStore {
    let curves: EmbeddedCurveStore
    let readings: RegisterReadings
    /// Holds the lock of the directory while anybody uses this port.
    private let lock: DirectoryLock
    private let channels: ChannelDirectory

    init(
        folder: URL, pool: DatabasePool, channels: ChannelDirectory, lock: DirectoryLock, keepsTails: Bool
    ) throws {
        self.lock = lock
        curves = try EmbeddedCurveStore(folder: folder, pool: pool, channels: channels, keepsTails: keepsTails)
        readings = RegisterReadings(pool, channels: channels)
        self.channels = channels
    }

    package func writer(for revision: Revision) throws -> any MeasureWriter {
        try EmbeddedMeasureWriter(revision, curves: curves, channels: channels)
    }

    package func discard(_ revision: Revision) throws {
        try curves.discard(revision) { db in
            for table in ["reading_page", "change_page"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE import_id = ?", arguments: [revision.number])
            }
        }
    }

    package func recover(kept revisions: [(Revision, Instant)]) throws { try curves.recover(kept: revisions) }

    // MARK: curves

    package func forEachDay(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        try curves.forEachDay(of: channels, in: days, known, body)
    }

    package func forEachTotal(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ total: Int64, QualityCounts) throws -> Void
    ) throws {
        try curves.forEachTotal(of: channels, in: days, known, body)
    }

    package func totals(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [DayTotals] {
        try curves.totals(of: channels, in: days, known)
    }

    package func forEachRevision(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after earlier: Revision?, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ knownAt: Instant) throws -> Void
    ) throws {
        try curves.forEachRevision(of: channels, in: days, after: earlier, known, body)
    }

    package func forEachBeside(
        of channel: UInt32, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        try curves.forEachBeside(of: channel, in: days, known, body)
    }

    package func synchronousCurves(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> Undisclosed<[SynchronousCurve]> {
        Undisclosed(try curves.synchronousCurves(of: channels, in: days, known))
    }

    /// The same sums, open: for the benchmark of the engine alone. No port offers them.
    package func openSynchronousCurves(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [SynchronousCurve] {
        try curves.synchronousCurves(of: channels, in: days, known)
    }

    // MARK: readings of registers

    package func forEachReading(
        of register: Register, in instants: ClosedRange<Instant>, of channels: ChannelNumbers, _ known: Known,
        _ body: (_ channel: UInt32, KnownReading) throws -> Void
    ) throws {
        if instants.lowerBound == instants.upperBound {
            try readings.forEach(register, at: instants.lowerBound, of: channels, known, body)
        } else {
            try readings.forEach(register, in: instants, of: channels, known, body)
        }
    }

    package func forEachIndexEnergy(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, CivilDay, IndexEnergy) throws -> Void
    ) throws {
        try TotalIndexes(readings, of: channels, on: days, known).forEachEnergy(body)
    }

    package func forEachIndexRevision(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ midnight: Instant, Revision) throws -> Void
    ) throws {
        try TotalIndexes(readings, of: channels, on: days, known).forEachRevision(body)
    }

    package func uncountedReadings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [UncountedReading] {
        try readings.uncounted(of: channel, in: instants, known)
    }

    package func readings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [Register: [KnownReading]] {
        try readings.counted(of: channel, in: instants, known)
    }

    package func forEachChange(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after earlier: Revision, _ known: Known,
        _ body: (Revision, ChangeRanges.Range) throws -> Void
    ) throws {
        let pages = try curves.pool.read { try ChangePage.fetchAll(after: earlier, upTo: known.horizon, $0) }
        for page in pages {
            for range in page.ranges where channels.overlaps(range.channels) && days.overlaps(range.days) {
                try body(
                    page.revision, ChangeRanges.Range(channels: range.channels, days: range.days.clamped(to: days)))
            }
        }
    }

    package func judgeIndexes(
        of sealed: Known,
        _ passage:
            @escaping (_ channel: UInt32, _ opening: KnownReading, _ closing: KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) throws -> Int {
        try readings.judgeIndexes(of: sealed, passage, found)
    }
}

/// Writes the measures of one revision: curves on a thread of their own, readings in batches of pages.
private final class EmbeddedMeasureWriter: MeasureWriter {
    private let revision: Revision
    private let curves: EmbeddedCurveStore
    private let channels: ChannelDirectory
    private let writer: EmbeddedCurveWriter
    /// Written apart from other rows: their pages are the fewer, the more of them come together.
    private var readings = StagedReadings()
    private var changes = ReadingChanges()
    private var sealed: [BlockPlace] = []

    init(_ revision: Revision, curves: EmbeddedCurveStore, channels: ChannelDirectory) throws {
        self.revision = revision
        self.curves = curves
        self.channels = channels
        writer = try EmbeddedCurveWriter(revision, store: curves)
    }

    func append(_ curve: DayCurve, of channel: UInt32, on day: CivilDay) throws {
        try writer.append(curve, of: channel, on: day)
    }

    func append(_ days: DayColumns, _ rows: Range<Int>, channels: [UInt32]) throws {
        try writer.append(days, rows, channels: channels)
    }

    func append(_ reading: RegisterReading, of channel: UInt32) throws {
        readings.append(channel, reading.register, at: reading.at, reading.value, reading.mark)
        if readings.isFull { try flush() }
    }

    func append(
        _ batch: RegisterBatch, _ places: Range<Int>, channels: [UInt32], from provenance: Provenance
    ) throws {
        readings.append(batch, places, channels: channels, from: provenance)
        if readings.isFull { try flush() }
    }

    func seal() throws -> MeasureChanges {
        let curveChanges = try writer.seal()
        try flush()
        sealed = try curves.sealedPlaces(revision)
        return MeasureChanges(curves: curveChanges, readings: changes)
    }

    func reveal(knownAt: Instant) { curves.reveal(revision, sealed, knownAt: knownAt) }

    func abandon() {
        readings = StagedReadings()
        writer.abandon()
    }

    private func flush() throws {
        guard !readings.isEmpty else { return }
        var batch = StagedReadings()
        swap(&batch, &readings)
        let further = try curves.pool.write { [channels, revision] db in
            try channels.saveNew(db)
            return try batch.save(of: revision, db)
        }
        changes.add(further)
    }
}
