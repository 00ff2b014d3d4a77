import Crypto
import Foundation

/// Verifies the chain: finds entries that were changed, removed, added or exchanged, and roots that the chain does not
/// lead to.
package struct AuditVerification: Sendable {
    package private(set) var entries: Int64 = 0
    /// One sentence for each thing that is not as it was written; empty when all is well.
    package private(set) var faults: [String] = []
    private var previous = AuditEntry.origin
    private var roots: [Int64: [AuditRoot]] = [:]
    /// A chain that was written anew has a fault at every entry: the first ones say enough.
    private static let mostFaults = 100

    init(roots: [AuditRoot], _ keys: TenantKeys) {
        for root in roots {
            guard let key = try? keys.auditKey().publicKey, root.isSigned(by: key), root.tenant == keys.tenant else {
                report("the root of entry \(root.sequence) is not signed with this tenant's key")
                continue
            }
            self.roots[root.sequence, default: []].append(root)
        }
    }

    mutating func take(_ entry: AuditEntry) {
        entries += 1
        if entry.sequence != entries {
            report("entry \(entries) is missing, or entry \(entry.sequence) is out of place")
        }
        if entry.hash != AuditEntry.hash(after: previous, body: entry.body) {
            report("entry \(entry.sequence) does not follow the one before, or was changed")
        }
        if entry.facts?.sequence != entry.sequence || entry.facts?.subject != entry.subject {
            report("entry \(entry.sequence) says otherwise than its body")
        }
        for root in roots[entry.sequence] ?? [] {
            if root.hash != entry.hash { report("entry \(entry.sequence) is not the one that was signed") }
        }
        previous = entry.hash
        entries = max(entries, entry.sequence)
    }

    mutating func end() {
        for (sequence, _) in roots.sorted(by: { $0.key < $1.key }) where sequence > entries {
            report("the log ends at entry \(entries), but entry \(sequence) was signed")
        }
    }

    private mutating func report(_ fault: String) {
        if faults.count < AuditVerification.mostFaults { faults.append(fault) }
    }
}
