import GRDB
package import Metering

// A horizon is what an operation takes for known: everything up to one import, however many are kept while it goes
// on. Imports come one at a time, so nothing up to a horizon changes once it has been taken.
extension ImportLedger {
    /// The number of the last import that was kept; 0 where there is none.
    package func horizon() throws -> Revision { try pool.read { try ImportLedger.horizon($0, knownAt: nil) } }

    /// The last import that was known at an instant.
    package func horizon(knownAt instant: Instant) throws -> Revision {
        try pool.read { db in try ImportLedger.horizon(db, knownAt: instant) }
    }

    /// The import given, or the last one that was kept; never beyond that.
    static func horizon(_ db: Database, upTo given: Revision?) throws -> Revision {
        let kept = try horizon(db, knownAt: nil)
        return given.map { min($0, kept) } ?? kept
    }

    /// The last import that was known at an instant; nil: now.
    static func horizon(_ db: Database, knownAt: Instant?) throws -> Revision {
        let highest = try Int64.fetchOne(
            db, sql: "SELECT max(id) FROM import WHERE state = 'kept' AND received_at <= ?",
            arguments: [knownAt?.secondsSinceEpoch ?? .max])
        return Revision(highest ?? 0)
    }
}
