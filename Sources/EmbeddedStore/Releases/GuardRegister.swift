package import Disclosure
import Foundation
import GRDB
package import Metering
package import Store

/// What left, as the differencing guard needs it: who was in each figure, over which days, for whom.
///
/// Panels are kept once each. Points and audiences are numbers that must mean the same for as long as the register
/// lives.
extension EmbeddedReleases {
    package func panels(of kind: EnergyKind, on day: CivilDay) throws -> [String: Panel] {
        try pool.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT set_id, panel_id, max(from_day) FROM set_panel
                    WHERE carrier = ? AND direction = ? AND from_day <= ? GROUP BY set_id
                    """,
                arguments: [kind.carrier.rawValue, kind.direction.rawValue, day.daysSinceEpoch])
            var panels: [String: Panel] = [:]
            while let row = try rows.next() { panels[row[0]] = try GuardPanel.panel(row[1], db) }
            return panels
        }
    }

    static func remember(_ memory: GuardMemory, _ recording: inout Recording, _ db: Database) throws {
        for entry in memory.panels {
            let panel = try GuardPanel.number(of: entry.panel, &recording, db)
            try recording.write(
                """
                INSERT INTO set_panel (set_id, carrier, direction, from_day, panel_id) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET panel_id = excluded.panel_id WHERE panel_id <> excluded.panel_id
                """, to: .setPanels,
                [
                    entry.set, entry.kind.carrier.rawValue, entry.kind.direction.rawValue,
                    entry.from.daysSinceEpoch, panel,
                ], db)
        }
        try keep(memory.held, &recording, db)
        if let requester = memory.requester { try keep(requester: requester, &recording, db) }
        var numbers: [Panel: Int64] = [:]
        for release in memory.released {
            let known = numbers[release.panel]
            let panel = try known ?? GuardPanel.number(of: release.panel, &recording, db)
            numbers[release.panel] = panel
            if let days = GuardedDays(release) {
                try keep(days, panel, &recording, db)
                continue
            }
            try recording.write(
                """
                INSERT OR IGNORE INTO guarded_release
                (panel_id, last_day, first_day, carrier, direction, correction, audience, unit)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, to: .guardedReleases,
                [
                    panel, release.period.upperBound.daysSinceEpoch, release.period.lowerBound.daysSinceEpoch,
                    release.kind.carrier.rawValue, release.kind.direction.rawValue,
                    release.kind.isOfCorrections, Int64(release.audience.id), release.unit,
                ], db)
        }
    }

    /// One row for a panel's month, however many of its days left.
    private static func keep(
        _ days: GuardedDays, _ panel: Int64, _ recording: inout Recording, _ db: Database
    ) throws {
        try recording.write(
            """
            INSERT INTO guarded_days (month, panel_id, carrier, direction, correction, audience, days, unit)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
            days = days | excluded.days, unit = min(unit, excluded.unit)
            WHERE days <> days | excluded.days OR unit > excluded.unit
            """, to: .guardedDays,
            [
                days.month.daysSinceEpoch, panel, days.kind.carrier.rawValue, days.kind.direction.rawValue,
                days.kind.isOfCorrections, Int64(days.audience.id), Int64(days.days), days.unit,
            ], db)
    }

    package func released(near period: ClosedRange<CivilDay>) throws -> PastReleases {
        try pool.read { db in
            var reading = PastReading(db, near: period)
            return try reading.released()
        }
    }
}

/// The points of panels, each kept once.
enum GuardPanel {
    static func number(of panel: Panel, _ recording: inout Recording, _ db: Database) throws -> Int64 {
        let fingerprint = Int64(bitPattern: panel.fingerprint)
        let bytes = bytes(of: panel)
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM panel WHERE fingerprint = ? AND points = ?"),
            arguments: [fingerprint, bytes])
        if let known { return known }
        try recording.write(
            "INSERT INTO panel (fingerprint, points) VALUES (?, ?)", to: .panels, [fingerprint, bytes], db)
        return db.lastInsertedRowID
    }

    static func panel(_ number: Int64, _ db: Database) throws -> Panel {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT fingerprint, points FROM panel WHERE id = ?"), arguments: [number])
        guard let row, let panel = try? panel(from: row[1]), Int64(bitPattern: panel.fingerprint) == row[0] else {
            throw StoreError.damagedBlock("of panel \(number)", detail: "its points do not fit its fingerprint")
        }
        return panel
    }

    /// One sentence for each panel that is not as it was kept.
    static func faults(_ db: Database) throws -> [String] {
        let numbers = try Int64.fetchCursor(db, sql: "SELECT id FROM panel ORDER BY id")
        var faults: [String] = []
        while let number = try numbers.next() {
            do {
                _ = try panel(number, db)
            } catch let damage as StoreError {
                faults.append(damage.description)
            }
        }
        return faults
    }

    /// The count, the first point, then the gaps.
    private static func bytes(of panel: Panel) -> Data {
        var bytes: [UInt8] = []
        VariableLengthInteger.append(UInt64(panel.count), to: &bytes)
        var last: UInt32 = 0
        for point in panel.points {
            VariableLengthInteger.append(UInt64(point - last), to: &bytes)
            last = point
        }
        return Data(bytes)
    }

    private static func panel(from data: Data) throws -> Panel {
        var reader = ByteReader(Array(data)[...])
        var points: [UInt32] = []
        var last: UInt64 = 0
        for _ in 0..<(try reader.unsigned()) {
            last &+= try reader.unsigned()
            points.append(UInt32(truncatingIfNeeded: last))
        }
        return Panel(points)
    }
}
