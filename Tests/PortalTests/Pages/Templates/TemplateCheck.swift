import Testing

@testable import Pages
@testable import Web

/// Compares what templates ask for with what pages have, by their types alone: a part of a page that no test shows is
/// compared too.
struct TemplateCheck {
    private(set) var faults: Set<String> = []
    /// The members that some tag asks for, by the type that has them.
    private(set) var used: [ObjectIdentifier: Set<String>] = [:]
    private(set) var seen: [ObjectIdentifier: Members] = [:]
    private let sources: [String: [TemplateTag]]
    private var template = ""

    init(_ language: Language) {
        let all = Template.allCases.map { ($0.rawValue, $0.source) } + Part.allCases.map { ($0.rawValue, $0.source) }
        sources = Dictionary(
            uniqueKeysWithValues: all.map { name, source in
                let text = TemplateLibrary.text(String(decoding: source, as: UTF8.self), in: language)
                return (name, TemplateTag.tags(of: text))
            })
    }

    mutating func check<Content: Page>(_ page: Content.Type) {
        template = page.template.rawValue
        walk(sources[template] ?? [], stack: [Layout<Content>.self], blocks: [:], given: [])
        let (chrome, own) = (Members(of: Layout<Content>.self).types.keys, Members(of: page).types.keys)
        for name in Set(chrome).intersection(own) { note("'\(name)' is the layout's too") }
    }

    private mutating func note(_ what: String) { faults.insert("\(template): \(what)") }

    /// `given`: the members that the sections around have looked at.
    private mutating func walk(
        _ tags: [TemplateTag], stack: [any Any.Type], blocks: [String: [TemplateTag]], given: Set<String>
    ) {
        for tag in tags {
            switch tag {
            case .variable(let name, let isEscaped):
                guard let type = find(name, in: stack) else { continue }
                check(variable: name, type, isEscaped: isEscaped, given)
            case .section(let name, let content, let isInverted):
                guard let type = find(name, in: stack) else { continue }
                var (stack, given) = (stack, given)
                if type != Bool.self, !isInverted {
                    stack.append(element(of: wrapped(in: type)))
                    given.insert(name)
                }
                walk(content, stack: stack, blocks: blocks, given: given)
            case .partial(let name):
                guard let part = sources[name] else {
                    note("there is no part '\(name)'")
                    continue
                }
                walk(part, stack: stack, blocks: blocks, given: given)
            case .parent(let name, let filled): walk(sources[name] ?? [], stack: stack, blocks: filled, given: given)
            case .block(let name, let content):
                walk(blocks[name] ?? content, stack: stack, blocks: blocks, given: given)
            }
        }
    }

    private mutating func check(variable name: String, _ type: any Any.Type, isEscaped: Bool, _ given: Set<String>) {
        var type = type
        if type is any OptionalType.Type {
            if !given.contains(name) { note("'\(name)' may be absent: show it within its own section") }
            type = wrapped(in: type)
        }
        let allowed: [any Any.Type] = isEscaped ? [String.self, Int.self, Amount.self] : [HTML.self]
        if !allowed.contains(where: { $0 == type }) {
            note("'\(name)' is a \(type): it cannot be shown \(isEscaped ? "" : "as it is ")like that")
        }
    }

    /// The type of what a name stands for, as Mustache looks for it: inside first.
    private mutating func find(_ path: String, in stack: [any Any.Type]) -> (any Any.Type)? {
        if path == "." { return stack.last }
        let names = path.split(separator: ".").map(String.init)
        guard var type = first(names[0], in: stack) else {
            note("'\(path)' is in no context: \(stack.map { "\($0)" }.joined(separator: " > "))")
            return nil
        }
        for name in names.dropFirst() {
            guard let next = member(name, of: type) else {
                note("'\(path)': \(type) has no '\(name)'")
                return nil
            }
            used[ObjectIdentifier(wrapped(in: type)), default: []].insert(name)
            type = next
        }
        return type
    }

    private mutating func first(_ name: String, in stack: [any Any.Type]) -> (any Any.Type)? {
        let found = stack.reversed().compactMap { outer in member(name, of: outer).map { (outer, $0) } }
        guard let (owner, type) = found.first else { return nil }
        used[ObjectIdentifier(wrapped(in: owner)), default: []].insert(name)
        // Where it is absent inside, the one outside would be shown.
        if type is any OptionalType.Type, found.count > 1 { note("'\(name)' of \(owner) is also in \(found[1].0)") }
        return type
    }

    private mutating func member(_ name: String, of type: any Any.Type) -> (any Any.Type)? {
        let owner = wrapped(in: type)
        if owner == String.self || owner == Int.self || owner == Bool.self || owner == HTML.self { return nil }
        let key = ObjectIdentifier(owner)
        let members = seen[key] ?? Members(of: owner)
        seen[key] = members
        guard let found = members.types[name] else { return nil }
        return found
    }
}
