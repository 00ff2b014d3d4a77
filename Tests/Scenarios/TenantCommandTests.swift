import Foundation
import TestKit
import Testing

@Suite("Making a tenant")
struct TenantCommandTests {
    private static let template = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/running/metropolis")

    private func order(
        _ line: CommandLine, _ name: String = "val-clair", kind: String = "authority", from template: String? = nil,
        more: [String] = []
    ) throws -> CommandLine.Result {
        let folder = line.folder.url
        return try line.run(
            [
                "tenant", "init", name, "--kind", kind, "--from",
                template ?? Self.template.appending(path: "tenant.json").path, "--data",
                folder.appending(path: name).path,
                "--origin", "https://\(name).example", "--config", folder.appending(path: "maille.json").path,
            ] + more)
    }

    private func settings(_ line: CommandLine) throws -> [String: Any] {
        let file = Data(try String(contentsOf: line.folder.url.appending(path: "maille.json"), encoding: .utf8).utf8)
        return try #require(try JSONSerialization.jsonObject(with: file) as? [String: Any])
    }

    /// What is in the folder, for comparing.
    private func files(_ line: CommandLine) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: line.folder.url.path).sorted()
    }

    @Test func `Makes the directory, its description and the server's entry, and a second time nothing`() throws {
        let line = try CommandLine()
        let tried = try order(line, more: ["--dry-run"])
        #expect(tried.code == 0 && tried.errors.contains("would make the data directory"), "\(tried.errors)")
        #expect(try files(line) == [])
        let made = try order(line)
        #expect(made.code == 0 && made.output.contains("val-clair: done."), "\(made.errors)")
        #expect(try files(line) == ["maille.json", "val-clair", "val-clair.key"])
        let entries = try #require(try settings(line)["tenant"] as? [String: [String: String]])
        #expect(entries["val-clair"]?["origin"] == "https://val-clair.example")
        let again = try order(line)
        #expect(
            again.code == 0 && again.output.contains("there was nothing to do") && again.errors == "", "\(again.errors)"
        )
        let second = try order(line, "montbrun")
        #expect(second.code == 0, "\(second.errors)")
        #expect(try settings(line)["tenants"] as? [String] == ["val-clair", "montbrun"])
        // One server has one master key.
        #expect(try !files(line).contains("montbrun.key"))
        let shown = try line.run("tenant", "show", "--data", line.folder.url.appending(path: "montbrun").path)
        #expect(
            shown.code == 0 && shown.output.contains("Val-Clair") && shown.output.contains("may not"), "\(shown.errors)"
        )
    }

    @Test func `Leaves nothing where the template, the name, the address or the place is wrong, and says what to do`()
        throws
    {
        let line = try CommandLine()
        let folder = line.folder.url
        try FileManager.default.copyItem(at: Self.template, to: folder.appending(path: "template"))
        let file = folder.appending(path: "template/tenant.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("#0b5394", with: "#9fc5e8").replacing(
            "200099992\",\n    \"look", with: "200099991\",\n    \"look"
        )
        .write(to: file, atomically: true, encoding: .utf8)
        let before = try files(line)
        let wrong = try order(line, from: file.path)
        #expect(
            wrong.code == 2 && wrong.errors.contains("take a darker one") && wrong.errors.contains("no SIREN"),
            "\(wrong.errors)")
        #expect(try order(line, "Val Clair").code == 2)
        #expect(try order(line, kind: "bank").code == 2)
        #expect(try order(line, from: folder.appending(path: "none.json").path).code == 2)
        #expect(try files(line) == before)
        _ = try line.folder.file("val-clair/photo.jpg", "x")
        let occupied = try order(line)
        #expect(occupied.code == 2 && occupied.errors.contains("is no data directory"))
    }

    @Test func `Refuses another tenant's directory, address or name, and changes a profile only when told to`() throws {
        let line = try CommandLine()
        #expect(try order(line).code == 0)
        let data = line.folder.url.appending(path: "val-clair").path
        let taken = try line.run(
            "tenant", "init", "other", "--kind", "supplier", "--from",
            Self.template.appending(path: "tenant.json").path,
            "--data", data, "--origin", "https://other.example")
        #expect(taken.code == 2 && taken.errors.contains("that of the tenant val-clair"), "\(taken.errors)")
        let host = try order(line, "second", more: ["--origin", "https://val-clair.example"])
        #expect(host.code != 0)
        let changed = try order(line, kind: "supplier")
        #expect(changed.code == 2 && changed.errors.contains("(kind): give --replace"), "\(changed.errors)")
        let replaced = try order(line, kind: "supplier", more: ["--replace"])
        #expect(replaced.code == 0, "\(replaced.errors)")
        let log = try line.run("audit", "verify", "--data", data, "--tenant", "val-clair")
        #expect(log.code == 0, "\(log.errors)")
    }

    @Test func `What a kind may not do is refused, with the rule; and so is a policy that it was not given`() throws {
        let line = try CommandLine()
        #expect(try order(line, "shop", kind: "supplier").code == 0)
        #expect(try order(line).code == 0)
        func publish(_ name: String, _ more: String...) throws -> CommandLine.Result {
            let folder = line.folder.url
            return try line.run(
                [
                    "publish", "--data", folder.appending(path: name).path, "--day", "2026-10-30", "--out",
                    folder.appending(path: "out").path,
                ] + more)
        }
        let supplier = try publish("shop")
        #expect(
            supplier.code == 3 && supplier.errors.contains("as supplier, may not publish figures"),
            "\(supplier.errors)")
        #expect(supplier.errors.contains("L.111-73-1"))
        let city = try publish("val-clair", "--policy", "noise-2026")
        #expect(city.code == 3 && city.errors.contains("may not use the policy noise-2026"), "\(city.errors)")
        let mandate = try line.run(
            "mandates", "add", "--manager", "m", "--building", "b", "--data",
            line.folder.url.appending(path: "val-clair").path, "--master-key",
            line.folder.url.appending(path: "shop.key").path)
        #expect(
            mandate.code == 3 && mandate.errors.contains("may not give the totals of buildings"), "\(mandate.errors)")
    }
}
