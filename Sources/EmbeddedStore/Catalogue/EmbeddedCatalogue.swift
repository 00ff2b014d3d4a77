import GRDB
package import Metering
package import Store
import Synchronization

/// Points, sets and the numbers of channels, in SQLite.
package final class EmbeddedCatalogue: Catalogue {
    /// Holds the lock of the directory while anybody uses this port.
    private let lock: DirectoryLock
    let pool: DatabasePool
    let channels: ChannelDirectory
    private static let setsAtOnce = 64
    /// What lists say that were read before: later lists are added to it.
    let remembered = Mutex(RememberedLists())

    init(_ pool: DatabasePool, channels: ChannelDirectory, lock: DirectoryLock) {
        self.lock = lock
        self.pool = pool
        self.channels = channels
    }

    // MARK: channels

    package func number(of channel: Channel) throws -> UInt32? { try channels.number(of: channel) }

    package func channel(_ number: UInt32) throws -> Channel? { try channels.channel(number) }

    package func key(_ number: UInt32) throws -> ChannelKey? { try channels.key(number) }

    package func highestNumber() throws -> UInt32 { try channels.highestNumber() }

    // MARK: points

    package func point(_ id: PointID, _ known: Known) throws -> MeteringPoint? {
        try pool.read { db in
            var point = try PointPage.load(id, upTo: known.horizon, db)
            point?.subMeter = try PointPage.subMeters(upTo: known.horizon, db)[id]
            point?.holder = try PointHolders.keys(of: id, upTo: known.horizon, db).first?.holder
            point?.secrecy = try PointSecrecy.points(upTo: known.horizon, db)[id]
            return point
        }
    }

    package func subMeters(_ known: Known) throws -> SubMeters {
        try pool.read { try PointPage.subMeters(upTo: known.horizon, $0) }
    }

    package func secretPoints(_ known: Known) throws -> SecretPoints {
        try pool.read { try PointSecrecy.points(upTo: known.horizon, $0) }
    }

    /// The name in full of a point whose digits are all that is kept: of the one other carrier of which something is
    /// known under these digits. Nil of a PRM, and where several carriers have them.
    func issuedName(of digits: PointID, _ known: Known) throws -> PointID? {
        func isKnown(_ carrier: Carrier) throws -> Bool {
            let point = PointID(digits.text, of: carrier)
            return try self.point(point, known) != nil
                || Direction.allCases.contains {
                    try number(of: Channel(point: point, carrier: carrier, direction: $0)) != nil
                }
        }
        guard digits.isPRM else { return nil }
        let carriers = try Carrier.allCases.filter(isKnown)
        return carriers.count == 1 && carriers != [.electricity] ? PointID(digits.text, of: carriers[0]) : nil
    }

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

    package func points(_ known: Known) throws -> [MeteringPoint] {
        var points: [PointID: MeteringPoint] = [:]
        try pool.read { db in
            try PointPage.forEach(upTo: known.horizon, db) { entries, terms in
                for entry in entries { points[entry.id] = entry.point(terms, subMeter: nil) }
            }
            let subMeters = try PointPage.subMeters(upTo: known.horizon, db)
            for id in subMeters.points { points[id]?.subMeter = subMeters[id] }
            for (point, holder) in try PointHolders.keys(upTo: known.horizon, db) { points[point]?.holder = holder }
            let secret = try PointSecrecy.points(upTo: known.horizon, db)
            for point in secret.points { points[point]?.secrecy = secret[point] }
        }
        return points.values.sorted { $0.id < $1.id }
    }

    // MARK: sets

    package func sets(_ known: Known) throws -> [PointSet] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, kind, use_case, usage, step, max(import_id) FROM point_set
                    WHERE import_id <= ? GROUP BY id ORDER BY id
                    """, arguments: [known.horizon.number]
            ).compactMap { row in
                guard let visibility = Visibility(rawValue: row[3]), let step = FigureStep(rawValue: row[4]) else {
                    return nil
                }
                return PointSet(id: row[0], kind: row[1], useCase: row[2], visibility: visibility, figureStep: step)
            }
        }
    }

    package func members(
        of set: String, _ known: Known
    ) throws -> (members: [SetMembers], revision: Revision) {
        try pool.read { db in try EmbeddedCatalogue.members(of: set, upTo: known.horizon, db) }
    }

    package func forEachMembers(
        of sets: [PointSet], _ known: Known, _ body: (PointSet, [SetMembers], Revision) throws -> Void
    ) throws {
        var rest = sets[...]
        while !rest.isEmpty {
            let next = rest.prefix(EmbeddedCatalogue.setsAtOnce)
            rest = rest.dropFirst(next.count)
            let found = try pool.read { db in
                try next.map { try EmbeddedCatalogue.members(of: $0.id, upTo: known.horizon, db) }
            }
            // Outside the read: a body may ask the catalogue.
            for (set, found) in zip(next, found) { try body(set, found.members, found.revision) }
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
