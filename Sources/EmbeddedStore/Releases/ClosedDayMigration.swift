import Disclosure
import GRDB
import Metering
import Store

/// Closes the days of a register from before there were closings: of each panel that left, what its figures were made
/// of.
///
/// Of a day's figure that is the last import among its inputs; of neighbours taken together, and of longer figures, the
/// last one that was known when documents of the day first left; of a table, that of its year. Estimates count on a day
/// of which a figure with estimates left. Panels that are damaged close nothing: `verify` tells of them.
struct ClosedDayMigration {
    private let db: Database
    private let newest: Int64
    private let horizons: [Int32: Int64]
    private var closed: [Int32: Panel] = [:]
    private var panels: [Int64: Panel] = [:]
    private var recording = Recording()

    static func closeWhatLeft(_ db: Database) throws {
        var migration = try ClosedDayMigration(db)
        try migration.closeDays()
        try migration.closeLonger()
        try migration.closeTables()
        _ = try migration.recording.seal(db)
    }

    private init(_ db: Database) throws {
        self.db = db
        newest = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM import WHERE state = 'kept'") ?? 0
        horizons = try Row.fetchAll(db, sql: "SELECT day, min(horizon) FROM publication GROUP BY day")
            .reduce(into: [:]) { $0[$1[0]] = $1[1] }
    }

    private mutating func closeDays() throws {
        for row in try Row.fetchAll(db, sql: "SELECT month, days, panel_id FROM guarded_days WHERE correction = 0") {
            let (first, bits, number): (Int32, Int64, Int64) = (row[0], row[1], row[2])
            for offset in Int32(1)...31 where bits & 1 << Int64(offset) != 0 {
                let day = first + offset - 1
                try close(day, number, at: try inputs(of: number, on: day) ?? horizons[day] ?? newest)
            }
        }
    }

    private mutating func closeLonger() throws {
        let rows = try Row.fetchAll(
            db, sql: "SELECT first_day, last_day, panel_id FROM guarded_release WHERE correction = 0")
        for row in rows {
            let (first, last): (Int32, Int32) = (row[0], row[1])
            for day in first...last { try close(day, row[2], at: horizons[last] ?? newest) }
        }
    }

    private mutating func closeTables() throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT table_line.year, panel_id, latest_import FROM table_line
                JOIN table_year USING (carrier, direction, year) WHERE is_published = 1
                """)
        for row in rows {
            guard let first = CivilDay(year: row[0], month: 1, day: 1) else { continue }
            let year = FigureStep.year.period(of: first)
            for day in year.lowerBound.daysSinceEpoch...year.upperBound.daysSinceEpoch {
                try close(day, row[1], at: row[2])
            }
        }
    }

    /// The last import among the inputs of the figures that sets of a panel had on a day.
    private func inputs(of panel: Int64, on day: Int32) throws -> Int64? {
        let revisions = try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT revisions FROM release WHERE last_day = ?1 AND first_day = ?1
                    AND set_id IN (SELECT set_id FROM set_panel WHERE panel_id = ?2) AND verdict LIKE '{"release"%'
                    """), arguments: [day, panel])
        return revisions.joined(separator: ",").split(separator: ",").compactMap { Int64($0) }.max()
    }

    private func isEstimating(on day: Int32) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM release WHERE last_day = ?1 AND first_day = ?1
                    AND verdict LIKE '{"release"%' AND verdict NOT LIKE '%"estimated":0%')
                    """), arguments: [day]) ?? false
    }

    private mutating func close(_ day: Int32, _ number: Int64, at horizon: Int64) throws {
        guard let panel = panels[number] ?? (try? GuardPanel.panel(number, db)) else { return }
        panels[number] = panel
        let open = closed[day].map(panel.subtracting) ?? panel
        if open.points.isEmpty { return }
        closed[day] = closed[day].map(panel.union) ?? panel
        let closing = DayClosing(
            day: CivilDay(daysSinceEpoch: day), channels: open, horizon: Revision(horizon),
            isEstimating: try isEstimating(on: day))
        try ClosedDayTable.add([closing], &recording, db)
    }
}
