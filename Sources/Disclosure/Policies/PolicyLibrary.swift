import FoundationEssentials

/// The policies at hand: those built in, and those that a data directory adds.
package struct PolicyLibrary: Sendable {
    package static let defaultID = "daily-provision-2018"
    package private(set) var policies: [String: Policy] = [:]

    package enum LoadingError: Error, CustomStringConvertible {
        case unreadable(name: String, detail: String)
        case unknown(id: String, known: [String])

        package var description: String {
            switch self {
            case .unreadable(let name, let detail): "policy \(name) cannot be read: \(detail)"
            case .unknown(let id, let known): "no policy '\(id)'; there are \(known.joined(separator: ", "))"
            }
        }
    }

    /// The built-in policies.
    package init() throws(LoadingError) {
        try add(PackageResources.daily_provision_2018_json, name: "daily-provision-2018.json")
        try add(PackageResources.code_energie_d111_63_json, name: "code-energie-d111-63.json")
    }

    /// Adds a policy from its JSON text; one of the same id is replaced.
    package mutating func add(_ json: [UInt8], name: String) throws(LoadingError) {
        do {
            let policy = try JSONDecoder().decode(Policy.self, from: Data(json))
            policies[policy.id] = policy
        } catch {
            throw .unreadable(name: name, detail: String(describing: error))
        }
    }

    package func policy(_ id: String) throws(LoadingError) -> Policy {
        guard let policy = policies[id] else { throw .unknown(id: id, known: policies.keys.sorted()) }
        return policy
    }
}
