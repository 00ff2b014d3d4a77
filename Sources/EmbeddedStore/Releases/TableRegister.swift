package import Disclosure
import GRDB
package import Metering
package import Store

/// What annual tables have to reckon with, in SQLite. Rows are only added.
extension EmbeddedReleases {
    static let annualTables = """
        CREATE TABLE table_year (
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            year INTEGER NOT NULL,
            latest_import INTEGER NOT NULL,
            PRIMARY KEY (carrier, direction, year)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE table_line (
            release INTEGER NOT NULL REFERENCES release (id),
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            year INTEGER NOT NULL,
            panel_id INTEGER NOT NULL REFERENCES panel (id),
            is_published INTEGER NOT NULL,
            PRIMARY KEY (release, year)
        ) STRICT, WITHOUT ROWID;
        """

    package func closedYears(_ kind: EnergyKind) throws -> [Int: Revision] {
        try pool.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT year, latest_import FROM table_year WHERE carrier = ? AND direction = ?",
                arguments: [kind.carrier.rawValue, kind.direction.rawValue])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Revision($0[1])) })
        }
    }

    private func close(
        _ year: Int, _ kind: EnergyKind, at horizon: Revision, _ recording: inout Recording, _ db: Database
    ) throws {
        let key: StatementArguments = [kind.carrier.rawValue, kind.direction.rawValue, year]
        try recording.write(
            "INSERT OR IGNORE INTO table_year (carrier, direction, year, latest_import) VALUES (?, ?, ?, ?)",
            to: .tableYears, key + [horizon.number], db)
        let latest = try Int64.fetchOne(
            db, sql: "SELECT latest_import FROM table_year WHERE carrier = ? AND direction = ? AND year = ?",
            arguments: key)
        guard latest == horizon.number else { throw YearClosedMeanwhile(year: year) }
    }

    package func record(
        _ lines: [TableLineRecord], closing years: [Int: Revision], _ days: [DayClosing], _ kind: EnergyKind,
        now: Instant
    ) throws -> [Int] {
        let program = program()
        let editions = try recorded { db, recording in
            try ClosedDayTable.add(days, &recording, db)
            for (year, horizon) in years.sorted(by: { $0.key < $1.key }) {
                try close(year, kind, at: horizon, &recording, db)
            }
            var writer = try ReleaseWriter(db, program: program, now: now)
            return try lines.map { line in
                let recorded = try writer.record(line.figure)
                if let release = recorded.newID { try keep(line, release, &recording, db) }
                return recorded.edition
            }
        }
        guardedWereRecorded()
        return editions
    }

    private func keep(
        _ line: TableLineRecord, _ release: Int64, _ recording: inout Recording, _ db: Database
    ) throws {
        var isPublished = false
        if case .released = line.figure.verdict { isPublished = true }
        let request = line.figure.request
        for (year, panel) in line.panels.sorted(by: { $0.key < $1.key }) {
            let panel = try GuardPanel.number(of: panel, &recording, db)
            try recording.write(
                """
                INSERT INTO table_line (release, carrier, direction, year, panel_id, is_published)
                VALUES (?, ?, ?, ?, ?, ?)
                """, to: .tableLines,
                [release, request.carrier.rawValue, request.direction.rawValue, year, panel, isPublished], db)
        }
    }

    package func earlierLines(in years: Set<Int>, _ kind: EnergyKind) throws -> Set<TableLine.Earlier> {
        let arguments: StatementArguments = [kind.carrier.rawValue, kind.direction.rawValue]
        return try pool.read { db in
            var panels: [Int64: Panel] = [:]
            func panel(_ number: Int64) throws -> Panel {
                if let panel = panels[number] { return panel }
                let panel = try GuardPanel.panel(number, db)
                panels[number] = panel
                return panel
            }
            var lines: [Int64: (panels: [Int: Panel], isPublished: Bool)] = [:]
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT release, year, panel_id, is_published FROM table_line WHERE carrier = ? AND direction = ?",
                arguments: arguments)
            while let row = try rows.next() {
                lines[row[0], default: ([:], row[3])].panels[row[1]] = try panel(row[2])
            }
            var earlier = Set(
                lines.values.filter { !years.isDisjoint(with: $0.panels.keys) }
                    .map { TableLine.Earlier(panels: $0.panels, isPublished: $0.isPublished) })
            let days = try Row.fetchCursor(
                db,
                sql: """
                    SELECT DISTINCT CAST(strftime('%Y', month * 86400, 'unixepoch') AS INTEGER), panel_id
                    FROM guarded_days WHERE carrier = ? AND direction = ? AND correction = 0
                    UNION SELECT CAST(strftime('%Y', first_day * 86400, 'unixepoch') AS INTEGER), panel_id
                    FROM guarded_release WHERE carrier = ? AND direction = ? AND correction = 0
                    """, arguments: arguments + arguments)
            while let row = try days.next() {
                let year: Int = row[0]
                guard years.contains(year) else { continue }
                earlier.insert(TableLine.Earlier(panels: [year: try panel(row[1])], isPublished: true))
            }
            return earlier
        }
    }
}
