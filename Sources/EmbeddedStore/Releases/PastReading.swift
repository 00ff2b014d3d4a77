import Disclosure
import GRDB
import Metering
import Store

/// One reading of what left near a period, and of what was held in its months. Each panel is read once.
struct PastReading {
    private let db: Database
    private let period: ClosedRange<CivilDay>
    /// From the first day of the month before the period to the last of the month after.
    private let near: ClosedRange<CivilDay>
    private var panels: [Int64: Panel] = [:]

    init(_ db: Database, near period: ClosedRange<CivilDay>) {
        (self.db, self.period) = (db, period)
        let first = period.lowerBound.firstOfMonth.advanced(by: -1).firstOfMonth
        near = first...period.upperBound.lastOfMonth.advanced(by: 1).lastOfMonth
    }

    mutating func released() throws -> PastReleases {
        var released = PastReleases()
        released.days = try days()
        released.longer = try longer() + tableLines()
        released.held = try held()
        released.requesters = try requesters()
        return released
    }

    private func requesters() throws -> Set<String> {
        Set(try String.fetchAll(db, sql: "SELECT holder FROM requester"))
    }

    private mutating func days() throws -> [GuardedDays] {
        try rows(
            """
            SELECT carrier, direction, correction, audience, panel_id, unit, month, days
            FROM guarded_days WHERE month BETWEEN ? AND ? ORDER BY month, panel_id
            """, near
        ) { row, kind, audience, panel in
            GuardedDays(
                kind: kind, panel: panel, audience: audience, month: CivilDay(daysSinceEpoch: row[6]),
                days: UInt32(truncatingIfNeeded: row[7] as Int64), unit: row[5])
        }
    }

    private mutating func longer() throws -> [GuardedRelease] {
        try rows(
            """
            SELECT carrier, direction, correction, audience, panel_id, unit, first_day, last_day
            FROM guarded_release WHERE last_day >= ? AND first_day <= ? ORDER BY last_day, first_day, panel_id
            """, near
        ) { row, kind, audience, panel in
            GuardedRelease(
                kind: kind, panel: panel,
                period: CivilDay(daysSinceEpoch: row[6])...CivilDay(daysSinceEpoch: row[7]), audience: audience,
                unit: row[5])
        }
    }

    private mutating func held() throws -> Set<HeldPanel> {
        let held = try rows(
            """
            SELECT carrier, direction, 0, audience, panel_id, month, holders FROM (
                SELECT *, 0 AS holders FROM held_panel UNION ALL
                SELECT month, panel_id, carrier, direction, audience, holders FROM month_hold
            ) WHERE month BETWEEN ? AND ?
            """,
            period.lowerBound.firstOfMonth...period.upperBound
        ) { row, kind, audience, panel in
            HeldPanel(
                kind: kind, panel: panel, audience: audience, monthOf: CivilDay(daysSinceEpoch: row[5]),
                holders: row[6])
        }
        return Set(held)
    }

    private mutating func tableLines() throws -> [GuardedRelease] {
        let years = near.lowerBound.components.year...near.upperBound.components.year
        let lines = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT carrier, direction, 0, 0, panel_id, year FROM table_line
                WHERE is_published = 1 AND year BETWEEN ? AND ?
                """, arguments: [years.lowerBound, years.upperBound])
        return try lines.flatMap { GuardedRelease.annual($0[5], try kind($0), try panel($0[4])) }
    }

    /// Rows of days between two, which begin with the kind, the audience and the panel.
    private mutating func rows<Value>(
        _ sql: String, _ days: ClosedRange<CivilDay>, _ make: (Row, EnergyKind, Audience, Panel) throws -> Value
    ) throws -> [Value] {
        let rows = try Row.fetchCursor(
            db, sql: sql, arguments: [days.lowerBound.daysSinceEpoch, days.upperBound.daysSinceEpoch])
        var values: [Value] = []
        while let row = try rows.next() {
            let audience = Audience(id: UInt32(clamping: row[3] as Int64))
            values.append(try make(row, try kind(row), audience, try panel(row[4])))
        }
        return values
    }

    private mutating func panel(_ number: Int64) throws -> Panel {
        if let panel = panels[number] { return panel }
        let panel = try GuardPanel.panel(number, db)
        panels[number] = panel
        return panel
    }

    private func kind(_ row: Row) throws -> EnergyKind {
        guard let carrier = Carrier(rawValue: row[0]), let direction = Direction(rawValue: row[1]) else {
            throw StoreError.damagedBlock("of released figures", detail: "an unknown carrier or direction")
        }
        return EnergyKind(carrier: carrier, direction: direction, isOfCorrections: row[2])
    }
}
