import Disclosure
import GRDB
import Metering
import Store

/// The panels that the guard held in a month, in SQLite. Rows are only added.
///
/// Before it was kept how many holders were asked for, a hold bound everybody: those rows stay in a table of their own,
/// since the register's chain has them as they were.
extension EmbeddedReleases {
    static let holdTable = """
        CREATE TABLE month_hold (
            month INTEGER NOT NULL,
            panel_id INTEGER NOT NULL REFERENCES panel (id),
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            audience INTEGER NOT NULL,
            holders INTEGER NOT NULL,
            PRIMARY KEY (month, panel_id, carrier, direction, audience, holders)
        ) STRICT, WITHOUT ROWID;
        """

    static let requesterTable = "CREATE TABLE requester (holder TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"

    /// Who received restricted figures, by the key of the lists.
    static func keep(requester: String, _ recording: inout Recording, _ db: Database) throws {
        try recording.write("INSERT OR IGNORE INTO requester (holder) VALUES (?)", to: .requesters, [requester], db)
    }

    static let formerHoldTable = """
        CREATE TABLE held_panel (
            month INTEGER NOT NULL,
            panel_id INTEGER NOT NULL REFERENCES panel (id),
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            audience INTEGER NOT NULL,
            PRIMARY KEY (month, panel_id, carrier, direction, audience)
        ) STRICT, WITHOUT ROWID;
        """

    static func keep(_ held: [HeldPanel], _ recording: inout Recording, _ db: Database) throws {
        for held in held {
            let panel = try GuardPanel.number(of: held.panel, &recording, db)
            try recording.write(
                """
                INSERT OR IGNORE INTO month_hold (month, panel_id, carrier, direction, audience, holders)
                VALUES (?, ?, ?, ?, ?, ?)
                """, to: .monthHolds,
                [
                    held.month.daysSinceEpoch, panel, held.kind.carrier.rawValue, held.kind.direction.rawValue,
                    Int64(held.audience.id), held.holders,
                ], db)
        }
    }
}
