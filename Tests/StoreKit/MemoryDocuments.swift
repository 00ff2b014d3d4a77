package import Access
package import Disclosure
package import Store
import Synchronization

/// Documents in memory.
package final class MemoryDocuments: DocumentStore {
    private struct Place: Hashable {
        let policy: String
        let name: String
    }

    private let published = Mutex<[Place: [UInt8]]>([:])
    private let kept = Mutex<[String: [UInt8]]>([:])
    private let profile = Mutex<TenantProfile?>(nil)
    private let furtherPolicies: [NamedDocument]
    private let dominancePercent: Int?
    private let readiness: ReadinessRule
    private let factors: CarrierFactors

    /// `policies`: what the operator put there; `dominancePercent`: what the operator set, if anything.
    package init(
        policies: [NamedDocument] = [], dominancePercent: Int? = nil,
        readiness: ReadinessRule = .default, factors: CarrierFactors = .none
    ) {
        self.factors = factors
        furtherPolicies = policies
        self.dominancePercent = dominancePercent
        self.readiness = readiness
    }

    package func publish(_ documents: [NamedDocument], of policy: String) throws {
        try published.withLock { published in
            for document in documents {
                let there = published[Place(policy: policy, name: document.name)]
                if let there, there != document.bytes { throw DocumentFolder.Occupied(file: document.name) }
            }
            for document in documents { published[Place(policy: policy, name: document.name)] = document.bytes }
        }
    }

    package func published(_ name: String, of policy: String) -> [UInt8]? {
        published.withLock { $0[Place(policy: policy, name: name)] }
    }

    package func publishedNames(of policy: String) -> [String] {
        published.withLock { $0.keys.filter { $0.policy == policy }.map(\.name) }
    }

    package func policies() -> [NamedDocument] { furtherPolicies.sorted { $0.name < $1.name } }

    package func mappings() -> [NamedDocument] {
        kept.withLock { $0.map { NamedDocument(name: $0.key, bytes: $0.value) }.sorted { $0.name < $1.name } }
    }

    package func keep(mapping: NamedDocument) { kept.withLock { $0[mapping.name] = mapping.bytes } }

    package func removeMapping(_ name: String) -> Bool { kept.withLock { $0.removeValue(forKey: name) != nil } }

    package func tenantProfile() -> TenantProfile? { profile.withLock { $0 } }

    package func keep(_ profile: TenantProfile) { self.profile.withLock { $0 = profile } }

    package func readinessRule() -> ReadinessRule { readiness }

    package func carrierFactors() -> CarrierFactors { factors }

    package func dominanceRule() throws -> DominanceRule {
        guard let dominancePercent else { return DominanceRule() }
        guard DominanceRule.percents.contains(dominancePercent) else {
            throw StoreError.settings("dominancePercent is not a whole number from 1 to 100")
        }
        return DominanceRule(percent: dominancePercent)
    }
}
