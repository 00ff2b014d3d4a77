import Foundation
import GRDB
import Metering
import Store

/// Members of a set in one row of SQLite: a country's communes are thousands of pages, not millions of rows.
///
/// For each run: first day (signed), the days until it ends (0: it does not), consent (0 none, 1 day, 2 curve),
/// number of members, and the difference of each channel number to the one before; all variable-length integers.
enum SetPage {
    /// A line of a set list on its way into a page.
    typealias Line = (set: PointSet, number: UInt32, membership: Membership)

    static func save(_ lines: [Line], of revision: Revision, _ db: Database) throws {
        for (set, lines) in Dictionary(grouping: lines, by: \.set.id).sorted(by: { $0.key < $1.key }) {
            for (stream, lines) in Dictionary(grouping: lines, by: { Stream($0.membership.channel) })
                .sorted(by: { $0.key < $1.key })
            {
                let stays = lines.map { line in
                    let terms = line.membership
                    return (
                        SetMembers.Stay(number: line.number, from: terms.from),
                        SetMembers.Terms(from: terms.from, until: terms.until, consent: terms.consent)
                    )
                }
                try save(
                    SetMembers(
                        carrier: stream.carrier, direction: stream.direction,
                        stays: Dictionary(stays, uniquingKeysWith: { $1 })), of: set, revision, db)
            }
        }
    }

    private struct Stream: Hashable, Comparable {
        let carrier: Carrier
        let direction: Direction

        init(_ channel: Channel) { (carrier, direction) = (channel.carrier, channel.direction) }

        static func < (left: Stream, right: Stream) -> Bool {
            (left.carrier.rawValue, left.direction.rawValue) < (right.carrier.rawValue, right.direction.rawValue)
        }
    }

    private static func save(_ members: SetMembers, of set: String, _ revision: Revision, _ db: Database) throws {
        let bytes = written(members)
        try db.cachedStatement(
            sql: """
                INSERT INTO set_page (set_id, import_id, carrier, direction, members, checksum)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            set, revision.number, members.carrier.rawValue, members.direction.rawValue, Data(bytes),
            Checksum.of(bytes),
        ])
    }

    /// The members of a set as one import lists them, by carrier and direction.
    static func load(_ set: String, of revision: Revision, _ db: Database) throws -> [SetMembers] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT carrier, direction, members, checksum FROM set_page WHERE set_id = ? AND import_id = ?
                ORDER BY carrier, direction, id
                """)
        let rows = try Row.fetchCursor(statement, arguments: [set, revision.number])
        var pages: [[SetMembers]] = []
        while let row = try rows.next() {
            let page = try read(row, of: set)
            if let last = pages.last?.last, last.carrier == page.carrier, last.direction == page.direction {
                pages[pages.count - 1].append(page)
            } else {
                pages.append([page])
            }
        }
        return pages.compactMap { SetMembers(joining: $0) }
    }

    /// One sentence for each page that is not as it was kept.
    static func faults(_ db: Database) throws -> [String] {
        let rows = try Row.fetchCursor(db, sql: "SELECT carrier, direction, members, checksum, set_id FROM set_page")
        var faults: [String] = []
        while let row = try rows.next() {
            do {
                _ = try read(row, of: row[4])
            } catch let damage as StoreError {
                faults.append(damage.description)
            }
        }
        return faults
    }

    private static func read(_ row: Row, of set: String) throws -> SetMembers {
        try row.withUnsafeData(atIndex: 2) { data in
            let bytes = [UInt8](data ?? Data())
            guard Checksum.of(bytes) == row[3] as UInt32, let carrier = Carrier(rawValue: row[0]),
                let direction = Direction(rawValue: row[1]), let runs = read(bytes)
            else { throw StoreError.damagedBlock("of members of \(set)", detail: "checksum mismatch") }
            return SetMembers(carrier: carrier, direction: direction, runs: runs)
        }
    }

    // MARK: bytes

    /// Consents by their number in pages: frozen.
    private static let consents: [Membership.Consent?] = [nil, .day, .curve]

    private static func written(_ members: SetMembers) -> [UInt8] {
        var bytes: [UInt8] = []
        for run in members.runs {
            let (terms, from) = (run.terms, run.terms.from.daysSinceEpoch)
            VariableLengthInteger.append(signed: Int64(from), to: &bytes)
            let length = terms.until.map { max(1, Int64($0.daysSinceEpoch) - Int64(from)) } ?? 0
            VariableLengthInteger.append(UInt64(length), to: &bytes)
            bytes.append(UInt8(consents.firstIndex(of: terms.consent) ?? 0))
            VariableLengthInteger.append(UInt64(run.numbers.count), to: &bytes)
            var last: UInt32 = 0
            for number in run.numbers {
                VariableLengthInteger.append(UInt64(number - last), to: &bytes)
                last = number
            }
        }
        return bytes
    }

    private static func read(_ bytes: [UInt8]) -> [SetMembers.Run]? {
        var reader = ByteReader(bytes[...])
        var runs: [SetMembers.Run] = []
        do {
            while reader.remaining > 0 {
                guard let from = Int32(exactly: try reader.signed()), let days = Int32(exactly: try reader.unsigned())
                else { return nil }
                let code = Int(try reader.byte())
                guard consents.indices.contains(code) else { return nil }
                let start = CivilDay(daysSinceEpoch: from)
                let terms = SetMembers.Terms(
                    from: start, until: days == 0 ? nil : start.advanced(by: Int(days)), consent: consents[code])
                runs.append(SetMembers.Run(terms: terms, numbers: try readNumbers(&reader)))
            }
        } catch {
            return nil
        }
        return runs
    }

    private static func readNumbers(_ reader: inout ByteReader) throws(ByteReader.EndOfBytes) -> [UInt32] {
        let count = try reader.unsigned()
        guard count <= reader.remaining else { throw ByteReader.EndOfBytes() }
        var numbers: [UInt32] = []
        numbers.reserveCapacity(Int(count))
        var number: UInt64 = 0
        for _ in 0..<count {
            number &+= try reader.unsigned()
            guard let number = UInt32(exactly: number) else { throw ByteReader.EndOfBytes() }
            numbers.append(number)
        }
        return numbers
    }

    // MARK: the rows of before

    /// Makes pages of the table that held a row for each member.
    static func packRows(_ db: Database) throws {
        var list = try ChannelPage.loadAll(db)
        var numbers = Dictionary(
            (0..<list.count).map { (list[$0], UInt32($0 + 1)) }, uniquingKeysWith: { first, _ in first })
        let saved = list.count
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT s.id, s.kind, s.use_case, s.usage, s.step, m.point, m.carrier, m.direction, m.from_day,
                       m.until_day, m.consent, m.import_id
                FROM membership m JOIN point_set s ON s.id = m.set_id AND s.import_id = m.import_id
                ORDER BY m.import_id
                """)
        var lines: [Int64: [Line]] = [:]
        for row in rows {
            guard let (set, membership) = line(row) else { continue }
            let channel = membership.channel
            if numbers[channel] == nil {
                list.append(channel)
                numbers[channel] = UInt32(list.count)
            }
            lines[row[11], default: []].append((set, numbers[channel] ?? 0, membership))
        }
        if list.count > saved { try ChannelPage.save(list, saved..<list.count, db) }
        for (revision, lines) in lines { try save(lines, of: Revision(revision), db) }
    }

    private static func line(_ row: Row) -> (PointSet, Membership)? {
        guard let visibility = Visibility(rawValue: row[3]), let step = FigureStep(rawValue: row[4]),
            let carrier = Carrier(rawValue: row[6]), let direction = Direction(rawValue: row[7])
        else { return nil }
        let (from, until, consent): (Int32, Int32?, String?) = (row[8], row[9], row[10])
        let set = PointSet(id: row[0], kind: row[1], useCase: row[2], visibility: visibility, figureStep: step)
        let membership = Membership(
            channel: Channel(point: PointID(row[5], of: carrier), carrier: carrier, direction: direction),
            from: CivilDay(daysSinceEpoch: from), until: until.map { CivilDay(daysSinceEpoch: $0) },
            consent: consent.flatMap { Membership.Consent(rawValue: $0) })
        return (set, membership)
    }
}
