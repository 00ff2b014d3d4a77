import GRDB
package import Metering

/// What an operation takes for known: everything up to one import, however many are kept while it goes on. Imports
/// come one at a time, so nothing up to a horizon changes once it has been taken.
extension ImportLedger {
    /// The import given, or the last one that was kept; never beyond that.
    static func horizon(_ db: Database, upTo given: Revision?) throws -> Revision {
        let kept = try horizon(db, knownAt: nil)
        return given.map { min($0, kept) } ?? kept
    }

    /// The last import that was known at an instant.
    package func horizon(knownAt instant: Instant) throws -> Revision {
        try pool.read { db in try ImportLedger.horizon(db, knownAt: instant) }
    }
}
