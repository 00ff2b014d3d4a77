import Web

/// A text of the pages, named by its English words; `fr.po` has the French ones. A place in braces, `{count}`, takes a
/// value.
///
/// The words stand in the source as they are, within one literal: the tests find them there, and hold the catalogue to
/// them.
struct Message: Hashable, Sendable {
    private let words: Words
    private let values: [String: String]

    enum Words: Hashable, Sendable {
        case same(String)
        case counted(one: String, many: String, count: Int)
    }

    init(_ english: String, _ values: [String: String] = [:]) {
        words = .same(english)
        self.values = values
    }

    /// A text that counts: `{count}` is the number.
    init(_ one: String, plural many: String, count: Int) {
        words = .counted(one: one, many: many, count: count)
        values = [:]
    }

    func `in`(_ language: Language) -> String {
        var values = values
        let text: String
        switch words {
        case .same(let english): text = MessageCatalogue.text(english, in: language)
        case .counted(let one, let many, let count):
            let forms = MessageCatalogue.forms(one, many, in: language)
            text = language.isSingular(count) ? forms.one : forms.many
            values["count"] = Amount(count, language).renderText
        }
        return text.replacing(Message.place) { values[String($0.output.name)] ?? String($0.output.0) }
    }

    /// Where a value goes: `{count}`.
    static var place: Regex<(Substring, name: Substring)> { /\{(?<name>[A-Za-z]+(?:\.[A-Za-z]+)*)\}/ }
}
