import Access
import Disclosure
import EmbeddedStore
import Store

extension DataDirectory {
    /// Throws `NotOfThisKind` unless the tenant's kind of organisation may do it.
    func require(_ activity: OperatorActivity) throws {
        let kind = try documents.tenantProfile()?.kind ?? TenantProfile.undescribed
        try kind.require(activity)
    }

    /// A policy by its identifier, built in or of the directory, that the tenant may use.
    func policy(_ id: String) throws -> Policy {
        let policy = try PolicyLibrary(with: self).policy(id)
        guard let profile = try documents.tenantProfile(), !profile.policies.contains(id) else { return policy }
        throw PolicyNotGiven(id: id, given: profile.policies)
    }
}

/// A policy that is there, and not among those that the tenant may use.
struct PolicyNotGiven: Error, CustomStringConvertible {
    let id: String
    let given: [String]

    var description: String {
        let others = given.isEmpty ? "it may use none" : "give --policy with one of \(given.joined(separator: ", "))"
        return "this tenant may not use the policy \(id): \(others), or add it to policies in the template and give "
            + "maille tenant init --replace"
    }
}
