import Testing

@testable import Pages
@testable import Web

@Suite("The templates of pages")
struct TemplateTests {
    @Test("ask for nothing that their page lacks, and leave out nothing that it has", arguments: Language.allCases)
    func members(language: Language) {
        var check = TemplateCheck(language)
        for template in Template.allCases {
            let page = template.page
            #expect(page.template == template)
            check.check(page)
        }
        #expect(check.faults.isEmpty, "\(check.faults.sorted().joined(separator: "\n"))")
        for (key, members) in check.seen {
            let unused = Set(members.types.keys).subtracting(check.used[key] ?? []).subtracting(Self.ofRendering)
            #expect(unused.isEmpty, "\(members.type): no template shows \(unused.sorted())")
        }
    }

    /// Of an amount: its text, and what messages that count ask for.
    private static let ofRendering: Set = ["digits", "isSingular"]

    @Test("are each found missing by the check where a page lacks a member")
    func check() {
        struct Half: Page {
            static let template = Template.building
            let name: String?
            let isPending: String
        }
        var check = TemplateCheck(.english)
        check.check(Half.self)
        let faults = check.faults.joined(separator: "\n")
        #expect(faults.contains("'name' may be absent") && faults.contains("'months' is in no context"))
    }

    @Test("give a message in one language, French signs tied to the word before them")
    func message() {
        let source = "a [[No account yet?]] b"
        #expect(TemplateLibrary.text(source, in: .english) == "a No account yet? b")
        #expect(TemplateLibrary.text(source, in: .french) == "a Pas encore de compte\u{202F}? b")
        #expect(
            TemplateLibrary.text("[[Until {until} at the latest.]]", in: .french) == "Jusqu’au {{until}} au plus tard.")
    }

    @Test("count by an amount of the page, zero in the plural in English and in the singular in French")
    func counting() {
        let source = "[[Too many tries. Try again in {count} minute.|Too many tries. Try again in {count} minutes.]]"
        let english = TemplateLibrary.text(source, in: .english)
        #expect(english.hasPrefix("{{#count.isSingular}}Too many tries. Try again in {{count}} minute.{{/"))
        #expect(english.contains("{{^count.isSingular}}Too many tries. Try again in {{count}} minutes.{{/"))
        #expect([0, 1, 2].map(Language.french.isSingular) == [true, true, false])
        #expect([0, 1, 2].map(Language.english.isSingular) == [false, true, false])
    }
}
