import GRDB
import Metering
import Store

/// Readings of an import that wait to be written, 32 bytes each, and what becomes of them.
///
/// They are written as sorted pages in batches. A batch is as large as its bands are many: a file in any order makes
/// pages of hundreds of readings.
struct StagedReadings: Sendable {
    struct Row: Sendable {
        /// Register, band, month and channel within the band, the highest first.
        let key: UInt64
        let at: Instant
        let value: Int64
        /// Its place in the file: of two for the same instant, the later one counts.
        let order: UInt32
        let mark: Mark

        /// What readings of a page have in common.
        var group: UInt64 { key >> UInt64(ReadingPage.bandBits) }
        var channel: UInt32 {
            UInt32(truncatingIfNeeded: key >> 28 & 0xF_FFFF) << ReadingPage.bandBits
                | UInt32(truncatingIfNeeded: key & 0xFFF)
        }
        var month: ReadingMonth { ReadingMonth(number: UInt16(truncatingIfNeeded: key >> 12)) }
        var register: Int { Int(key >> 48) }
    }

    private var rows: [Row] = []
    private var registers: [Register] = []
    private var numbers: [Register: Int] = [:]
    private var month = RecentMonth()
    private var lastBand = UInt32.max
    private var bands: Set<UInt32> = []

    private static let smallestBatch = 1 << 19
    private static let largestBatch = 1 << 22

    var isEmpty: Bool { rows.isEmpty }

    var isFull: Bool {
        guard rows.count >= StagedReadings.smallestBatch else { return registers.count >= 1 << 15 }
        return rows.count >= min(StagedReadings.largestBatch, bands.count << 10)
    }

    mutating func append(_ channel: UInt32, _ register: Register, at instant: Instant, _ value: Int64, _ mark: Mark) {
        append(channel, number(of: register), at: instant, value, mark)
    }

    /// Appends readings whose channels have these numbers.
    mutating func append(
        _ batch: RegisterBatch, _ places: Range<Int>, channels: [UInt32], from provenance: Provenance
    ) {
        let registers = batch.registers.map { number(of: $0) }
        for (channel, row) in zip(channels, batch.rows[places]) {
            append(channel, registers[Int(row.register)], at: row.at, row.value, row.mark.from(provenance))
        }
    }

    private mutating func append(
        _ channel: UInt32, _ register: Int, at instant: Instant, _ value: Int64, _ mark: Mark
    ) {
        let band = ReadingPage.band(of: channel)
        if band != lastBand {
            lastBand = band
            bands.insert(band)
        }
        let month = month.month(containing: instant)
        let key =
            UInt64(register) << 48 | UInt64(band) << 28 | UInt64(month.number) << 12
            | UInt64(channel & 0xFFF)
        rows.append(Row(key: key, at: instant, value: value, order: UInt32(rows.count), mark: mark))
    }

    private mutating func number(of register: Register) -> Int {
        if let number = numbers[register] { return number }
        numbers[register] = registers.count
        registers.append(register)
        return registers.count - 1
    }

    /// Writes what is new, as pages of an import.
    mutating func save(of revision: Revision, _ db: Database) throws -> ReadingChanges {
        rows.sort { left, right in
            if left.key != right.key { return left.key < right.key }
            let (first, second) = (left.at.secondsSinceEpoch, right.at.secondsSinceEpoch)
            return first == second ? left.order < right.order : first < second
        }
        var changes = ReadingChanges()
        var changed = ReadingDays()
        var first = 0
        while first < rows.count {
            var end = first + 1
            while end < rows.count, rows[end].group == rows[first].group { end += 1 }
            try save(rows[first..<end], of: revision, &changes, &changed, db)
            first = end
        }
        try ChangePage.save(changed.ranges, of: revision, db)
        return changes
    }

    private func save(
        _ group: ArraySlice<Row>, of revision: Revision, _ changes: inout ReadingChanges,
        _ changed: inout ReadingDays, _ db: Database
    ) throws {
        guard let first = group.first, let last = group.last else { return }
        let register = registers[first.register]
        let channels = first.channel...last.channel
        var (earliest, latest) = (Int64.max, Int64.min)
        for row in group {
            earliest = min(earliest, row.at.secondsSinceEpoch)
            latest = max(latest, row.at.secondsSinceEpoch)
        }
        let instants = Instant(secondsSinceEpoch: earliest)...Instant(secondsSinceEpoch: latest)
        let places = try ReadingPlace.fetchAll(register, of: channels, in: instants, upTo: revision, db)
        let known = try ReadingRun(places, db) { channels.contains($0.channel) && instants.contains($0.at) }
        let merged = ReadingMerge.merge(group, with: known, &changes)
        changes.name(merged, register)
        changed.add(merged)
        try ReadingPlace.save(merged, register, first.month, of: revision, db)
    }

    /// Writes rows of a directory from before there were pages: each counted when it was the latest, whatever its
    /// mark, so each answers.
    mutating func saveAll(of revision: Revision, _ db: Database) throws {
        rows.sort { $0.key == $1.key ? $0.at < $1.at : $0.key < $1.key }
        var first = 0
        while first < rows.count {
            var end = first + 1
            while end < rows.count, rows[end].group == rows[first].group { end += 1 }
            let readings = rows[first..<end].map(\.reading)
            try ReadingPlace.save(readings, registers[rows[first].register], rows[first].month, of: revision, db)
            first = end
        }
    }
}

extension StagedReadings.Row {
    var reading: PagedReading { PagedReading(at: at, value: value, channel: channel, mark: mark) }
}

extension ReadingChanges {
    /// Names the first that do not count.
    fileprivate mutating func name(_ readings: [PagedReading], _ register: Register) {
        guard outranked > firstOutranked.count else { return }
        for reading in readings where !reading.answers && namesMore {
            name(
                OutrankedReading(
                    channel: reading.channel, register: register, at: reading.at, value: reading.value,
                    mark: reading.mark))
        }
    }
}
