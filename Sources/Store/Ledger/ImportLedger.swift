package import Metering

/// The book of imports: what arrived, when, from whom, and whether it was kept. A file is kept whole or not at all.
///
///     let session = try ledger.begin(name: "r50.xml", now: now)
///     try session.keep(day)
///     _ = try session.seal()
///     try session.commit(sha256: digest, flows: "R50", size: bytes, summary: "{}")
///     let known = ledger.known()
///
/// A port, with the only way to write: an `ImportSession`. Every implementation passes `ImportLedgerConformance`.
package protocol ImportLedger: Sendable {
    /// Costs nothing: what is known now. An operation asks once, and gives the answer to each of its reads.
    func known() -> Known

    /// Costs one look-up: what was known at an instant, up to the last import that had come by then.
    func known(at instant: Instant) throws -> Known

    /// Costs a row: starts an import from the source of an identifier, as this is now. There is one at a time.
    ///
    /// What an earlier import left, because it could not be undone when it failed, is cleared away first. Throws
    /// `StoreError.busy` while another import or a compaction is under way, and `StoreError.unfinished` where what was
    /// left cannot be cleared away yet; `StoreError.unknownSource` for a source that was never added. Nothing is
    /// started then.
    func begin(name: String, from source: String, now: Instant) throws -> ImportSession

    /// Costs all sources: each as it is now, by identifier, the operator's own command with them.
    func sources() throws -> [ImportSource]

    /// Costs a row: adds a source, or says what one is from now on. Imports keep the source that they began with.
    ///
    /// Nothing is written where the source is such already. Durable when it returns.
    func add(_ source: ImportSource, now: Instant) throws

    /// Costs one look-up: the last kept import of this very content, if there is one.
    func kept(sha256: String) throws -> ImportEntry?

    /// Costs one look-up: the last refused import of this very content, if there is one.
    func refused(sha256: String) throws -> ImportEntry?

    /// Costs one look-up: whether an import of so many bytes is kept.
    func hasKept(size: Int) throws -> Bool

    /// Costs all imports: those that were kept or refused, in their order.
    func entries() throws -> [ImportEntry]

    /// Costs one look-up: an import by its number; nil where there is none.
    func entry(_ revision: Revision) throws -> ImportEntry?

    /// Costs one look-up: the last import that was kept.
    func latest() throws -> ImportEntry?

    /// Costs the diagnostics of an import: everything that was said of it, in order.
    func diagnostics(of revision: Revision) throws -> [Diagnostic]

    /// Costs the answer: what was said of an import after a number, in order, notes aside, at most so many.
    func diagnostics(
        of revision: Revision, after number: Int64, limit: Int
    ) throws -> [(number: Int64, Diagnostic)]

    /// Costs the diagnostics of an import, not in memory: how often each rule spoke of it, notes aside, with the first
    /// it said.
    func findings(of revision: Revision) throws -> [(count: Int, first: Diagnostic)]
}

extension ImportLedger {
    /// Starts an import of the operator's own.
    package func begin(name: String, now: Instant) throws -> ImportSession {
        try begin(name: name, from: ImportSource.operator.id, now: now)
    }

    /// Costs all sources: one as it is now; nil where it was never added.
    package func source(_ id: String) throws -> ImportSource? { try sources().first { $0.id == id } }
}

/// A file that was kept or refused.
package struct ImportEntry: Hashable, Sendable {
    package let revision: Revision
    package let name: String
    package let sha256: String
    package let flows: String
    /// As it was when the import began.
    package let source: ImportSource
    package let receivedAt: Instant
    package let isKept: Bool

    package init(
        revision: Revision, name: String, sha256: String, flows: String, from source: ImportSource = .operator,
        receivedAt: Instant, isKept: Bool
    ) {
        self.revision = revision
        self.name = name
        self.sha256 = sha256
        self.flows = flows
        self.source = source
        self.receivedAt = receivedAt
        self.isKept = isKept
    }
}
