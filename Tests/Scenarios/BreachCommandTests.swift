import Foundation
import TestKit
import Testing

@Suite("The commands for breaches")
struct BreachCommandTests {
    @Test func `Open, list, show, assess, report, notify and close one, with words for what is owed`() throws {
        let line = try CommandLine()
        let added = try line.run(
            "accounts", "add", "--data", line.data, "--name", "Anna", "--email", "anna@example.org",
            input: Data("correct horse battery\n".utf8))
        let account = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        func breaches(_ arguments: String...) throws -> CommandLine.Result {
            try line.run(["breaches"] + arguments + ["--data", line.data])
        }
        let now = ISO8601DateFormatter().string(from: Date().addingTimeInterval(-3_600))
        let opened = try breaches(
            "open", "--noticed", now, "--what", "a session was stolen", "--account", account, "--from", "2026-01-01")
        #expect(opened.code == 0 && opened.output.contains("persons 1, points 0"), "\(opened.errors)\(opened.output)")
        #expect(opened.output.contains("70 h 59 min left") || opened.output.contains("71 h 0 min left"))
        let nobody = try breaches("open", "--noticed", now, "--what", "w", "--program", "p", "--from", "2026-01-01")
        #expect(nobody.errors.contains("no such read of anybody"))
        let id = try #require(opened.output.firstMatch(of: /\d{4}-1/)).output.description
        let early = try breaches("close", id)
        #expect(early.code == 3 && early.errors.contains("maille breaches assess \(id)"), "\(early.errors)")
        let words = try line.folder.file(
            "words.json",
            """
            {"nature": {"fr": "n", "en": "n"}, "consequences": {"fr": "c", "en": "c"},
             "measures": {"fr": "m", "en": "m"}, "reason": "r"}
            """)
        #expect(try breaches("assess", id, "--risk", "high", "--words", words).code == 0)
        let report = try breaches("report", id, "--lang", "en")
        #expect(report.code == 0 && report.output.contains("art. 33(3)(c)"), "\(report.errors)")
        let sent = try breaches("report", id, "--sent", "CNIL-42")
        #expect(sent.code == 0 && sent.output.contains("CNIL-42"), "\(sent.errors)")
        let asked = try breaches("tell", id)
        #expect(asked.output.contains("To tell by e-mail: 1.") && asked.output.contains("--confirm 1"))
        #expect(try breaches("tell", id, "--confirm", "1").code == 2)
        let origin = ["--origin", "https://energie.example"]
        #expect(try line.run(["breaches", "tell", id, "--confirm", "2", "--data", line.data] + origin).code == 3)
        #expect(try line.run(["breaches", "tell", id, "--confirm", "1", "--data", line.data] + origin).code == 0)
        #expect(try line.run("outbox", "--data", line.data).output.contains("queued_email"))
        #expect(try breaches("close", id).code == 0)
        let list = try breaches("list", "--json")
        #expect(list.code == 0 && list.output.contains("\"reference\":\"CNIL-42\"") && !list.output.contains("anna"))
        #expect(try breaches("show", "2026-9").code == 3)
        #expect(try line.run("audit", "verify", "--data", line.data).code == 0)
    }
}
