import GRDB
import Metering
import Store

/// Points with their classes of secrecy, as lists state them: a row for each statement. There are few.
enum PointSecrecy {
    static let table = """
        CREATE TABLE point_secrecy (
            point TEXT NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            class TEXT NOT NULL,
            PRIMARY KEY (point, import_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX point_secrecy_by_import ON point_secrecy (import_id);
        """

    static func save(_ point: MeteringPoint, of revision: Revision, _ db: Database) throws {
        guard let secrecy = point.secrecy else { return }
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO point_secrecy (point, import_id, class) VALUES (?, ?, ?)"
        ).execute(arguments: [point.id.text, revision.number, secrecy.rawValue])
    }

    static func points(upTo horizon: Revision, _ db: Database) throws -> SecretPoints {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT point, class FROM point_secrecy WHERE import_id <= ? ORDER BY import_id",
            arguments: [horizon.number])
        var points = SecretPoints()
        while let row = try rows.next() {
            guard let secrecy = SecrecyClass(rawValue: row[1]) else {
                throw StoreError.newer("a point's class of secrecy")
            }
            points.add(secrecy, of: PointID(row[0]))
        }
        return points
    }
}
