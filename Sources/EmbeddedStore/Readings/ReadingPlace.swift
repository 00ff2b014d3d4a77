import Foundation
import GRDB
import Metering
import Store

/// A page of readings in SQLite, and what it may hold: pages are found by register, month and band.
struct ReadingPlace: Sendable {
    let id: Int64
    let revision: Revision
    let band: UInt32
    let month: ReadingMonth
    let channels: ClosedRange<UInt32>
    let instants: ClosedRange<Instant>

    private static let columns =
        "id, import_id, band, month, first_channel, last_channel, first_at, last_at"

    /// The pages of some bands in one month that may hold readings of these instants, by band, earlier ones first.
    static func fetchAll(
        _ register: Register, _ month: ReadingMonth, bands: ClosedRange<UInt32>, in instants: ClosedRange<Instant>,
        upTo horizon: Revision, _ db: Database
    ) throws -> [ReadingPlace] {
        try fetch(
            "register = ? AND month = ? AND band BETWEEN ? AND ? AND first_at <= ? AND last_at >= ? AND import_id <= ?",
            "band, id",
            [
                register.name, month.number, bands.lowerBound, bands.upperBound, instants.upperBound.secondsSinceEpoch,
                instants.lowerBound.secondsSinceEpoch, horizon.number,
            ], db)
    }

    /// The pages of one band that may hold readings of these channels and instants, earlier ones first.
    static func fetchAll(
        _ register: Register, of channels: ClosedRange<UInt32>, in instants: ClosedRange<Instant>,
        upTo horizon: Revision, _ db: Database
    ) throws -> [ReadingPlace] {
        let months = (ReadingMonth(containing: instants.lowerBound), ReadingMonth(containing: instants.upperBound))
        return try fetch(
            """
            register = ? AND band = ? AND month BETWEEN ? AND ? AND first_at <= ? AND last_at >= ? AND import_id <= ?
            AND first_channel <= ? AND last_channel >= ?
            """, "id",
            [
                register.name, ReadingPage.band(of: channels.lowerBound), months.0.number, months.1.number,
                instants.upperBound.secondsSinceEpoch, instants.lowerBound.secondsSinceEpoch, horizon.number,
                channels.upperBound, channels.lowerBound,
            ], db)
    }

    /// The pages of some bands that may hold readings of these instants, of every register of an index, by its name:
    /// those of a band in the order of their arrival. Costs a look-up for each name that the store knows.
    static func fetchIndexes(
        bands: ClosedRange<UInt32>, in instants: ClosedRange<Instant>, upTo horizon: Revision, _ db: Database
    ) throws -> [(Register, [ReadingPlace])] {
        try indexNames(db).compactMap { name in
            guard let register = Register(name: name) else { return nil }
            let months = (ReadingMonth(containing: instants.lowerBound), ReadingMonth(containing: instants.upperBound))
            let places = try (months.0.number...months.1.number).flatMap { month in
                try fetchAll(
                    register, ReadingMonth(number: month), bands: bands, in: instants, upTo: horizon, db)
            }
            return places.isEmpty ? nil : (register, places)
        }
    }

    /// The pages of an import that hold indexes.
    static func fetchIndexes(of revision: Revision, _ db: Database) throws -> [ReadingPlace] {
        try fetch("import_id = ? AND register >= 'index:' AND register < 'index;'", "id", [revision.number], db)
    }

    /// Whether there is any page of indexes.
    static func knowsIndexes(_ db: Database) throws -> Bool { try !indexNames(db).isEmpty }

    /// Each name once, by look-ups in the index that begins with it. What stands between is what starts with `index:`.
    private static func indexNames(_ db: Database) throws -> [String] {
        let statement = try db.cachedStatement(
            sql: """
                WITH RECURSIVE known (name) AS (
                    SELECT min(register) FROM reading_page WHERE register >= 'index:'
                    UNION ALL
                    SELECT (SELECT min(register) FROM reading_page WHERE register > name) FROM known
                    WHERE name < 'index;'
                )
                SELECT name FROM known WHERE name < 'index;'
                """)
        return try String.fetchAll(statement)
    }

    /// The last pages before a moment that may hold readings of these channels, the latest first.
    static func fetchLast(
        _ register: Register, of channels: ClosedRange<UInt32>, before instant: Instant, months: Int, limit: Int,
        upTo horizon: Revision, _ db: Database
    ) throws -> [ReadingPlace] {
        let last = ReadingMonth(containing: instant)
        return try fetch(
            """
            register = ? AND band = ? AND month BETWEEN ? AND ? AND first_at < ? AND import_id <= ?
            AND first_channel <= ? AND last_channel >= ?
            """, "last_at DESC, id DESC LIMIT \(limit)",
            [
                register.name, ReadingPage.band(of: channels.lowerBound), last.advanced(by: -months).number,
                last.number, instant.secondsSinceEpoch, horizon.number, channels.upperBound, channels.lowerBound,
            ], db)
    }

    /// The first pages after a moment that may hold readings of these channels, the earliest first.
    static func fetchNext(
        _ register: Register, of channels: ClosedRange<UInt32>, after instant: Instant, months: Int, limit: Int,
        upTo horizon: Revision, _ db: Database
    ) throws -> [ReadingPlace] {
        let first = ReadingMonth(containing: instant)
        return try fetch(
            """
            register = ? AND band = ? AND month BETWEEN ? AND ? AND last_at > ? AND import_id <= ?
            AND first_channel <= ? AND last_channel >= ?
            """, "first_at, id LIMIT \(limit)",
            [
                register.name, ReadingPage.band(of: channels.lowerBound), first.number,
                first.advanced(by: months).number, instant.secondsSinceEpoch, horizon.number, channels.upperBound,
                channels.lowerBound,
            ], db)
    }

    /// The pages of an import, of one register, by band and month; of one band and month where they are given.
    static func fetchAll(
        of revision: Revision, _ register: Register, band: Int64? = nil, month: Int64? = nil, _ db: Database
    ) throws -> [ReadingPlace] {
        let bands = (band ?? .min)...(band ?? .max)
        let months = (month ?? .min)...(month ?? .max)
        return try fetch(
            "import_id = ? AND register = ? AND band BETWEEN ? AND ? AND month BETWEEN ? AND ?", "band, month, id",
            [
                revision.number, register.name, bands.lowerBound, bands.upperBound, months.lowerBound,
                months.upperBound,
            ], db)
    }

    private static func fetch(
        _ condition: String, _ order: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> [ReadingPlace] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM reading_page WHERE \(condition) ORDER BY \(order)")
        return try Row.fetchAll(statement, arguments: arguments).map(ReadingPlace.init(row:))
    }

    /// Throws where the columns cannot be those of a page.
    init(row: Row) throws {
        let (id, band, month): (Int64, Int64, Int64) = (row[0], row[2], row[3])
        let (firstChannel, lastChannel): (Int64, Int64) = (row[4], row[5])
        let (firstAt, lastAt): (Int64, Int64) = (row[6], row[7])
        guard (0..<1 << 20).contains(band), let month = UInt16(exactly: month), firstAt <= lastAt,
            -1 << 40 < firstAt, lastAt < 1 << 40,
            firstChannel >> Int64(ReadingPage.bandBits) == band, lastChannel >> Int64(ReadingPage.bandBits) == band,
            firstChannel <= lastChannel
        else { throw ReadingPlace.damage(id, "its columns contradict each other") }
        self.id = id
        revision = Revision(row[1])
        self.band = UInt32(band)
        self.month = ReadingMonth(number: month)
        channels = UInt32(firstChannel)...UInt32(lastChannel)
        instants = Instant(secondsSinceEpoch: firstAt)...Instant(secondsSinceEpoch: lastAt)
    }

    private static func damage(_ id: Int64, _ detail: String) -> StoreError {
        .damagedBlock("of readings \(id)", detail: detail)
    }

    // MARK: content

    func readings(_ db: Database) throws -> [PagedReading] {
        let statement = try db.cachedStatement(sql: "SELECT readings, checksum FROM reading_page WHERE id = ?")
        let rows = try Row.fetchCursor(statement, arguments: [id])
        guard let row = try rows.next() else { throw ReadingPlace.damage(id, "it is gone") }
        let checksum: Int64 = row[1]
        return try row.withUnsafeData(atIndex: 0) { data in
            let bytes = [UInt8](data ?? Data())
            guard Int64(Checksum.of(bytes)) == checksum else { throw ReadingPlace.damage(id, "checksum mismatch") }
            guard let readings = ReadingPage.readings(bytes, band: band) else {
                throw ReadingPlace.damage(id, "no page of readings")
            }
            return readings
        }
    }

    /// Writes readings of one register and band in pages. Precondition: they are in the order of channel and instant.
    static func save(_ readings: [PagedReading], _ register: Register, of revision: Revision, _ db: Database) throws {
        for (month, readings) in Dictionary(grouping: readings, by: { ReadingMonth(containing: $0.at) }) {
            try save(readings, register, month, of: revision, db)
        }
    }

    /// Writes readings in pages. Precondition: they are of one register, band and month, in the order of channel and
    /// instant.
    static func save(
        _ readings: [PagedReading], _ register: Register, _ month: ReadingMonth, of revision: Revision, _ db: Database
    ) throws {
        for start in stride(from: 0, to: readings.count, by: ReadingPage.longest) {
            let page = readings[start..<min(start + ReadingPage.longest, readings.count)]
            guard let first = page.first, let last = page.last else { return }
            var (earliest, latest) = (Int64.max, Int64.min)
            for reading in page {
                earliest = min(earliest, reading.at.secondsSinceEpoch)
                latest = max(latest, reading.at.secondsSinceEpoch)
            }
            let bytes = ReadingPage.bytes(page)
            try db.cachedStatement(
                sql: """
                    INSERT INTO reading_page
                    (import_id, register, band, month, first_channel, last_channel, first_at, last_at, checksum, readings)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                revision.number, register.name, ReadingPage.band(of: first.channel), month.number, first.channel,
                last.channel, earliest, latest, Checksum.of(bytes), Data(bytes),
            ])
        }
    }

    /// One sentence for each page that is not as it was kept.
    static func faults(_ db: Database) throws -> [String] {
        let rows = try Row.fetchCursor(db, sql: "SELECT \(columns) FROM reading_page ORDER BY id")
        var faults: [String] = []
        while let row = try rows.next() {
            do {
                try ReadingPlace(row: row).check(db)
            } catch let damage as StoreError {
                faults.append(damage.description)
            }
        }
        return faults
    }

    private func check(_ db: Database) throws {
        let readings = try readings(db)
        guard let first = readings.first, let last = readings.last, first.channel == channels.lowerBound,
            last.channel == channels.upperBound, readings.map(\.at).min() == instants.lowerBound,
            readings.map(\.at).max() == instants.upperBound,
            zip(readings, readings.dropFirst()).allSatisfy({ !$1.isBefore($0) }),
            readings.allSatisfy({ ReadingMonth(containing: $0.at) == month })
        else { throw ReadingPlace.damage(id, "it holds other readings than its columns say") }
    }
}
