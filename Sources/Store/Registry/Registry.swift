import GRDB
package import Metering

/// What is known of metering points and sets: the latest kept statement of each.
package final class Registry: Sendable {
    private let pool: DatabasePool

    init(_ pool: DatabasePool) { self.pool = pool }

    package func point(_ id: PointID) throws -> MeteringPoint? { try points("AND id = ?", [id.text]).first }

    /// All points, by identifier.
    package func points() throws -> [MeteringPoint] { try points("", []) }

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
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            let last = try db.cachedStatement(
                sql: "SELECT max(import_id) FROM point_set WHERE id = ? AND import_id <= ?")
            let revision = Revision(try Int64.fetchOne(last, arguments: [set, horizon.number]) ?? 0)
            return (try SetPage.load(set, of: revision, db), revision)
        }
    }

    private func points(_ condition: String, _ arguments: StatementArguments) throws -> [MeteringPoint] {
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT id, carrier, directions, segment, subscribed_power, connection_power, commune,
                           in_service_since, terminated_on, max(import_id)
                    FROM point WHERE import_id <= ? \(condition) GROUP BY id ORDER BY id
                    """, arguments: [horizon.number] + arguments)
            var points: [MeteringPoint] = []
            while let row = try rows.next() {
                if let point = MeteringPoint(row: row) { points.append(point) }
            }
            return points
        }
    }
}

extension MeteringPoint {
    fileprivate init?(row: Row) {
        guard let carrier = Carrier(rawValue: row[1]) else { return nil }
        let directions: String = row[2]
        let (subscribed, connection): (Int32?, Int32?) = (row[4], row[5])
        let (since, until): (Int32?, Int32?) = (row[7], row[8])
        self.init(
            id: PointID(row[0]), carrier: carrier,
            directions: Set(directions.split(separator: "+").compactMap { Direction(rawValue: String($0)) }),
            segment: row[3], subscribedPower: subscribed.map { .watts($0) },
            connectionPower: connection.map { .watts($0) }, commune: row[6],
            inServiceSince: since.map { CivilDay(daysSinceEpoch: $0) },
            terminatedOn: until.map { CivilDay(daysSinceEpoch: $0) })
    }
}
