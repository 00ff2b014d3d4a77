import Foundation
import GRDB
import Metering
import Store

/// Gives points of other carriers than electricity their issuer, where earlier programs kept their fourteen digits
/// alone: in channels, lists of points, and what is kept by point (holders, names, privacy costs).
///
/// Costs all channels and points, a list at a time in memory where it has other carriers than electricity.
struct IssuerMigration {
    /// The carriers of which there are channels or listed points, by digits that several carriers may have.
    private var carriers: [PointID: Set<Carrier>] = [:]
    private let db: Database

    static func rename(_ db: Database) throws {
        var migration = IssuerMigration(db)
        try migration.renameChannels()
        for revision in try Int64.fetchAll(db, sql: "SELECT DISTINCT import_id FROM point_page") {
            try migration.renameList(Revision(revision))
        }
        for digits in migration.carriers.keys.sorted() { try migration.renameRest(digits) }
    }

    private init(_ db: Database) { self.db = db }

    /// Pages of keys say the carrier beside the digits; those of texts are written anew where one gets another name.
    private mutating func renameChannels() throws {
        let channels = try ChannelPage.loadAll(db)
        var (renamed, changes, names): (ChannelList, Bool, Set<Channel>) = (ChannelList(), false, [])
        for place in 0..<channels.count {
            let channel = channels[place]
            let point = PointID(channel.point.text, of: channel.carrier)
            changes = changes || point != channel.point
            let name = Channel(point: point, carrier: channel.carrier, direction: channel.direction)
            renamed.append(name)
            guard let key = ChannelKey(name), key.carrier != .electricity else { continue }
            guard names.insert(name).inserted else { throw StoreError.twoOfOneName(point.text) }
            carriers[IssuerMigration.digits(of: key), default: []].insert(key.carrier)
        }
        for place in 0..<renamed.count where !carriers.isEmpty {
            guard let key = renamed.key(place), key.carrier == .electricity else { continue }
            carriers[key.point]?.insert(.electricity)
        }
        guard changes else { return }
        try db.execute(sql: "DELETE FROM channel_page")
        for start in stride(from: 0, to: renamed.count, by: ChannelPage.longest) {
            try ChannelPage.save(renamed, start..<min(renamed.count, start + ChannelPage.longest), db)
        }
    }

    private static func digits(of key: ChannelKey) -> PointID {
        ChannelKey(digits: key.digits, carrier: .electricity, direction: .extraction).point
    }

    // MARK: lists

    /// Writes the list of an import anew where one of its points gets another name.
    private mutating func renameList(_ revision: Revision) throws {
        var hasOthers = false
        try forEachPage(of: revision) { _, terms in
            hasOthers = hasOthers || terms.contains { $0.carrier != .electricity }
        }
        guard hasOthers else { return }
        var (points, stated): ([MeteringPoint], [PointID: Set<Carrier>]) = ([], [:])
        try forEachPage(of: revision) { entries, terms in
            for entry in entries {
                let point = entry.point(terms, subMeter: nil)
                if point.id.isPRM { stated[point.id, default: []].insert(point.carrier) }
                points.append(point.named(PointID(point.id.text, of: point.carrier)))
            }
        }
        for (digits, carriers) in stated where carriers != [.electricity] {
            self.carriers[digits, default: []].formUnion(carriers)
            for carrier in carriers where carrier != .electricity {
                try renameHolder(digits, to: PointID(digits.text, of: carrier), of: revision)
            }
        }
        guard Set(points.map(\.id)).count == points.count else {
            throw StoreError.twoOfOneName("a point of the list that is import \(revision.number)")
        }
        try db.execute(sql: "DELETE FROM point_page WHERE import_id = ?", arguments: [revision.number])
        try PointPage.save(points, of: revision, db)
    }

    private func forEachPage(
        of revision: Revision, _ body: ([PointPage.Entry], [MeteringPoint]) throws -> Void
    ) throws {
        try PointPage.forEach(after: Revision(revision.number - 1), upTo: revision, db, body)
    }

    /// A list says who holds the points that it describes: of the carrier that it states.
    private func renameHolder(_ digits: PointID, to name: PointID, of revision: Revision) throws {
        try db.execute(
            sql: "UPDATE OR REPLACE point_holder SET point = ? WHERE point = ? AND import_id = ?",
            arguments: [name.text, digits.text, revision.number])
    }

    // MARK: what says no carrier

    /// Names of usage points and privacy costs: under each name that the digits may stand for.
    private func renameRest(_ digits: PointID) throws {
        let carriers = carriers[digits] ?? []
        for (table, columns) in [("named_point", "import_id, id, place"), ("privacy_cost", "year, release, cost")] {
            for carrier in carriers where carrier != .electricity {
                try db.execute(
                    sql: """
                        INSERT OR IGNORE INTO \(table) (point, \(columns))
                        SELECT ?, \(columns) FROM \(table) WHERE point = ?
                        """, arguments: [PointID(digits.text, of: carrier).text, digits.text])
            }
            guard !carriers.contains(.electricity) else { continue }
            try db.execute(sql: "DELETE FROM \(table) WHERE point = ?", arguments: [digits.text])
        }
    }
}

extension MeteringPoint {
    /// The same point under another identifier.
    fileprivate func named(_ id: PointID) -> MeteringPoint {
        MeteringPoint(
            id: id, carrier: carrier, directions: directions, segment: segment, subscribedPower: subscribedPower,
            connectionPower: connectionPower, commune: commune, inServiceSince: inServiceSince,
            terminatedOn: terminatedOn, holder: holder)
    }
}
