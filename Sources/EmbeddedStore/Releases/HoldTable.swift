import Disclosure
import GRDB
import Metering
import Store

/// The panels that the guard held in a month, in SQLite. Rows are only added.
extension EmbeddedReleases {
    static let holdTable = """
        CREATE TABLE held_panel (
            month INTEGER NOT NULL,
            panel_id INTEGER NOT NULL REFERENCES panel (id),
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            audience INTEGER NOT NULL,
            holders INTEGER NOT NULL,
            PRIMARY KEY (month, panel_id, carrier, direction, audience, holders)
        ) STRICT, WITHOUT ROWID;
        """

    static func keep(_ held: [HeldPanel], _ recording: inout Recording, _ db: Database) throws {
        for held in held {
            let panel = try GuardPanel.number(of: held.panel, &recording, db)
            try recording.write(
                """
                INSERT OR IGNORE INTO held_panel (month, panel_id, carrier, direction, audience, holders)
                VALUES (?, ?, ?, ?, ?, ?)
                """, to: .heldPanels,
                [
                    held.month.daysSinceEpoch, panel, held.kind.carrier.rawValue, held.kind.direction.rawValue,
                    Int64(held.audience.id), held.holders,
                ], db)
        }
    }
}
