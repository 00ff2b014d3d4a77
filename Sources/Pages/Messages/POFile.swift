/// Texts and their translations as GNU gettext keeps them (its manual, "The Format of PO Files"): what `msgfmt`, Poedit
/// and Weblate read and write. Contexts (`msgctxt`) and entries marked fuzzy are refused: a text of ours is named by
/// its words alone, and a translation that nobody looked at is none.
struct POFile {
    struct Entry: Hashable {
        var id = ""
        /// Nil for a text that does not count.
        var plural: String?
        /// The translation; of a text that counts, one for each form.
        var texts: [String] = []
    }

    let entries: [Entry]
    /// The fields of the entry without words: `Plural-Forms` and others.
    let header: [String: String]

    struct Fault: Error, Hashable, CustomStringConvertible {
        let line: Int
        let what: String

        var description: String { "line \(line): \(what)" }
    }

    /// Throws the first line that is not understood.
    init(_ source: String) throws(Fault) {
        var reader = Reader()
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            do throws(Reader.Refusal) {
                try reader.take(line)
            } catch {
                throw Fault(line: index + 1, what: error.what)
            }
        }
        let all = reader.end()
        entries = all.filter { !$0.id.isEmpty }
        header = POFile.header(all.first { $0.id.isEmpty }?.texts.first ?? "")
    }

    private static func header(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[colon...].dropFirst().drop { $0 == " " }))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Entries, line by line.
    private struct Reader {
        struct Refusal: Error { let what: String }

        private var entries: [Entry] = []
        private var part: Part?

        private enum Part { case id, plural, text }

        mutating func take(_ line: Substring) throws(Refusal) {
            if line.hasPrefix("#,"), line.contains("fuzzy") {
                throw Refusal(what: "a fuzzy entry: look at the translation and take the mark off")
            }
            if line.isEmpty || line.hasPrefix("#") {
                part = nil
                return
            }
            let keyword = line.prefix { $0 != " " && $0 != "\"" }
            let text = try Reader.unquoted(line.dropFirst(keyword.count).drop { $0 == " " })
            switch keyword {
            case "": try append(text)
            case "msgid":
                entries.append(Entry(id: text))
                part = .id
            case "msgid_plural":
                try change { $0.plural = text }
                part = .plural
            case "msgstr", "msgstr[0]", "msgstr[1]":
                try change { $0.texts.append(text) }
                part = .text
            default: throw Refusal(what: "'\(keyword)' is not used here")
            }
        }

        func end() -> [Entry] { entries }

        private mutating func append(_ text: String) throws(Refusal) {
            guard let part else { throw Refusal(what: "a text that belongs to nothing") }
            try change { entry in
                switch part {
                case .id: entry.id += text
                case .plural: entry.plural? += text
                case .text: entry.texts[entry.texts.count - 1] += text
                }
            }
        }

        private mutating func change(_ work: (inout Entry) -> Void) throws(Refusal) {
            guard !entries.isEmpty else { throw Refusal(what: "begin with msgid") }
            work(&entries[entries.count - 1])
        }

        /// A quoted text, its escapes undone.
        private static func unquoted(_ text: Substring) throws(Refusal) -> String {
            guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else {
                throw Refusal(what: "put the text in double quotes")
            }
            var (result, isEscaped) = ("", false)
            for character in text.dropFirst().dropLast() {
                switch (character, isEscaped) {
                case ("\\", false): isEscaped = true
                case ("\"", false): throw Refusal(what: "write \\\" for a quote within a text")
                case (_, false): result.append(character)
                default:
                    guard let plain = escapes[character] else { throw Refusal(what: "unknown escape \\\(character)") }
                    result.append(plain)
                    isEscaped = false
                }
            }
            guard !isEscaped else { throw Refusal(what: "the closing quote is escaped") }
            return result
        }

        private static let escapes: [Character: Character] = ["n": "\n", "t": "\t", "\"": "\"", "\\": "\\"]
    }
}
