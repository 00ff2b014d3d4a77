import GRDB
import Metering
import Store

/// Rows of an import that wait to be written together.
struct StagedRows {
    var points: [MeteringPoint] = []
    var memberships: [SetPage.Line] = []
    var usagePoints: [(PointID, UsagePointName)] = []
    var diagnostics: [Diagnostic] = []

    var count: Int { points.count + memberships.count + usagePoints.count + diagnostics.count }

    func save(of revision: Revision, _ db: Database) throws {
        try PointPage.save(points, of: revision, db)
        for point in points {
            try PointHolders.save(point, of: revision, db)
            try PointSecrecy.save(point, of: revision, db)
        }
        for set in Set(memberships.map(\.set)) { try save(set, of: revision, db) }
        try SetPage.save(memberships, of: revision, db)
        for (point, name) in usagePoints {
            try db.execute(
                sql: "INSERT OR REPLACE INTO named_point (point, import_id, id, place) VALUES (?, ?, ?, ?)",
                arguments: [point.text, revision.number, name.id, name.place])
        }
        for diagnostic in diagnostics { try StagedRows.save(diagnostic, of: revision, db) }
    }

    private func save(_ set: PointSet, of revision: Revision, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO point_set (id, import_id, kind, use_case, usage, step) VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            set.id, revision.number, set.kind, set.useCase, set.visibility.rawValue, set.figureStep.rawValue,
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
