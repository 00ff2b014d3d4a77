import GRDB
package import Metering
import Synchronization

/// What is known of metering points and sets: the latest kept statement of each.
package final class Registry: Sendable {
    let pool: DatabasePool
    /// What lists say that were read before: later lists are added to it.
    let remembered = Mutex(RememberedLists())

    init(_ pool: DatabasePool) { self.pool = pool }

    package func point(_ id: PointID, _ known: Known) throws -> MeteringPoint? {
        try pool.read { db in
            var point = try PointPage.load(id, upTo: known.horizon, db)
            point?.holder = try PointHolders.keys(of: id, upTo: known.horizon, db).first?.holder
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
    package func points(_ known: Known) throws -> [MeteringPoint] {
        var points: [PointID: MeteringPoint] = [:]
        try pool.read { db in
            try PointPage.forEach(upTo: known.horizon, db) { entries, terms in
                for entry in entries { points[entry.id] = entry.point(terms) }
            }
            for (point, holder) in try PointHolders.keys(upTo: known.horizon, db) { points[point]?.holder = holder }
        }
        return points.values.sorted { $0.id < $1.id }
    }

    /// All sets, by identifier; the latest import that speaks of a set defines it whole.
    package func sets(_ known: Known) throws -> [PointSet] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, kind, use_case, usage, step, max(import_id) FROM point_set
                    WHERE import_id <= ? GROUP BY id ORDER BY id
                    """, arguments: [known.horizon.number]
            ).compactMap { row in
                guard let usage = Usage(rawValue: row[3]), let step = FigureStep(rawValue: row[4]) else { return nil }
                return PointSet(id: row[0], kind: row[1], use: row[2], usage: usage, figureStep: step)
            }
        }
    }

    /// The members of a set as its latest import lists them, with the number of that import.
    package func members(
        of set: String, _ known: Known
    ) throws -> (members: [SetMembers], revision: Revision) {
        try pool.read { db in try Registry.members(of: set, upTo: known.horizon, db) }
    }

    /// The members of many sets, one set after the other.
    package func forEachMembers(
        of sets: [PointSet], _ known: Known, _ body: (PointSet, [SetMembers], Revision) throws -> Void
    ) throws {
        try pool.read { db in
            for set in sets {
                let (members, revision) = try Registry.members(of: set.id, upTo: known.horizon, db)
                try body(set, members, revision)
            }
        }
    }

    static func members(
        of set: String, upTo horizon: Revision, _ db: Database
    ) throws -> (members: [SetMembers], revision: Revision) {
        let revision = try lastImport(of: set, upTo: horizon, db)
        return (try SetPage.load(set, of: revision, db), revision)
    }

    /// The import that defines a set.
    static func lastImport(of set: String, upTo horizon: Revision, _ db: Database) throws -> Revision {
        let last = try db.cachedStatement(
            sql: "SELECT max(import_id) FROM point_set WHERE id = ? AND import_id <= ?")
        return Revision(try Int64.fetchOne(last, arguments: [set, horizon.number]) ?? 0)
    }
}
