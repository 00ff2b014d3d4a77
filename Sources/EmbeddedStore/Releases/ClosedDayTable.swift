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
}
