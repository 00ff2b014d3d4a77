import Foundation
import GRDB
import Metering
import Store

/// Gives points of other carriers than electricity their issuer, where earlier programs kept their fourteen digits alone:
/// in lists of points, and in what is kept by point (holders, names, privacy costs). Pages of channels say the carrier
/// beside the digits: they are read with their issuer.
enum IssuerMigration {
    static func rename(_ db: Database) throws {
        var (renamed, kept): ([PointID: Set<PointID>], Set<PointID>) = ([:], [])
        func note(_ written: PointID, _ carrier: Carrier) {
            let name = PointID(written.text, of: carrier)
            if name == written { kept.insert(written) } else { renamed[written, default: []].insert(name) }
        }
        let channels = try ChannelPage.loadAll(db)
        for place in 0..<channels.count {
            guard let key = channels.key(place) else { continue }
            note(ChannelKey(digits: key.digits, carrier: .electricity, direction: .extraction).point, key.carrier)
        }
        for revision in try Int64.fetchAll(db, sql: "SELECT DISTINCT import_id FROM point_page") {
            try renameList(Revision(revision), db, note)
        }
        for (written, names) in renamed {
            for name in names { try copy(written, to: name, db) }
            if !kept.contains(written) { try forget(written, db) }
        }
    }

    /// Writes the list of an import anew where one of its points gets another name.
    private static func renameList(
        _ revision: Revision, _ db: Database, _ note: (PointID, Carrier) -> Void
    ) throws {
        var (points, changes) = ([MeteringPoint](), false)
        try PointPage.forEach(after: Revision(revision.number - 1), upTo: revision, db) { entries, terms in
            for entry in entries {
                let point = entry.point(terms)
                let name = PointID(point.id.text, of: point.carrier)
                note(point.id, point.carrier)
                changes = changes || name != point.id
                points.append(point.named(name))
            }
        }
        guard changes else { return }
        try db.execute(sql: "DELETE FROM point_page WHERE import_id = ?", arguments: [revision.number])
        try PointPage.save(points, of: revision, db)
    }

    private static func copy(_ written: PointID, to name: PointID, _ db: Database) throws {
        for (table, columns) in [
            ("point_holder", "import_id, holder"), ("named_point", "import_id, id, place"),
            ("privacy_cost", "year, release, cost"),
        ] {
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO \(table) (point, \(columns)) SELECT ?, \(columns) FROM \(table) WHERE point = ?
                    """,
                arguments: [name.text, written.text])
        }
    }

    private static func forget(_ written: PointID, _ db: Database) throws {
        for table in ["point_holder", "named_point", "privacy_cost"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE point = ?", arguments: [written.text])
        }
    }
}

extension MeteringPoint {
    /// The same point under another identifier.
    fileprivate func named(_ id: PointID) -> MeteringPoint {
        var point = MeteringPoint(
            id: id, carrier: carrier, directions: directions, segment: segment, subscribedPower: subscribedPower,
            connectionPower: connectionPower, commune: commune, inServiceSince: inServiceSince,
            terminatedOn: terminatedOn, holder: holder)
        (point.parent, point.subMeterUse) = (parent, subMeterUse)
        return point
    }
}
