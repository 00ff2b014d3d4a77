import GRDB
import Metering

/// Rows of an import that wait to be written together.
struct StagedRows {
    var readings: [(UInt32, RegisterReading)] = []
    var points: [MeteringPoint] = []
    var memberships: [SetPage.Line] = []
    var usagePoints: [(PointID, UsagePointName)] = []
    var diagnostics: [Diagnostic] = []

    var count: Int {
        readings.count + points.count + memberships.count + usagePoints.count + diagnostics.count
    }

    /// Writes the rows; answers how many register readings said something new.
    func save(of revision: Revision, _ db: Database) throws -> Int {
        try PointPage.save(points, of: revision, db)
        for point in points { try save(holderOf: point, of: revision, db) }
        for set in Set(memberships.map(\.set)) { try save(set, of: revision, db) }
        try SetPage.save(memberships, of: revision, db)
        for (point, name) in usagePoints {
            try db.execute(
                sql: "INSERT OR REPLACE INTO named_point (point, import_id, id, place) VALUES (?, ?, ?, ?)",
                arguments: [point.text, revision.number, name.id, name.place])
        }
        for diagnostic in diagnostics { try StagedRows.save(diagnostic, of: revision, db) }
        return try readings.reduce(0) { $0 + (try save($1.1, of: $1.0, revision, db) ? 1 : 0) }
    }

    private func save(
        _ reading: RegisterReading, of channel: UInt32, _ revision: Revision, _ db: Database
    ) throws -> Bool {
        let key: StatementArguments = [channel, reading.register.name, reading.at.secondsSinceEpoch]
        let known = try db.cachedStatement(
            sql: """
                SELECT value, mark FROM register_reading WHERE channel = ? AND register = ? AND at = ?
                ORDER BY import_id DESC LIMIT 1
                """)
        if let row = try Row.fetchOne(known, arguments: key), row[0] == reading.value, row[1] == reading.mark.rawValue {
            return false
        }
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO register_reading (channel, register, at, import_id, value, mark)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: key + [revision.number, reading.value, reading.mark.rawValue])
        return true
    }

    private func save(holderOf point: MeteringPoint, of revision: Revision, _ db: Database) throws {
        guard let holder = point.holder else { return }
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO point_holder (point, import_id, holder) VALUES (?, ?, ?)"
        ).execute(arguments: [point.id.text, revision.number, holder])
    }

    private func save(_ set: PointSet, of revision: Revision, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO point_set (id, import_id, kind, use_case, usage, step) VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            set.id, revision.number, set.kind, set.use, set.usage.rawValue, set.figureStep.rawValue,
        ])
    }

    static func save(_ diagnostic: Diagnostic, of revision: Revision, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO diagnostic (import_id, severity, rule, reason, line, point, day, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            revision.number, diagnostic.severity.rawValue, diagnostic.rule.name, diagnostic.rule.reason,
            diagnostic.line, diagnostic.point?.text, diagnostic.day?.daysSinceEpoch, diagnostic.detail,
        ])
    }
}
