/// What a Mustache template says, as far as a test has to know: its tags, sections with what is in them.
indirect enum TemplateTag {
    case variable(String, isEscaped: Bool)
    case section(String, [TemplateTag], isInverted: Bool)
    case partial(String)
    /// A template that this one fills, by the names of its blocks.
    case parent(String, [String: [TemplateTag]])
    case block(String, [TemplateTag])

    /// Of a template that parses; anything else is a mistake of the test.
    static func tags(of source: String) -> [TemplateTag] {
        var rest = Substring(source)
        return tags(in: &rest, until: nil)
    }

    private static func tags(in rest: inout Substring, until end: String?) -> [TemplateTag] {
        var tags: [TemplateTag] = []
        while let match = rest.firstMatch(of: /\{\{(?<sign>[#^\/<$>&{!]?)\s*(?<name>[\w.\-]+)\s*\}?\}\}/) {
            rest = rest[match.range.upperBound...]
            let name = String(match.output.name)
            switch match.output.sign {
            case "/":
                precondition(name == end, "\(name) closes \(end ?? "nothing")")
                return tags
            case "#": tags.append(.section(name, Self.tags(in: &rest, until: name), isInverted: false))
            case "^": tags.append(.section(name, Self.tags(in: &rest, until: name), isInverted: true))
            case "$": tags.append(.block(name, Self.tags(in: &rest, until: name)))
            case ">": tags.append(.partial(name))
            case "<":
                let blocks = Self.tags(in: &rest, until: name).compactMap { tag -> (String, [TemplateTag])? in
                    if case .block(let name, let content) = tag { (name, content) } else { nil }
                }
                tags.append(.parent(name, Dictionary(uniqueKeysWithValues: blocks)))
            case "!": break
            case "{", "&": tags.append(.variable(name, isEscaped: false))
            default: tags.append(.variable(name, isEscaped: true))
            }
        }
        precondition(end == nil, "\(end ?? "") is not closed")
        return tags
    }
}
