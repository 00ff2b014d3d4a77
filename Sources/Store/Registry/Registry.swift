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

    /// The memberships of a set as its latest import states them, with the number of that import.
    package func memberships(of set: String) throws -> (members: [Membership], revision: Revision) {
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            let revision = try Int64.fetchOne(
                db, sql: "SELECT max(import_id) FROM point_set WHERE id = ? AND import_id <= ?",
                arguments: [set, horizon.number])
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT point, carrier, direction, from_day, until_day, consent FROM membership
                    WHERE set_id = ? AND import_id = ?
                    """, arguments: [set, revision])
            return (rows.compactMap(Membership.init(row:)), Revision(revision ?? 0))
        }
    }

    /// Who holds several points. The latest statement counts; a later list that says nothing of a holder leaves it.
    package func holders() throws -> Holders {
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT point, holder, max(import_id) FROM point_holder WHERE import_id <= ?
                    GROUP BY point ORDER BY point
                    """, arguments: [horizon.number])
            var keys: [(point: PointID, holder: String)] = []
            while let row = try rows.next() { keys.append((PointID(row[0]), row[1])) }
            return Holders(keys)
        }
    }

    private func points(_ condition: String, _ arguments: StatementArguments) throws -> [MeteringPoint] {
        try pool.read { db in
            let horizon = try ImportLedger.horizon(db, knownAt: nil)
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT id, carrier, directions, segment, subscribed_power, connection_power, commune,
                           in_service_since, terminated_on,
                           (SELECT holder FROM point_holder AS held WHERE held.point = point.id
                            AND held.import_id <= ? ORDER BY held.import_id DESC LIMIT 1), max(import_id)
                    FROM point WHERE import_id <= ? \(condition) GROUP BY id ORDER BY id
                    """, arguments: [horizon.number, horizon.number] + arguments)
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
            terminatedOn: until.map { CivilDay(daysSinceEpoch: $0) }, holder: row[9])
    }
}

extension Membership {
    fileprivate init?(row: Row) {
        guard let carrier = Carrier(rawValue: row[1]), let direction = Direction(rawValue: row[2]) else { return nil }
        let channel = Channel(point: PointID(row[0]), carrier: carrier, direction: direction)
        let (from, until, consent): (Int32, Int32?, String?) = (row[3], row[4], row[5])
        self.init(
            channel: channel, from: CivilDay(daysSinceEpoch: from),
            until: until.map { CivilDay(daysSinceEpoch: $0) }, consent: consent.flatMap { Consent(rawValue: $0) })
    }
}
