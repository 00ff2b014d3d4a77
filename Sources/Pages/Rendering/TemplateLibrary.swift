import Mustache
import Web

/// The templates of all pages, once for each language. In a template `[[Text]]` is a message by its English words, with
/// `{places}`, and `[[{count} day|{count} days]]` one that counts its first place, an `Amount`.
enum TemplateLibrary {
    static func render<Content>(_ layout: Layout<Content>, with template: Template, _ language: Language) -> String {
        guard let text = libraries[language]?.render(layout, withTemplate: template.rawValue) else {
            fatalError("there is no template \(template)")
        }
        return text
    }

    /// A template that does not parse stops the program at its first page: the tests parse all of them.
    private static let libraries = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { language in (language, library(in: language)) })

    private static func library(in language: Language) -> MustacheLibrary {
        var library = MustacheLibrary()
        let sources =
            Template.allCases.map { ($0.rawValue, $0.source) } + Part.allCases.map { ($0.rawValue, $0.source) }
        for (name, source) in sources {
            do {
                try library.register(text(String(decoding: source, as: UTF8.self), in: language), named: name)
            } catch {
                fatalError("the template \(name) does not parse: \(error)")
            }
        }
        return library
    }

    /// A message in a template, by one form or two.
    static var message: Regex<(Substring, one: Substring, many: Substring?)> {
        /\[\[(?<one>[^|\]]+)(?:\|(?<many>[^|\]]+))?\]\]/
    }

    /// A template in one language.
    static func text(_ source: String, in language: Language) -> String {
        source.replacing(message) { match in
            let one = String(match.output.one)
            guard let many = match.output.many else { return tagged(MessageCatalogue.text(one, in: language)) }
            guard let counted = one.firstMatch(of: Message.place)?.output.name else {
                fatalError("'\(one)' counts nothing: put the amount's place into it")
            }
            let forms = MessageCatalogue.forms(one, String(many), in: language)
            let condition = "\(counted).isSingular}}"
            return
                "{{#\(condition)\(tagged(forms.one)){{/\(condition){{^\(condition)\(tagged(forms.many)){{/\(condition)"
        }
    }

    /// Places as Mustache writes variables.
    private static func tagged(_ text: String) -> String {
        text.replacing(Message.place) { "{{\($0.output.name)}}" }
    }
}
