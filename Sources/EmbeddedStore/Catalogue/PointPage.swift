import Foundation
import GRDB
import Metering
import Store

/// Points of a list in one row of SQLite, by identifier.
///
/// What many points share (carrier, directions, segment, powers, commune) stands once in front. Then, for each point:
/// its identifier as the difference of its digits to the ones before (or, where the page has others than of fourteen
/// digits by one issuer, as the bytes it does not share with the one before), the number of its terms, its two dates
/// and, of a sub-meter, its parent.
enum PointPage {
    static let longest = 4_096

    /// What the points of a list share.
    private struct Terms: Hashable {
        let carrier: Carrier
        let directions: Set<Direction>
        let segment: String?
        let subscribedPower: Int32?
        let connectionPower: Int32?
        let commune: String?
        let use: SubMeter.Use?

        init(_ point: MeteringPoint) {
            (carrier, directions, segment) = (point.carrier, point.directions, point.segment)
            (subscribedPower, connectionPower) = (point.subscribedPower?.watts, point.connectionPower?.watts)
            commune = point.commune
            use = point.subMeter?.use
        }
    }

    /// One point of a page.
    struct Entry {
        let id: PointID
        /// Its number among the page's terms.
        let terms: Int
        let since: CivilDay?
        let until: CivilDay?
        let parent: PointID?
    }

    /// Saves points: of one that is listed twice, the later line counts.
    static func save(_ points: [MeteringPoint], of revision: Revision, _ db: Database) throws {
        let last = Dictionary(points.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let sorted = last.values.sorted { $0.id < $1.id }
        for start in stride(from: 0, to: sorted.count, by: longest) {
            let page = sorted[start..<min(start + longest, sorted.count)]
            let bytes = written(page)
            // Tables of earlier programs, which migrations fill, have no column for it.
            let mark =
                page.contains { $0.subMeter != nil } ? (column: ", sub_meters", value: ", 1") : (column: "", value: "")
            try db.cachedStatement(
                sql: """
                    INSERT INTO point_page (import_id, first, last, points, checksum\(mark.column))
                    VALUES (?, ?, ?, ?, ?\(mark.value))
                    """
            ).execute(arguments: [
                revision.number, page.first?.id.text, page.last?.id.text, Data(bytes), Checksum.of(bytes),
            ])
        }
    }

    /// Gives every page of the imports after one, up to another, the earlier statements first.
    static func forEach(
        after earlier: Revision = Revision(0), upTo horizon: Revision, _ db: Database,
        _ body: ([Entry], [MeteringPoint]) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT points, checksum, first FROM point_page WHERE import_id > ? AND import_id <= ?
                ORDER BY import_id, id
                """, arguments: [earlier.number, horizon.number])
        while let row = try rows.next() {
            let page = try read(row)
            try body(page.entries, page.terms)
        }
    }

    /// The latest statement of one point.
    static func load(_ id: PointID, upTo horizon: Revision, _ db: Database) throws -> MeteringPoint? {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT points, checksum, first FROM point_page WHERE first <= ?1 AND last >= ?1 AND import_id <= ?2
                ORDER BY import_id DESC, id DESC
                """, arguments: [id.text, horizon.number])
        while let row = try rows.next() {
            let page = try read(row)
            if let entry = page.entries.first(where: { $0.id == id }) { return entry.point(page.terms, subMeter: nil) }
        }
        return nil
    }

    /// Which points are sub-meters of which. Costs the pages that name some.
    static func subMeters(upTo horizon: Revision, _ db: Database) throws -> SubMeters {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT points, checksum, first FROM point_page WHERE sub_meters = 1 AND import_id <= ?
                ORDER BY import_id, id
                """, arguments: [horizon.number])
        var subMeters = SubMeters()
        while let row = try rows.next() {
            let (entries, terms) = try read(row)
            for entry in entries { subMeters.add(entry.subMeter(terms), of: entry.id) }
        }
        return subMeters
    }

    /// One sentence for each page that is not as it was kept.
    static func faults(_ db: Database) throws -> [String] {
        let rows = try Row.fetchCursor(db, sql: "SELECT points, checksum, first FROM point_page")
        var faults: [String] = []
        while let row = try rows.next() {
            do {
                _ = try read(row)
            } catch let damage as StoreError {
                faults.append(damage.description)
            }
        }
        return faults
    }

    /// A page's points, and points without identifier or dates that stand for its terms.
    private static func read(_ row: Row) throws -> (entries: [Entry], terms: [MeteringPoint]) {
        try row.withUnsafeData(atIndex: 0) { data in
            let bytes = [UInt8](data ?? Data())
            guard Checksum.of(bytes) == row[1] as UInt32, let page = read(bytes) else {
                throw StoreError.damagedBlock("of points from \(row[2] as String)", detail: "checksum mismatch")
            }
            return page
        }
    }

    // MARK: writing

    /// In the byte of the carrier, of points that measure gross production: programs that do not know production take
    /// the page for damaged.
    private static let producing: UInt8 = 0x80
    /// In the byte of the carrier, of sub-meters: their use follows the commune.
    private static let subMetering: UInt8 = 0x40

    private static func written(_ points: ArraySlice<MeteringPoint>) -> [UInt8] {
        var (bytes, numbers): ([UInt8], [Terms: Int]) = ([], [:])
        let terms = points.map { Terms($0) }
        let distinct = terms.filter { term in
            guard numbers[term] == nil else { return false }
            numbers[term] = numbers.count
            return true
        }
        VariableLengthInteger.append(UInt64(distinct.count), to: &bytes)
        for term in distinct { append(term, to: &bytes) }
        VariableLengthInteger.append(UInt64(points.count), to: &bytes)
        append(points.map(\.id), to: &bytes)
        for (point, term) in zip(points, terms) {
            VariableLengthInteger.append(UInt64(numbers[term] ?? 0), to: &bytes)
            append(point.inServiceSince?.daysSinceEpoch, to: &bytes)
            append(point.terminatedOn?.daysSinceEpoch, to: &bytes)
            if let subMeter = point.subMeter { append(subMeter.parent.text, to: &bytes) }
        }
        return bytes
    }

    private static func append(_ terms: Terms, to bytes: inout [UInt8]) {
        bytes.append(
            terms.carrier.code | (terms.directions.contains(.production) ? producing : 0)
                | (terms.use == nil ? 0 : subMetering))
        bytes.append((terms.directions.contains(.extraction) ? 1 : 0) | (terms.directions.contains(.injection) ? 2 : 0))
        append(terms.segment, to: &bytes)
        append(terms.subscribedPower, to: &bytes)
        append(terms.connectionPower, to: &bytes)
        append(terms.commune, to: &bytes)
        if let use = terms.use { append(use.rawValue, to: &bytes) }
    }

    /// 0 for none, else the number zigzagged and one.
    private static func append(_ value: Int32?, to bytes: inout [UInt8]) {
        let code = value.map { UInt64(UInt32(bitPattern: $0 << 1 ^ $0 >> 31)) + 1 } ?? 0
        VariableLengthInteger.append(code, to: &bytes)
    }

    /// 0 for none, else the length and one, then the bytes.
    private static func append(_ text: String?, to bytes: inout [UInt8]) {
        VariableLengthInteger.append(text.map { UInt64($0.utf8.count) + 1 } ?? 0, to: &bytes)
        bytes += Array((text ?? "").utf8)
    }

    private static func append(_ ids: [PointID], to bytes: inout [UInt8]) {
        let keys = ids.compactMap { ChannelKey($0) }
        let issuers = Set(keys.map(\.carrier))
        let areDigits = keys.count == ids.count && issuers.count <= 1
        bytes.append(areDigits ? 1 + (issuers.first ?? .electricity).code : 0)
        var (digits, text): (UInt64, [UInt8]) = (0, [])
        for (place, id) in ids.enumerated() {
            if areDigits {
                VariableLengthInteger.append(keys[place].digits - digits, to: &bytes)
                digits = keys[place].digits
            } else {
                let next = Array(id.text.utf8)
                let shared = zip(next, text).prefix { $0 == $1 }.count
                VariableLengthInteger.append(UInt64(shared), to: &bytes)
                VariableLengthInteger.append(UInt64(next.count - shared), to: &bytes)
                bytes += next[shared...]
                text = next
            }
        }
    }

    // MARK: reading

    private static func read(_ bytes: [UInt8]) -> (entries: [Entry], terms: [MeteringPoint])? {
        var reader = ByteReader(bytes[...])
        do {
            let termCount = try reader.unsigned()
            guard termCount <= longest else { return nil }
            var terms: [MeteringPoint] = []
            for _ in 0..<termCount { terms.append(try readTerms(&reader)) }
            let count = try reader.unsigned()
            guard count <= longest else { return nil }
            let ids = try readIDs(&reader, count: Int(count))
            let entries = try ids.map { id throws(ByteReader.EndOfBytes) in
                let number = Int(clamping: try reader.unsigned())
                guard number < terms.count else { throw ByteReader.EndOfBytes() }
                return Entry(
                    id: id, terms: number, since: try readNumber(&reader).map { CivilDay(daysSinceEpoch: $0) },
                    until: try readNumber(&reader).map { CivilDay(daysSinceEpoch: $0) },
                    parent: terms[number].subMeter == nil ? nil : try readText(&reader).map { PointID($0) })
            }
            return reader.remaining == 0 ? (entries, terms) : nil
        } catch {
            return nil
        }
    }

    private static func readTerms(_ reader: inout ByteReader) throws(ByteReader.EndOfBytes) -> MeteringPoint {
        let kind = try reader.byte()
        guard let carrier = Carrier(code: kind & ~(producing | subMetering)) else { throw ByteReader.EndOfBytes() }
        let directions = readDirections(try reader.byte(), isProducing: kind & producing != 0)
        let (segment, subscribed) = (try readText(&reader), try readNumber(&reader))
        let (connection, commune) = (try readNumber(&reader), try readText(&reader))
        var point = MeteringPoint(
            id: PointID(""), carrier: carrier, directions: directions, segment: segment,
            subscribedPower: subscribed.map { .watts($0) }, connectionPower: connection.map { .watts($0) },
            commune: commune)
        if kind & subMetering != 0 {
            // A use of a later program is another one.
            let use = try readText(&reader).flatMap { SubMeter.Use(rawValue: $0) } ?? .other
            point.subMeter = SubMeter(of: PointID(""), use: use)
        }
        return point
    }

    private static func readDirections(_ bits: UInt8, isProducing: Bool) -> Set<Direction> {
        var directions: Set<Direction> = isProducing ? [.production] : []
        if bits & 1 != 0 { directions.insert(.extraction) }
        if bits & 2 != 0 { directions.insert(.injection) }
        return directions
    }

    private static func readNumber(_ reader: inout ByteReader) throws(ByteReader.EndOfBytes) -> Int32? {
        let code = try reader.unsigned()
        guard code > 0 else { return nil }
        let value = UInt32(truncatingIfNeeded: code - 1)
        return Int32(bitPattern: value >> 1) ^ -Int32(bitPattern: value & 1)
    }

    private static func readText(_ reader: inout ByteReader) throws(ByteReader.EndOfBytes) -> String? {
        let code = Int(clamping: try reader.unsigned())
        guard code > 0 else { return nil }
        return String(decoding: try reader.take(code - 1), as: UTF8.self)
    }

    private static func readIDs(
        _ reader: inout ByteReader, count: Int
    ) throws(ByteReader.EndOfBytes) -> [PointID] {
        let form = try reader.byte()
        let issuer = form == 0 ? nil : Carrier(code: form - 1)
        guard form == 0 || issuer != nil else { throw ByteReader.EndOfBytes() }
        var (digits, text, ids): (UInt64, [UInt8], [PointID]) = (0, [], [])
        for _ in 0..<count {
            if let issuer {
                digits &+= try reader.unsigned()
                guard digits < 100_000_000_000_000 else { throw ByteReader.EndOfBytes() }
                ids.append(ChannelKey(digits: digits, carrier: issuer, direction: .extraction).point)
            } else {
                let shared = Int(clamping: try reader.unsigned())
                let rest = try reader.take(Int(clamping: try reader.unsigned()))
                guard shared <= text.count else { throw ByteReader.EndOfBytes() }
                text.removeLast(text.count - shared)
                text.append(contentsOf: rest)
                ids.append(PointID(String(decoding: text, as: UTF8.self)))
            }
        }
        return ids
    }
}

extension PointPage.Entry {
    func subMeter(_ terms: [MeteringPoint]) -> SubMeter? {
        parent.map { SubMeter(of: $0, use: terms[self.terms].subMeter?.use ?? .other) }
    }

    /// The whole point, of one that stands for its terms. What list a sub-meter is of is for the caller to say.
    func point(_ terms: [MeteringPoint], subMeter: SubMeter?) -> MeteringPoint {
        let shared = terms[self.terms]
        return MeteringPoint(
            id: id, carrier: shared.carrier, directions: shared.directions, segment: shared.segment,
            subscribedPower: shared.subscribedPower, connectionPower: shared.connectionPower,
            commune: shared.commune, inServiceSince: since, terminatedOn: until,
            subMeter: subMeter)
    }
}
