import FoundationEssentials

/// The policies by identifier: those built in, and those that a data directory adds.
package struct PolicyLibrary: Sendable {
    package static let defaultID = "daily-provision-2018"
    /// The JSON Schema of a policy file.
    package static let schema = PackageResources.policy_schema_json
    /// The built-in policies: file names with their text.
    package static let builtIn: [(name: String, json: [UInt8])] = [
        ("daily-provision-2018.json", PackageResources.daily_provision_2018_json),
        ("code-energie-d111-53.json", PackageResources.code_energie_d111_53_json),
        ("code-energie-d111-63.json", PackageResources.code_energie_d111_63_json),
        ("code-energie-d341-13.json", PackageResources.code_energie_d341_13_json),
        ("noise-2026.json", PackageResources.noise_2026_json),
    ]
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
        for (name, json) in PolicyLibrary.builtIn { try add(json, name: name) }
    }

    /// Adds a policy from its JSON text; one of the same id is replaced. Throws for text that is not a policy, a field
    /// that policies do not have, and a rule that would publish single values without consent.
    package mutating func add(_ json: [UInt8], name: String) throws(LoadingError) {
        do {
            let (policy, fields) = try PolicyLibrary.decode(Data(json))
            if let unknown = fields.unknown { throw PolicyFault(detail: "it has no field '\(unknown)'") }
            for rule in policy.rules { try rule.checkProtection() }
            policies[policy.id] = policy
        } catch {
            throw .unreadable(name: name, detail: String(describing: error))
        }
    }

    private static func decode(_ json: Data) throws -> (Policy, PolicyFields) {
        let decoder = JSONDecoder()
        return (try decoder.decode(Policy.self, from: json), try decoder.decode(PolicyFields.self, from: json))
    }

    package func policy(_ id: String) throws(LoadingError) -> Policy {
        guard let policy = policies[id] else { throw .unknown(id: id, known: policies.keys.sorted()) }
        return policy
    }
}
