package import Metering

/// One file on its way into the store: invisible until it is committed, and then visible whole.
///
/// What comes is written at once, under the import's number, so memory stays bounded; a crash leaves an import that
/// never ended, which the next start undoes.
package final class ImportSession {
    package let revision: Revision
    /// Who the import comes from, as it was when the import began.
    package let source: ImportSource
    /// What is known with this import, once it is sealed.
    package var known: Known { Known(upTo: revision, isSealed: true) }
    private let knownAt: Instant
    private let measures: any MeasureStore
    private let writer: any MeasureWriter
    private let rows: any OpenImport
    private let catalogue: any ChannelNumbering
    private var numbers: [UInt32] = []
    /// Whether it was kept, refused or abandoned, also where that failed: another import may be under way then.
    private var isOver = false

    /// For ledgers: `ImportLedger.begin` makes it.
    package init(
        _ revision: Revision, from source: ImportSource = .operator, knownAt: Instant, measures: any MeasureStore,
        catalogue: any ChannelNumbering, rows: any OpenImport
    ) throws {
        self.revision = revision
        self.source = source
        self.knownAt = knownAt
        self.measures = measures
        self.catalogue = catalogue
        self.rows = rows
        writer = try measures.writer(for: revision)
    }

    package func keep(_ day: PointDay) throws {
        try writer.append(day.curve, of: rows.number(of: day.channel), on: day.day)
    }

    package func keep(_ days: DayColumns, _ rows: Range<Int>) throws {
        if rows.isEmpty { return }
        numbers.removeAll(keepingCapacity: true)
        try self.rows.appendNumbers(of: days.keys[rows], to: &numbers)
        try writer.append(days, rows, channels: numbers)
    }

    package func keep(_ reading: RegisterReading) throws {
        try writer.append(reading, of: rows.number(of: reading.channel))
    }

    /// Keeps readings, as a source of some kind states them.
    package func keep(_ batch: RegisterBatch, _ places: Range<Int>, from provenance: Provenance) throws {
        numbers.removeAll(keepingCapacity: true)
        try rows.appendNumbers(of: batch.rows[places], to: &numbers)
        try writer.append(batch, places, channels: numbers, from: provenance)
    }

    package func keep(_ point: MeteringPoint) throws { try rows.keep(point) }

    /// What a file calls a point that a person named.
    package func keep(_ usagePoint: UsagePointName, namedAs point: PointID) throws {
        try rows.keep(usagePoint, namedAs: point)
    }

    package func keep(_ membership: Membership, of set: PointSet) throws { try rows.keep(membership, of: set) }

    package func note(_ diagnostic: Diagnostic) throws { try rows.note(diagnostic) }

    /// What the file changed.
    package struct Changes: Hashable, Sendable {
        package let curves: CurveChanges
        /// Readings of registers that count from now on.
        package private(set) var registers: Int
        /// Readings that say another thing than a known one that ranks before them: they are kept and never answer.
        package let outrankedReadings: Int
        /// The first days and readings that do not count, by their points; lines are not known any more.
        package let firstOutrankedDays: [(channel: Channel, day: OutrankedDay)]
        package let firstOutrankedReadings: [RegisterReading]

        fileprivate init(_ changes: MeasureChanges, _ catalogue: any ChannelNumbering) throws {
            curves = changes.curves
            registers = changes.readings.new
            outrankedReadings = changes.readings.outranked
            firstOutrankedDays = try changes.curves.firstOutranked.compactMap { day in
                try catalogue.channel(day.channel).map { ($0, day) }
            }
            firstOutrankedReadings = try changes.readings.firstOutranked.compactMap { reading in
                try catalogue.channel(reading.channel).map {
                    RegisterReading(
                        channel: $0, register: reading.register, at: reading.at, value: reading.value,
                        mark: reading.mark, line: 0)
                }
            }
        }

        /// The same, where so many of the readings were set aside since.
        package func settingAside(_ readings: Int) -> Changes {
            var changes = self
            changes.registers -= readings
            return changes
        }

        package static func == (left: Changes, right: Changes) -> Bool {
            (left.curves, left.registers, left.outrankedReadings)
                == (right.curves, right.registers, right.outrankedReadings)
        }

        package func hash(into hasher: inout Hasher) { hasher.combine(curves) }
    }

    /// Makes all that came durable, still invisible: from here on the file can be judged against what was known before.
    package func seal() throws -> Changes {
        let changes = try writer.seal()
        try rows.flush()
        return try Changes(changes, catalogue)
    }

    /// Keeps the file. When this returns, it survives a power cut; when it throws, the file is to be abandoned.
    package func commit(sha256: String, flows: String, size: Int, summary: String) throws {
        try rows.flush()
        try rows.commit(sha256: sha256, flows: flows, size: size, summary: summary)
        isOver = true
        writer.reveal(knownAt: knownAt)
        rows.reveal()
    }

    /// Drops the file; only the refusal itself is remembered.
    package func refuse(_ diagnostic: Diagnostic, sha256: String) throws {
        try takeBack { try rows.refuse(diagnostic, sha256: sha256) }
    }

    /// Drops the file without a trace, for example when it turns out to be known already.
    ///
    /// Where that fails, the next import, or the next start, does it before anything else.
    package func abandon() throws { try takeBack { try rows.abandon() } }

    private func takeBack(_ ending: () throws -> Void) throws {
        if isOver { return }
        isOver = true
        defer { rows.end() }
        writer.abandon()
        try measures.discard(revision)
        try ending()
    }
}
