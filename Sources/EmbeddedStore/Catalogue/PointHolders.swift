import GRDB
import Metering
import Store

/// Points with the opaque keys of their holders, as lists state them: a row where a list says something new.
///
/// The latest statement counts; a later list that says nothing of a holder leaves it.
enum PointHolders {
    /// Writes a point's holder, unless it is known already.
    static func save(_ point: MeteringPoint, of revision: Revision, _ db: Database) throws {
        guard let holder = point.holder else { return }
        let known = try db.cachedStatement(
            sql: """
                SELECT holder FROM point_holder WHERE point = ?1
                AND (import_id = ?2 OR (SELECT state FROM import WHERE id = import_id) = 'kept')
                ORDER BY import_id DESC LIMIT 1
                """)
        if try String.fetchOne(known, arguments: [point.id.text, revision.number]) == holder { return }
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO point_holder (point, import_id, holder) VALUES (?, ?, ?)"
        ).execute(arguments: [point.id.text, revision.number, holder])
    }

    /// All points whose holders are known, or one of them, by identifier.
    static func keys(
        of point: PointID? = nil, upTo horizon: Revision, _ db: Database
    ) throws -> [(point: PointID, holder: String)] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT point, holder, max(import_id) FROM point_holder
                WHERE import_id <= ?1 AND (?2 IS NULL OR point = ?2) GROUP BY point ORDER BY point
                """, arguments: [horizon.number, point?.text])
        var keys: [(point: PointID, holder: String)] = []
        while let row = try rows.next() { keys.append((PointID(row[0]), row[1])) }
        return keys
    }

    /// The last import up to a horizon that says something new of holders.
    static func latest(upTo horizon: Revision, _ db: Database) throws -> Revision {
        let latest = try Int64.fetchOne(
            db, sql: "SELECT max(import_id) FROM point_holder WHERE import_id <= ?", arguments: [horizon.number])
        return Revision(latest ?? 0)
    }
}
