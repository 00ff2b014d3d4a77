import Store

/// All ports in memory, put together as `DataDirectory` puts them together: for tests of what takes ports.
package struct MemoryStores: Sendable {
    package let measures = MemoryMeasureStore()
    package let catalogue = MemoryCatalogue()
    package let ledger: MemoryLedger
    package let releases: MemoryReleases
    package let documents: MemoryDocuments
    package let keys = MemoryKeys()

    /// `program` names the code at work, for the register.
    package init(
        documents: MemoryDocuments = MemoryDocuments(), program: @escaping @Sendable () -> String = { "unnamed" }
    ) {
        ledger = MemoryLedger(measures: measures, catalogue: catalogue)
        releases = MemoryReleases(program: program)
        self.documents = documents
    }
}
