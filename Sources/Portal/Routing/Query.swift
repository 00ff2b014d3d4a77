import Metering

/// The parameters of a query. A route reads those it knows; `only` refuses the rest, so that a misspelt filter never
/// answers with everything.
struct Query: Sendable {
    let pairs: [(name: String, value: String)]

    init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// Throws a problem unless every parameter is one of these, and comes once.
    func only(_ names: [String]) throws(Problem) {
        var seen: Set<String> = []
        for (name, _) in pairs {
            guard names.contains(name) else {
                throw .badParameter(
                    name, "this parameter is not known here; known are: \(names.joined(separator: ", "))")
            }
            guard seen.insert(name).inserted else { throw .badParameter(name, "send it once") }
        }
    }

    func only(_ names: String...) throws(Problem) { try only(names) }

    subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// A value read by its own description. Throws a problem that says what it should look like.
    func value<Value>(
        _ name: String, like example: String, _ read: (String) -> Value?
    ) throws(Problem) -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = read(text) else { throw .badParameter(name, "write it like \(example)") }
        return value
    }

    func required<Value>(
        _ name: String, like example: String, _ read: (String) -> Value?
    ) throws(Problem) -> Value {
        guard let value = try value(name, like: example, read) else {
            throw .badParameter(name, "it is missing: write it like \(example)")
        }
        return value
    }
}
