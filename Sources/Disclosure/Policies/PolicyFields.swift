/// The field names of a policy file, checked since `Codable` ignores unknown ones: a misspelt condition would silently
/// not apply.
struct PolicyFields: Decodable {
    /// The first field name that policies do not have; nil where all are known.
    let unknown: String?

    init(from decoder: any Decoder) throws {
        let policy = try decoder.container(keyedBy: Name.self)
        var unknown = policy.firstUnknown(Policy.CodingKeys.self, besides: ["$schema"])
        if policy.contains(Name("noise")), !(try policy.decodeNil(forKey: Name("noise"))) {
            let noise = try policy.nestedContainer(keyedBy: Name.self, forKey: Name("noise"))
            unknown = unknown ?? noise.firstUnknown(Policy.NoiseRule.CodingKeys.self)
        }
        var rules = try policy.nestedUnkeyedContainer(forKey: Name("rules"))
        while !rules.isAtEnd {
            let rule = try rules.nestedContainer(keyedBy: Name.self)
            unknown = unknown ?? rule.firstUnknown(Policy.Rule.CodingKeys.self)
        }
        self.unknown = unknown
    }

    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}

extension KeyedDecodingContainer<PolicyFields.Name> {
    fileprivate func firstUnknown<Keys: CodingKey & CaseIterable>(
        _ keys: Keys.Type, besides allowed: [String] = []
    ) -> String? {
        let known = Set(Keys.allCases.map(\.stringValue) + allowed)
        return allKeys.map(\.stringValue).sorted().first { !known.contains($0) }
    }
}

/// The reason why a policy file is refused.
struct PolicyFault: Error, CustomStringConvertible {
    let detail: String
    var description: String { detail }
}

extension Policy.Rule {
    /// Refuses a rule that would publish single values without consent. Fewer than three holders are refused too: of
    /// two, each learns the other's value from their sum.
    func checkProtection() throws(PolicyFault) {
        func fail(_ what: String) throws(PolicyFault) { throw PolicyFault(detail: "rule \(id): \(what)") }
        if minimumPoints < 1 { try fail("minimumPoints is under 1") }
        if let quartileUnit, quartileUnit < 1 { try fail("quartileUnit is under 1") }
        guard consent == nil else { return }
        if minimumPoints < 3 { try fail("without consent, minimumPoints is 3 or more") }
        if forms.contains(.points) { try fail("single points leave with consent only") }
        if quartileForm == .interpolated { try fail("interpolated quartiles are single values: with consent only") }
    }
}
