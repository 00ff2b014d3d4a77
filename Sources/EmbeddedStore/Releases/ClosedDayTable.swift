import Disclosure
import GRDB
import Metering
import Store

/// What figures closed of days: rows are added and never changed.
///
/// `after`: the number of the last verdict before the row. Figures of greater numbers were judged with it.
enum ClosedDayTable {
    static let table = """
        CREATE TABLE closed_day (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            day INTEGER NOT NULL,
            panel_id INTEGER NOT NULL REFERENCES panel (id),
            latest_import INTEGER NOT NULL,
            estimates INTEGER NOT NULL,
            after INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX closed_day_by_day ON closed_day (day);
        """

    static func add(_ closings: [DayClosing], _ recording: inout Recording, _ db: Database) throws {
        if closings.isEmpty { return }
        let after = try ReleaseChain.addedRows(db)
        var numbers: [Panel: Int64] = [:]
        for closing in closings {
            let known = numbers[closing.channels]
            let panel = try known ?? GuardPanel.number(of: closing.channels, &recording, db)
            numbers[closing.channels] = panel
            try recording.write(
                "INSERT INTO closed_day (day, panel_id, latest_import, estimates, after) VALUES (?, ?, ?, ?, ?)",
                to: .closedDays,
                [closing.day.daysSinceEpoch, panel, closing.horizon.number, closing.isEstimating, after], db)
        }
    }

    static func closings(
        of days: ClosedRange<CivilDay>, before figure: Int64?, _ db: Database
    ) throws -> [DayClosing] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT day, panel_id, latest_import, estimates FROM closed_day
                    WHERE day BETWEEN ? AND ? AND after < ? ORDER BY id
                    """),
            arguments: [days.lowerBound.daysSinceEpoch, days.upperBound.daysSinceEpoch, figure ?? .max])
        var panels: [Int64: Panel] = [:]
        var closings: [DayClosing] = []
        while let row = try rows.next() {
            let panel = try panels[row[1]] ?? GuardPanel.panel(row[1], db)
            panels[row[1]] = panel
            closings.append(
                DayClosing(
                    day: CivilDay(daysSinceEpoch: row[0]), channels: panel, horizon: Revision(row[2]),
                    isEstimating: row[3]))
        }
        return closings
    }

    // MARK: registers from before

    /// Closes what left before there were closings: each panel's days at the last import that was known when documents
    /// of the day, or of the last day of the panel's period, first left.
    static func closeWhatLeft(_ db: Database) throws {
        var recording = Recording()
        var (closed, panels): ([Int32: Panel], [Int64: Panel]) = ([:], [:])
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT month, month, days, panel_id FROM guarded_days WHERE correction = 0
                UNION ALL SELECT first_day, last_day, 0, panel_id FROM guarded_release WHERE correction = 0
                """)
        let horizons = try Row.fetchAll(db, sql: "SELECT day, min(horizon) FROM publication GROUP BY day")
            .reduce(into: [Int32: Int64]()) { $0[$1[0]] = $1[1] }
        let newest = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM import WHERE state = 'kept'") ?? 0
        for row in rows {
            let (first, last, bits): (Int32, Int32, Int64) = (row[0], row[1], row[2])
            // What is damaged, `verify` tells: nothing is closed for it.
            guard let panel = panels[row[3]] ?? (try? GuardPanel.panel(row[3], db)) else { continue }
            panels[row[3]] = panel
            let days =
                bits == 0
                ? Array(first...last) : (1...31).filter { bits & 1 << Int64($0) != 0 }.map { first + Int32($0) - 1 }
            let closings = days.compactMap { day -> DayClosing? in
                let left = closed[day].map(panel.subtracting) ?? panel
                if left.points.isEmpty { return nil }
                closed[day] = closed[day].map(panel.union) ?? panel
                return DayClosing(
                    day: CivilDay(daysSinceEpoch: day), channels: left,
                    horizon: Revision(horizons[bits == 0 ? last : day] ?? newest), isEstimating: false)
            }
            try add(closings, &recording, db)
        }
        _ = try recording.seal(db)
    }
}
