/// An operation as `openapi.yaml` describes it, read line by line: the file is written in one form.
struct DescribedOperation {
    /// `GET /api/v1/me`.
    let name: String
    private(set) var places: Set<String> = []
    /// A required one ends with `!`.
    private(set) var query: Set<String> = []
    private(set) var headers: Set<String> = []
    private(set) var statuses: Set<Int> = []
    /// Of what is given where all went well.
    private(set) var types: Set<String> = []
    private(set) var security: Set<Set<String>> = []
    private(set) var hasBody = false

    private struct Parameter {
        let name: String
        let place: String
        let isRequired: Bool
    }

    static func all(in contract: String) -> [DescribedOperation] {
        let lines = contract.split(separator: "\n")
        let parameters = parameters(in: lines)
        var (path, section) = ("", "")
        var operations: [DescribedOperation] = []
        for line in lines.prefix(while: { !$0.hasPrefix("components:") }) {
            let word = line.drop { $0 == " " }
            switch line.count - word.count {
            case 2 where word.hasPrefix("/"): path = String(word.dropLast())
            case 4 where ["get:", "post:", "put:", "patch:", "delete:"].contains(word):
                operations.append(DescribedOperation(name: "\(word.dropLast().uppercased()) \(path)"))
            case 6:
                section = String(word.prefix { $0 != ":" })
                guard let last = operations.indices.last else { break }
                if section == "requestBody" { operations[last].hasBody = true }
                if section == "security" { operations[last].readSecurity(word) }
            default:
                guard let last = operations.indices.last else { break }
                operations[last].read(word, in: section, parameters, indented: line.count - word.count)
            }
        }
        return operations
    }

    private init(name: String) { self.name = name }

    /// `security: [{token: []}, {session: [], formToken: []}]`.
    private mutating func readSecurity(_ line: Substring) {
        for alternative in line.matches(of: /\{([^}]*)\}/) {
            security.insert(Set(alternative.output.1.matches(of: /(\w+):/).map { String($0.output.1) }))
        }
    }

    private mutating func read(
        _ word: Substring, in section: String, _ parameters: [String: Parameter], indented indent: Int
    ) {
        switch section {
        case "parameters":
            guard let name = word.firstMatch(of: /parameters\/(\w+)/), let parameter = parameters[String(name.output.1)]
            else { return }
            switch parameter.place {
            case "path": places.insert(parameter.name)
            case "query": query.insert(parameter.isRequired ? "\(parameter.name)!" : parameter.name)
            default: headers.insert(parameter.name)
            }
        case "responses":
            if indent == 8, let status = word.firstMatch(of: /^'(\d+)'/).flatMap({ Int($0.output.1) }) {
                statuses.insert(status)
            }
            if indent == 12, let type = word.wholeMatch(of: /(\w+\/[\w+]+):/) { types.insert(String(type.output.1)) }
        default: return
        }
    }

    private static func parameters(in lines: [Substring]) -> [String: Parameter] {
        var parameters: [String: Parameter] = [:]
        for line in lines {
            if let match = line.firstMatch(of: /^    (\w+): \{name: ([\w-]+), in: (\w+), required: (\w+)/) {
                let (_, key, name, place, isRequired) = match.output
                parameters[String(key)] = Parameter(
                    name: String(name), place: String(place), isRequired: isRequired == "true")
            }
        }
        return parameters
    }
}
