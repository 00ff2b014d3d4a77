import Disclosure
import GRDB
import Metering
package import Store

extension EmbeddedReleases {
    package func curvesThatLeft() throws -> [CurveRelease] {
        try pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT set_id, figure, first_day FROM release
                    WHERE figure LIKE '% PT%' AND verdict LIKE '{"release"%'
                    GROUP BY set_id, figure, first_day ORDER BY min(id)
                    """)
            var panels = SetPanelHistory(db)
            var known: Set<CurveRelease> = []
            return try rows.compactMap { row in
                guard let kind = EnergyKind(figure: row[1]) else { return nil }
                let (set, day): (String, CivilDay) = (row[0], CivilDay(daysSinceEpoch: row[2]))
                let curve = CurveRelease(
                    set: set, kind: kind, day: day, panel: try panels.panel(of: set, kind, on: day))
                return known.insert(curve).inserted ? curve : nil
            }
        }
    }
}

/// The panels of sets, each set's read once.
private struct SetPanelHistory {
    private let db: Database
    private var panels: [String: [(from: Int32, panel: Panel)]] = [:]

    init(_ db: Database) { self.db = db }

    /// Empty where the set has none on the day.
    mutating func panel(of set: String, _ kind: EnergyKind, on day: CivilDay) throws -> Panel {
        let key = "\(kind.carrier.rawValue) \(kind.direction.rawValue) \(set)"
        let known = try panels[key] ?? read(set, kind)
        panels[key] = known
        return known.last { $0.from <= day.daysSinceEpoch }?.panel ?? Panel([])
    }

    private func read(_ set: String, _ kind: EnergyKind) throws -> [(from: Int32, panel: Panel)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT from_day, panel_id FROM set_panel
                WHERE set_id = ? AND carrier = ? AND direction = ? ORDER BY from_day
                """, arguments: [set, kind.carrier.rawValue, kind.direction.rawValue]
        ).map { ($0[0], try GuardPanel.panel($0[1], db)) }
    }
}

extension EnergyKind {
    /// Of a row's figure: carrier, direction, step. Nil of one that names none.
    fileprivate init?(figure: String) {
        let parts = figure.split(separator: " ").map(String.init)
        guard parts.count > 1, let carrier = Carrier(rawValue: parts[0]), let direction = Direction(rawValue: parts[1])
        else { return nil }
        self.init(carrier: carrier, direction: direction)
    }
}
