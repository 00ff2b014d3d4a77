/// What one operation takes for known: everything up to one import, however many are kept while it goes on.
///
/// The ledger makes it (`ImportLedger.known`), once an operation, and each read takes it: curves, readings, points,
/// sets and holders are then of one state. Imports come one at a time, and what an import brought is never changed once
/// it is kept, so nothing up to a horizon changes.
package struct Known: Hashable, Sendable {
    /// The last import that is seen; 0 where there is none.
    package let horizon: Revision
    /// Whether the horizon is an import that is sealed and not kept yet: it is judged beside what was known before.
    package let isSealed: Bool

    /// For ledgers and engines: an operation asks the ledger.
    package init(upTo horizon: Revision, isSealed: Bool = false) {
        self.horizon = horizon
        self.isSealed = isSealed
    }

    package func sees(_ revision: Revision) -> Bool { revision <= horizon }

    /// What was known after an earlier import; itself where that one is later.
    package func upTo(_ revision: Revision) -> Known { revision < horizon ? Known(upTo: revision) : self }
}
