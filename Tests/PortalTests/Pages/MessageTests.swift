import Foundation
import TestKit
import Testing

@testable import Pages
@testable import Web

@Suite("Messages")
struct MessageTests {
    /// Texts as they stand in a source: one form, or two.
    private struct Use: Hashable {
        let one: String
        let many: String?
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardizedFileURL

    private static func uses() throws -> Set<Use> {
        var uses: Set<Use> = []
        let sources = Template.allCases.map(\.source) + Part.allCases.map(\.source)
        for source in sources {
            for match in String(decoding: source, as: UTF8.self).matches(of: TemplateLibrary.message) {
                uses.insert(Use(one: String(match.output.one), many: match.output.many.map(String.init)))
            }
        }
        let files = FileManager.default.enumerator(atPath: folder.appending(path: "Sources/Pages").path)
        while let path = files?.nextObject() as? String {
            guard path.hasSuffix(".swift") else { continue }
            let text = try String(contentsOf: folder.appending(path: "Sources/Pages/\(path)"), encoding: .utf8)
            let call = /Message\(\s*"(?<one>(?:[^"\\]|\\.)*)"(?:,\s*plural:\s*"(?<many>(?:[^"\\]|\\.)*)")?/
            for match in text.matches(of: call) {
                uses.insert(Use(one: String(match.output.one), many: match.output.many.map(String.init)))
            }
        }
        return uses
    }

    private static func places(_ text: String) -> Set<String> {
        Set(text.matches(of: Message.place).map { String($0.output.name) })
    }

    private static func tags(_ text: String) -> [String] {
        text.matches(of: /<[^>]+>/).map { String($0.output) }.sorted()
    }

    @Test("are in the catalogue, each one that is used and none that is not")
    func complete() throws {
        let uses = try Self.uses()
        #expect(uses.count > 200)
        let known = Set(MessageCatalogue.french.entries.map { Use(one: $0.id, many: $0.plural) })
        #expect(known.count == MessageCatalogue.french.entries.count)
        for use in uses.subtracting(known) {
            Issue.record("add to fr.po:\nmsgid \"\(use.one)\"\n\(use.many.map { "msgid_plural \"\($0)\"\n" } ?? "")")
        }
        for use in known.subtracting(uses) { Issue.record("take out of fr.po, nothing uses it: \(use.one)") }
    }

    @Test("have in French the places and the markup that they have in English, and a form for each that counts")
    func faithful() {
        for entry in MessageCatalogue.french.entries {
            #expect(entry.texts.count == (entry.plural == nil ? 1 : 2), "\(entry.id)")
            for text in entry.texts {
                #expect(!text.isEmpty && Self.places(text) == Self.places(entry.id), "\(entry.id)")
                #expect(Self.tags(text) == Self.tags(entry.id), "\(entry.id)")
            }
        }
        #expect(MessageCatalogue.french.header["Plural-Forms"] == "nplurals=2; plural=(n > 1);")
    }

    @Test("take values, and a number in the form that it asks for")
    func values() {
        let day = Message("Choose a day from {first} to {last}.", ["first": "1 May", "last": "{first}"])
        #expect(day.in(.english) == "Choose a day from 1 May to {first}.")
        func wait(_ count: Int, _ language: Language) -> String {
            Message(
                "Too many tries. Try again in {count} minute.", plural: "Too many tries. Try again in {count} minutes.",
                count: count
            ).in(language)
        }
        #expect(wait(1, .english).hasSuffix("in 1 minute.") && wait(1_480, .english).hasSuffix("in 1,480 minutes."))
        #expect(wait(0, .french).hasSuffix("0 minute.") && wait(1_480, .french).hasSuffix("1\u{202F}480 minutes."))
    }

    @Test(
        "are set as French is printed",
        arguments: [
            (
                "Quoi ? Non ! Si ; oui : « rien »",
                "Quoi\u{202F}? Non\u{202F}! Si\u{202F}; oui\u{A0}: «\u{A0}rien\u{A0}»"
            ),
            ("l'eau d'{who} <a href=\"/x?a:b\">'x'</a>", "l’eau d’{who} <a href=\"/x?a:b\">'x'</a>"),
            ("à 10:05", "à 10:05"),
        ])
    func typography(typed: String, printed: String) {
        #expect(FrenchTypography.set(typed) == printed)
    }

    @Test("group digits by language, with a true minus sign", arguments: 1...50)
    func digits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let number = Int.random(in: Int.min...Int.max, using: &random) >> Int.random(in: 0...62, using: &random)
        for language in Language.allCases {
            let text = language.grouped(number)
            #expect(Int(text.replacing("−", with: "-").filter { $0.isNumber || $0 == "-" }) == number)
            let groups = text.drop { $0 == "−" }.split(separator: language == .french ? "\u{202F}" : ",")
            #expect(groups.dropFirst().allSatisfy { $0.count == 3 } && (1...3).contains(groups[0].count))
        }
    }
}

@Suite("A catalogue of messages")
struct POFileTests {
    @Test("is read as gettext writes it: lines that go on, escapes, plurals, comments")
    func reading() throws {
        let file = try POFile(
            """
            # Translator's words
            msgid ""
            msgstr ""
            "Language: fr\\n"
            "Plural-Forms: nplurals=2; plural=(n > 1);\\n"

            #: account.mustache
            #, python-brace-format
            msgid ""
            "one \\"two\\" "
            "{three}"
            msgstr "un\\t\\\\"

            msgid "a day"
            msgid_plural "days"
            msgstr[0] "un jour"
            msgstr[1] "jours"
            """)
        #expect(file.header["Language"] == "fr" && file.entries.count == 2)
        #expect(file.entries[0] == .init(id: "one \"two\" {three}", texts: ["un\t\\"]))
        #expect(file.entries[1] == .init(id: "a day", plural: "days", texts: ["un jour", "jours"]))
    }

    @Test(
        "says the line that it does not understand",
        arguments: [
            ("msgid \"a\"\nmsgstr b", "line 2: put the text in double quotes"),
            ("msgctxt \"x\"", "line 1: 'msgctxt' is not used here"),
            ("\"x\"", "line 1: a text that belongs to nothing"),
            ("msgstr \"x\"", "line 1: begin with msgid"), ("msgid \"a\\q\"", "line 1: unknown escape \\q"),
            ("msgid \"a\"b\"", "line 1: write \\\" for a quote within a text"),
            ("msgid \"a\\\"", "line 1: the closing quote is escaped"),
            ("#, fuzzy\nmsgid \"a\"", "line 1: a fuzzy entry: look at the translation and take the mark off"),
        ])
    func refusal(source: String, words: String) {
        #expect(throws: POFile.Fault.self) { try POFile(source) }
        do { _ = try POFile(source) } catch { #expect("\(error)" == words) }
    }
}
