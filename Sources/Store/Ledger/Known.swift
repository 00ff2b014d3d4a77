import GRDB
package import Metering

/// What one operation takes for known: everything up to one import, however many are kept while it goes on.
///
/// The ledger makes it (`ImportLedger.known`), once an operation, and each read takes it: curves, readings, points, sets
/// and holders are then of one state. Imports come one at a time, and what an import brought is never changed once it is
/// kept, so nothing up to a horizon changes.
package struct Known: Hashable, Sendable {
    /// The last import that is seen; 0 where there is none.
    package let horizon: Revision
    /// Whether the horizon is an import that is sealed and not kept yet: it is judged beside what was known before.
    package let isSealed: Bool

    init(upTo horizon: Revision, isSealed: Bool = false) {
        self.horizon = horizon
        self.isSealed = isSealed
    }

    package func sees(_ revision: Revision) -> Bool { revision <= horizon }

    /// What was known after an earlier import; itself where that one is later.
    package func upTo(_ revision: Revision) -> Known { revision < horizon ? Known(upTo: revision) : self }
}

extension ImportLedger {
    /// What is known now. Reads no file.
    package func known() -> Known { Known(upTo: curves.latest) }

    /// What was known at an instant: up to the last import that had come by then.
    package func known(at instant: Instant) throws -> Known {
        try pool.read { db in
            let last = try Int64.fetchOne(
                db, sql: "SELECT max(id) FROM import WHERE state = 'kept' AND received_at <= ?",
                arguments: [instant.secondsSinceEpoch])
            // An import that is kept and not yet revealed would be seen of readings and not of curves.
            return Known(upTo: min(Revision(last ?? 0), curves.latest))
        }
    }
}
