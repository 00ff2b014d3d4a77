package import Metering
package import Store
import Synchronization

/// The book of imports, in memory.
package final class MemoryLedger: ImportLedger {
    /// An import that was kept or refused, or is under way.
    struct Record {
        let revision: Revision
        let name: String
        let source: ImportSource
        let receivedAt: Instant
        /// Nil while it is under way.
        var isKept: Bool?
        var sha256 = ""
        var flows = ""
        var size = 0
        var diagnostics: [(number: Int64, diagnostic: Diagnostic)] = []

        var entry: ImportEntry? {
            isKept.map {
                ImportEntry(
                    revision: revision, name: name, sha256: sha256, flows: flows, from: source,
                    receivedAt: receivedAt, isKept: $0)
            }
        }
    }

    private struct State {
        var records: [Record] = []
        var latestKnown = Revision(0)
        var lastRevision: Int64 = 0
        var lastDiagnostic: Int64 = 0
        var isImporting = false
        var sources = [ImportSource.operator.id: ImportSource.operator]
    }

    private let measures: any MeasureStore
    private let catalogue: MemoryCatalogue
    private let state = Mutex(State())

    package init(measures: any MeasureStore, catalogue: MemoryCatalogue) {
        self.measures = measures
        self.catalogue = catalogue
    }

    package func known() -> Known { Known(upTo: state.withLock { $0.latestKnown }) }

    package func known(at instant: Instant) -> Known {
        let last = entries().last { $0.isKept && $0.receivedAt <= instant }
        return known().upTo(last?.revision ?? Revision(0))
    }

    package func sources() -> [ImportSource] { state.withLock { $0.sources.values.sorted { $0.id < $1.id } } }

    package func add(_ source: ImportSource, now: Instant) { state.withLock { $0.sources[source.id] = source } }

    package func begin(name: String, from id: String, now: Instant) throws -> ImportSession {
        guard let source = state.withLock({ $0.sources[id] }) else { throw StoreError.unknownSource(id) }
        try takeTurn()
        do {
            try clearUnfinished()
        } catch {
            giveTurn()
            throw error
        }
        let revision = state.withLock { state in
            state.lastRevision += 1
            let revision = Revision(state.lastRevision)
            state.records.append(Record(revision: revision, name: name, source: source, receivedAt: now))
            return revision
        }
        // It gives the turn back when it ends, or goes.
        let rows = MemoryOpenImport(revision, ledger: self, catalogue: catalogue)
        return try ImportSession(
            revision, from: source, knownAt: now, measures: measures, catalogue: catalogue, rows: rows)
    }

    private func takeTurn() throws {
        try state.withLock { state in
            if state.isImporting { throw StoreError.busy("an import") }
            state.isImporting = true
        }
    }

    private func clearUnfinished() throws {
        for record in state.withLock({ $0.records.filter { $0.isKept == nil } }) {
            do {
                try measures.discard(record.revision)
            } catch {
                throw StoreError.unfinished(record.name, cause: error)
            }
            catalogue.takeBack(record.revision)
            forget(record.revision)
        }
    }

    // MARK: what it says

    package func entries() -> [ImportEntry] { state.withLock { $0.records.compactMap(\.entry) } }

    package func entry(_ revision: Revision) -> ImportEntry? { entries().last { $0.revision == revision } }

    package func latest() -> ImportEntry? { entries().last(where: \.isKept) }

    package func kept(sha256: String) -> ImportEntry? { entries().last { $0.isKept && $0.sha256 == sha256 } }

    package func refused(sha256: String) -> ImportEntry? { entries().last { !$0.isKept && $0.sha256 == sha256 } }

    package func hasKept(size: Int) -> Bool {
        state.withLock { $0.records.contains { $0.isKept == true && $0.size == size } }
    }

    private func numbered(_ revision: Revision) -> [(number: Int64, diagnostic: Diagnostic)] {
        state.withLock { $0.records.first { $0.revision == revision }?.diagnostics ?? [] }
    }

    package func diagnostics(of revision: Revision) -> [Diagnostic] { numbered(revision).map(\.diagnostic) }

    package func diagnostics(
        of revision: Revision, after number: Int64, limit: Int
    ) -> [(number: Int64, Diagnostic)] {
        let told = numbered(revision).filter { $0.number > number && $0.diagnostic.severity != .note }
        return told.prefix(limit).map { ($0.number, $0.diagnostic) }
    }

    package func findings(of revision: Revision) -> [(count: Int, first: Diagnostic)] {
        let told = diagnostics(of: revision).filter { $0.severity != .note }
        return Dictionary(grouping: told, by: \.rule.name).sorted { $0.key < $1.key }
            .compactMap { _, told in told.first.map { (told.count, $0) } }
    }

    // MARK: for the import that is under way

    func note(_ diagnostic: Diagnostic, of revision: Revision) {
        let number = state.withLock { state in
            state.lastDiagnostic += 1
            return state.lastDiagnostic
        }
        change(revision) { $0.diagnostics.append((number, diagnostic)) }
    }

    func change(_ revision: Revision, _ change: (inout Record) -> Void) {
        state.withLock { state in
            for place in state.records.indices where state.records[place].revision == revision {
                change(&state.records[place])
            }
        }
    }

    func forget(_ revision: Revision) { state.withLock { $0.records.removeAll { $0.revision == revision } } }

    func reveal(_ revision: Revision) { state.withLock { $0.latestKnown = revision } }

    func giveTurn() { state.withLock { $0.isImporting = false } }
}
