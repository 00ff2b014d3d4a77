import GRDB
package import Metering

/// Indexes, daily energies and maximum powers: the latest kept value of each.
package final class RegisterReadings: Sendable {
    private let pool: DatabasePool
    private let channels: ChannelDirectory

    init(_ pool: DatabasePool, channels: ChannelDirectory) {
        self.pool = pool
        self.channels = channels
    }

    /// A value with the revision that stated it.
    package struct Known: Hashable, Sendable {
        package let at: Instant
        package let value: Int64
        package let mark: Mark
        package let revision: Revision
    }

    /// The readings of one register of a channel over instants `[from, until]`, in time order.
    package func readings(
        of channel: Channel, _ register: Register, in instants: ClosedRange<Instant>, knownAt: Instant? = nil
    ) throws -> [Known] {
        guard let number = try channels.number(of: channel) else { return [] }
        return try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: knownAt)
            return try RegisterReadings.readings(of: number, register, in: instants, upTo: horizon, db)
        }
    }

    /// The same for many channels at once, with an import that is sealed and not yet committed.
    package func readings(
        of wanted: [Channel: ClosedRange<Instant>], _ register: Register, sealed: Revision
    ) throws -> [Channel: [Known]] {
        let numbers = try wanted.compactMap { channel, instants in
            try channels.number(of: channel).map { (channel, $0, instants) }
        }
        return try pool.read { db in
            try numbers.reduce(into: [:]) { found, entry in
                found[entry.0] = try RegisterReadings.readings(of: entry.1, register, in: entry.2, upTo: sealed, db)
            }
        }
    }

    private static func readings(
        of channel: UInt32, _ register: Register, in instants: ClosedRange<Instant>, upTo horizon: Revision,
        _ db: Database
    ) throws -> [Known] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT at, value, mark, max(import_id) FROM register_reading
                WHERE channel = ? AND register = ? AND at BETWEEN ? AND ? AND import_id <= ?
                GROUP BY at ORDER BY at
                """)
        return try Row.fetchAll(
            statement,
            arguments: [
                channel, register.name, instants.lowerBound.secondsSinceEpoch, instants.upperBound.secondsSinceEpoch,
                horizon.number,
            ]
        ).map(Known.init(row:))
    }

    /// What is known at this moment, to be asked many times while an import goes on.
    package func history() throws -> History { History(try pool.makeSnapshot(), channels) }

    /// The register readings as they stood at one moment.
    package final class History: Sendable {
        private let snapshot: DatabaseSnapshot
        private let channels: ChannelDirectory

        fileprivate init(_ snapshot: DatabaseSnapshot, _ channels: ChannelDirectory) {
            self.snapshot = snapshot
            self.channels = channels
        }

        /// The last reading of a register before an instant.
        package func last(of channel: Channel, _ register: Register, before instant: Instant) throws -> Known? {
            guard let number = try channels.number(of: channel) else { return nil }
            return try snapshot.read { db in
                let statement = try db.cachedStatement(
                    sql: """
                        SELECT at, value, mark, import_id FROM register_reading
                        WHERE channel = ? AND register = ? AND at < ? ORDER BY at DESC, import_id DESC LIMIT 1
                        """)
                return try Row.fetchOne(statement, arguments: [number, register.name, instant.secondsSinceEpoch])
                    .map(Known.init(row:))
            }
        }
    }

    /// The channels of which a total index was ever received.
    package func channelsWithIndexes() throws -> Set<Channel> {
        let numbers = try pool.read { db in
            try UInt32.fetchAll(
                db, sql: "SELECT DISTINCT channel FROM register_reading WHERE register = ?",
                arguments: [Register.totalIndex.name])
        }
        return Set(try numbers.compactMap { try channels.channel($0) })
    }

    /// The readings of one register at one instant, of some channels, ascending by channel: those known up to an import.
    package func forEach(
        _ register: Register, at instant: Instant, of channels: ChannelNumbers, upTo horizon: Revision,
        _ body: (_ channel: UInt32, Known) throws -> Void
    ) throws {
        let all = try all(register, at: instant, upTo: horizon)
        for number in all.keys.sorted() where channels.contains(number) {
            if let known = all[number] { try body(number, known) }
        }
    }

    /// Every channel's reading of one register at one instant, by the channel's number; `upTo` an import, or now.
    package func all(
        _ register: Register, at instant: Instant, upTo latest: Revision? = nil
    ) throws -> [UInt32: Known] {
        try pool.read { db in
            let kept = try ImportLedger.horizon(db, knownAt: nil)
            let horizon = latest.map { min($0, kept) } ?? kept
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT at, value, mark, max(import_id), channel FROM register_reading
                    WHERE at = ? AND register = ? AND import_id <= ? GROUP BY channel
                    """, arguments: [instant.secondsSinceEpoch, register.name, horizon.number])
            var found: [UInt32: Known] = [:]
            while let row = try rows.next() { found[row[4]] = Known(row: row) }
            return found
        }
    }
}

extension RegisterReadings.Known {
    fileprivate init(row: Row) {
        self.init(
            at: Instant(secondsSinceEpoch: row[0]), value: row[1], mark: Mark(rawValue: row[2]),
            revision: Revision(row[3]))
    }
}
