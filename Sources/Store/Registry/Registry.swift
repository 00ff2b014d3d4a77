import GRDB
package import Metering

/// What is known of metering points and sets: the latest kept statement of each.
package final class Registry: Sendable {
    private let pool: DatabasePool

    init(_ pool: DatabasePool) { self.pool = pool }

    package func point(_ id: PointID) throws -> MeteringPoint? {
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            var point = try PointPage.load(id, upTo: horizon, db)
            point?.holder = try Registry.holderKeys(of: id, upTo: horizon, db).first?.holder
            return point
        }
    }

    /// What kept files call a point that a person named.
    package func usagePoints(namedAs point: PointID) throws -> [UsagePointName] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT named_point.id, place FROM named_point JOIN import ON import.id = import_id
                    WHERE point = ? AND state = 'kept'
                    """, arguments: [point.text]
            ).compactMap { UsagePointName(id: $0[0], place: $0[1]) }
        }
    }

    /// All points, by identifier.
    package func points() throws -> [MeteringPoint] {
        var points: [PointID: MeteringPoint] = [:]
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            try PointPage.forEach(upTo: horizon, db) { entries, terms in
                for entry in entries { points[entry.id] = entry.point(terms) }
            }
            for (point, holder) in try Registry.holderKeys(upTo: horizon, db) { points[point]?.holder = holder }
        }
        return points.values.sorted { $0.id < $1.id }
    }

    /// What rules ask about all points, in little memory.
    package func facts() throws -> PointFacts {
        try pool.read { db in try PointFacts(upTo: ImportLedger.horizon(db, knownAt: nil), db) }
    }

    /// All sets, by identifier; the latest import that speaks of a set defines it whole.
    package func sets() throws -> [PointSet] {
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT id, kind, use_case, usage, step, max(import_id) FROM point_set
                    WHERE import_id <= ? GROUP BY id ORDER BY id
                    """, arguments: [horizon.number]
            ).compactMap { row in
                guard let usage = Usage(rawValue: row[3]), let step = FigureStep(rawValue: row[4]) else { return nil }
                return PointSet(id: row[0], kind: row[1], use: row[2], usage: usage, figureStep: step)
            }
        }
    }

    /// The members of a set as its latest import lists them, with the number of that import.
    package func members(of set: String) throws -> (members: [SetMembers], revision: Revision) {
        try pool.read { db in try Registry.members(of: set, upTo: ImportLedger.horizon(db, knownAt: nil), db) }
    }

    /// The members of many sets, one set after the other, as they are at one moment.
    package func forEachMembers(
        of sets: [PointSet], _ body: (PointSet, [SetMembers], Revision) throws -> Void
    ) throws {
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            for set in sets {
                let (members, revision) = try Registry.members(of: set.id, upTo: horizon, db)
                try body(set, members, revision)
            }
        }
    }

    private static func members(
        of set: String, upTo horizon: Revision, _ db: Database
    ) throws -> (members: [SetMembers], revision: Revision) {
        let last = try db.cachedStatement(
            sql: "SELECT max(import_id) FROM point_set WHERE id = ? AND import_id <= ?")
        let revision = Revision(try Int64.fetchOne(last, arguments: [set, horizon.number]) ?? 0)
        return (try SetPage.load(set, of: revision, db), revision)
    }

    /// Points with the opaque keys of their holders. The latest statement counts; a later list that says nothing of
    /// a holder leaves it.
    func holderKeys() throws -> [(point: PointID, holder: String)] {
        try pool.read { db in try Registry.holderKeys(upTo: ImportLedger.horizon(db, knownAt: nil), db) }
    }

    private static func holderKeys(
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
}
