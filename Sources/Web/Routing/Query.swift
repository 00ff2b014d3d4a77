package import Metering

/// The parameters of a query. A route reads those that it lists; the rest is refused before it is asked.
package struct Query: Sendable {
    package let pairs: [(name: String, value: String)]

    package init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// Throws a problem unless every parameter is one of these, and comes once.
    func only(_ parameters: [Parameter]) throws(Problem) {
        let names = parameters.map(\.name)
        var seen: Set<String> = []
        for (name, _) in pairs {
            guard names.contains(name) else {
                throw .badParameter(
                    name, "this parameter is not known here; known are: \(names.joined(separator: ", "))")
            }
            guard seen.insert(name).inserted else { throw .badParameter(name, "send it once") }
        }
    }

    package subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    /// A value read by its own description. Throws a problem that says what it should look like.
    package func value<Value>(
        _ name: String, like example: String, _ read: (String) -> Value?
    ) throws(Problem) -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = read(text) else { throw .badParameter(name, "write it like \(example)") }
        return value
    }

    package func required<Value>(
        _ name: String, like example: String, _ read: (String) -> Value?
    ) throws(Problem) -> Value {
        guard let value = try value(name, like: example, read) else {
            throw .badParameter(name, "it is missing: write it like \(example)")
        }
        return value
    }
}

extension CivilDay {
    /// A day of which a measure can be: 2000 to 2099.
    package init?(parameter text: String) {
        guard let day = CivilDay(text), CivilDay.accepted.contains(day) else { return nil }
        self = day
    }
}
