import GRDB
import Metering
import Store

// The migration of lists of points from a row for each point, as the first programs kept them, to pages.

extension PointPage {
    /// Makes pages of the table that held a row for each point.
    static func packRows(_ db: Database) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, carrier, directions, segment, subscribed_power, connection_power, commune,
                       in_service_since, terminated_on, import_id
                FROM point ORDER BY import_id, id
                """)
        var (points, revision): ([MeteringPoint], Int64) = ([], 0)
        while let row = try rows.next() {
            if revision != row[9] || points.count == 20_000 {
                try save(points, of: Revision(revision), db)
                points = []
            }
            revision = row[9]
            if let point = MeteringPoint(row: row) { points.append(point) }
        }
        try save(points, of: Revision(revision), db)
    }
}

extension MeteringPoint {
    fileprivate init?(row: Row) {
        guard let carrier = Carrier(rawValue: row[1]) else { return nil }
        let directions: String = row[2]
        let (subscribed, connection): (Int32?, Int32?) = (row[4], row[5])
        let (since, until): (Int32?, Int32?) = (row[7], row[8])
        self.init(
            id: PointID(row[0], of: carrier), carrier: carrier,
            directions: Set(directions.split(separator: "+").compactMap { Direction(rawValue: String($0)) }),
            segment: row[3], subscribedPower: subscribed.map { .watts($0) },
            connectionPower: connection.map { .watts($0) }, commune: row[6],
            inServiceSince: since.map { CivilDay(daysSinceEpoch: $0) },
            terminatedOn: until.map { CivilDay(daysSinceEpoch: $0) })
    }
}
