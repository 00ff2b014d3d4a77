import Access
import Foundation
import HTTPTypes
import Metering
import TestKit
import Testing

@testable import Pages
@testable import Web

@Suite("A form of a page", .fewAtOnce)
struct FormTests {
    private enum Heating: String, CaseIterable { case gas, electricity }

    private static let name = Field.text(
        "name", Message("Name"), autocomplete: "name", atMost: 20,
        fault: Message("Write your name, in 200 characters at most."))
    private static let password = Field.password("password")
    private static let day = Field.day(
        "day", Message("Day"), in: CivilDay(year: 2026, month: 1, day: 1)!...CivilDay(year: 2026, month: 12, day: 31)!,
        fault: Message("Write the day like 25/10/2026."))
    private static let rooms = Field.number("rooms", Message("Number of rooms"), in: 1...30)
    private static let heating = Field<Heating>.choice(
        "heating", Message("Heating"),
        of: [(.gas, Message("Gas heating")), (.electricity, Message("Electric heating"))])
    private static let leak = Field.box("leak", Message("Tell me of water that runs at night"))
    private static let code = Field.hidden("code")
    private static let form = PageForm(
        name, password, day, rooms, heating, leak, code, button: Message("Keep"))

    private static let route = Route(.post, "/form", for: .everyone, body: .form) { call in
        let sent = try form.sent(by: call)
        if let name = sent[name], sent[password] != nil, sent[day] != nil, let rooms = sent[rooms],
            let heating = sent[heating], let leak = sent[leak], let code = sent[code]
        {
            return Answer(text: "\(name) \(rooms) \(heating) \(leak) \(code)", type: "text/plain")
        }
        return StylePage(form: sent.view(at: "/form", for: call), count: Amount(1, .english)).answer(call, with: sent)
    }

    private let town: Neighbourhood

    init() throws { town = try Neighbourhood() }

    private func send(
        _ pairs: [(name: String, value: String)], by caller: Credentials = .none, _ fields: HTTPFields = [:]
    ) throws -> Answer {
        var fields = fields
        fields[.contentType] = FrontDesk.form
        return try town.call(
            .post, "/form", at: town.grid, by: caller, query: [("lang", "en")],
            body: .bytes(Array(FormEncoding.query(pairs).utf8)),
            fields: fields,
            chapters: [Chapter(at: ["/"], [Self.route], authenticator: .sessions, refusals: .pages)])
    }

    private static let right = [
        (name: "name", value: " Anna "), (name: "password", value: "secret"), (name: "day", value: "2026-06-01"),
        (name: "rooms", value: "4"), (name: "heating", value: "gas"), (name: "leak", value: "on"),
        (name: "code", value: "c"),
    ]

    @Test("gives the values of its fields where all of them are right")
    func values() throws {
        let answer = try send(Self.right)
        #expect(answer.status == .ok && answer.text == "Anna 4 gas true c")
    }

    @Test(
        "says what is wrong beside the field and in a summary that gets the focus, and keeps what was typed",
        arguments: [
            ("name", "", "Write your name"), ("day", "2027-01-01", "Write the day"), ("day", "x", "Write the day"),
            ("rooms", "31", "from 1 to 30"), ("rooms", "4.5", "from 1 to 30"), ("heating", "coal", "Choose one"),
        ])
    func faults(field: String, text: String, fault: String) throws {
        let pairs = Self.right.map { $0.name == field ? (name: field, value: text) : $0 }
        let answer = try send(pairs)
        #expect(answer.status == .unprocessableContent && answer.text.contains("<title>Error – "))
        #expect(answer.text.contains("role=\"alert\" tabindex=\"-1\" autofocus"))
        #expect(answer.text.split(separator: fault, omittingEmptySubsequences: false).count == 3)
        #expect(answer.text.contains("<a href=\"#\(field)\">"))
        #expect(answer.text.contains("aria-describedby=\"\(field)-fault\" aria-invalid=\"true\""))
        #expect(answer.text.contains("id=\"\(field)-fault\""))
        if field != "name" { #expect(answer.text.contains("value=\" Anna \"")) }
        #expect(answer.text.contains("value=\"on\" checked") && answer.text.contains("name=\"code\" value=\"c\""))
        #expect(!answer.text.contains("secret"))
    }

    @Test("escapes what was typed", arguments: ["\"><script>", "&amp;", "'"])
    func escaping(text: String) throws {
        let pairs = Self.right.map { $0.name == "rooms" ? (name: "rooms", value: text) : $0 }
        let answer = try send(pairs)
        #expect(!answer.text.contains("value=\"\(text)\"") && !answer.text.contains("<script>"))
    }

    @Test("is taken from this site alone, and from a page of the browser's session where it has one")
    func origin() throws {
        #expect(try send(Self.right, by: .none, [.origin: town.grid.tenant.origin]).status == .ok)
        #expect(try send(Self.right, by: .none, [.origin: "https://evil.example"]).status == .forbidden)
        #expect(try send(Self.right, by: .none, [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"]).status == .forbidden)
        _ = try town.grid.person("anna")
        guard case .session(let open) = try town.grid.session("anna") else { return }
        // Open or over: what the browser holds is what the page's token was made of.
        for secret in [open, Secret.random()] {
            let cookie: HTTPFields = [.cookie: "maille=\(secret.text)"]
            #expect(try send(Self.right, by: .none, cookie).status == .forbidden)
            let other = [(name: CSRFProtection.field, value: Session.formToken(of: .random()))]
            #expect(try send(Self.right + other, by: .none, cookie).status == .forbidden)
            let own = [(name: CSRFProtection.field, value: Session.formToken(of: secret))]
            #expect(try send(Self.right + own, by: .none, cookie).status == .ok)
        }
    }

    @Test("answers any text with a value or with a fault, never with both or neither", arguments: 1...20)
    func anyText(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let scalars = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                Unicode.Scalar(UInt32.random(in: 1...0x2FF, using: &random))
            }
            let text = String(String.UnicodeScalarView(scalars.compactMap(\.self)))
            for control in Self.form.controls {
                let sent = FilledForm(Self.form, [control.name: text])
                let isFaulty = Self.form.fault(of: text, for: control.name) != nil
                #expect((value(of: control.name, in: sent) == nil) == isFaulty, "\(control.name): \(text)")
            }
        }
    }

    private func value(of name: String, in sent: FilledForm) -> Any? {
        switch name {
        case "name": sent[Self.name]
        case "password": sent[Self.password]
        case "day": sent[Self.day]
        case "rooms": sent[Self.rooms]
        case "heating": sent[Self.heating]
        case "leak": sent[Self.leak]
        default: sent[Self.code]
        }
    }
}
