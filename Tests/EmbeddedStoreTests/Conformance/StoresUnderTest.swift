import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Store
import StoreKit
import TestKit
import Testing

/// All ports of one implementation.
struct Stores {
    let measures: any MeasureStore
    let catalogue: any Catalogue
    let ledger: any ImportLedger
    let releases: any ReleaseRegister
    let documents: any DocumentStore
    let keys: any KeyStore

    /// Keeps an import whole.
    @discardableResult
    func keep(
        _ name: String = "file", at moment: Int64 = 0, sha256: String = "", size: Int = 0,
        _ work: (ImportSession) throws -> Void
    ) throws -> Revision {
        let session = try ledger.begin(name: name, now: Instant(secondsSinceEpoch: moment))
        try work(session)
        _ = try session.seal()
        try session.commit(sha256: sha256, flows: "R50", size: size, summary: "{}")
        return session.revision
    }
}

/// An implementation of all ports to be held against their conformance suites.
enum StoresUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case memory, embedded

    var testDescription: String { rawValue }

    /// Runs a test on empty stores. `policies` and `dominancePercent`: what the operator put beside them;
    /// `isRegistered`: whether the register knows of all documents that the test publishes.
    func with(
        policies: [NamedDocument] = [], dominancePercent: Int? = nil, isRegistered: Bool = true,
        _ body: (Stores) throws -> Void
    ) throws {
        switch self {
        case .memory:
            let documents = MemoryDocuments(policies: policies, dominancePercent: dominancePercent)
            let stores = MemoryStores(documents: documents, program: { "test" })
            try body(
                Stores(
                    measures: stores.measures, catalogue: stores.catalogue, ledger: stores.ledger,
                    releases: stores.releases, documents: stores.documents, keys: stores.keys))
        case .embedded:
            let folder = try TemporaryFolder()
            for policy in policies { _ = try folder.file("policies/\(policy.name)", policy.bytes) }
            if let dominancePercent {
                _ = try folder.file("settings.json", #"{"dominancePercent": \#(dominancePercent)}"#)
            }
            let data = try DataDirectory(folder.url, program: { "test" })
            try body(
                Stores(
                    measures: data.measures, catalogue: data.catalogue, ledger: data.ledger, releases: data.releases,
                    documents: data.documents, keys: data.keys))
            let faults = try data.verify().faults
            #expect(faults.filter { isRegistered || !$0.contains("the register does not know of it") } == [])
        }
    }
}
