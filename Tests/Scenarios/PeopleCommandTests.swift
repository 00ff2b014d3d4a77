import Foundation
import TestKit
import Testing

@Suite("The commands for people's data")
struct PeopleCommandTests {
    private func withAccount(_ line: CommandLine) throws -> String {
        let result = try line.run(
            "accounts", "add", "--data", line.data, "--name", "Anna", "--email", "anna@example.org",
            input: Data("correct horse battery\n".utf8))
        #expect(result.code == 0, "\(result.errors)")
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("make a key beside the data, list accounts without names, and erase one")
    func accounts() throws {
        let line = try CommandLine()
        let account = try withAccount(line)
        let attributes = try FileManager.default.attributesOfItem(atPath: line.data + ".key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let list = try line.run("accounts", "list", "--data", line.data).output
        #expect(list.contains(account) && !list.contains("nna"))
        #expect(try line.run("accounts", "forget-code", account, "--data", line.data).code == 2)
        // An export that no job is left of: erasing is also the end of what was made of a person's data.
        let export = URL(filePath: line.data).appending(path: "jobs/export")
        try FileManager.default.createDirectory(at: export, withIntermediateDirectories: true)
        #expect(try line.run("accounts", "erase", account, "--data", line.data).code == 0)
        #expect(!FileManager.default.fileExists(atPath: export.path))
        #expect(try !line.run("accounts", "list", "--data", line.data).output.contains(account))
        // Where erasing fails half way, it is asked for again: of an erased account it says that it is erased.
        #expect(try line.run("accounts", "erase", account, "--data", line.data).code == 0)
        let nobody = String(account.reversed())
        #expect(try line.run("accounts", "erase", nobody, "--data", line.data).code == 2)
    }

    @Test func `A wrong master key, none and another tenant are refused by name, and change nothing`() throws {
        let line = try CommandLine()
        let account = try withAccount(line)
        let other = line.folder.url.appending(path: "other.key").path
        func list(_ arguments: String...) throws -> CommandLine.Result {
            try line.run(["accounts", "list", "--data", line.data] + arguments)
        }
        let absent = try list("--master-key", other)
        #expect(absent.code == 2 && absent.errors.contains("there is no master key at \(other)"))
        #expect(!FileManager.default.fileExists(atPath: other))
        try Data(repeating: 7, count: 32).write(to: URL(filePath: other))
        let wrong = try list("--master-key", other)
        #expect(wrong.code == 3)
        #expect(wrong.errors.contains(/the master key [0-9a-f]{16} does not open the data of default/))
        let tenant = try list("--tenant", "city")
        #expect(tenant.code == 3 && tenant.errors.contains("this data directory is of the tenant default, not of city"))
        #expect(try list().output.contains(account))
    }

    @Test func `A master key is replaced, and its place is the new one's alone`() throws {
        let line = try CommandLine()
        let account = try withAccount(line)
        let new = line.folder.url.appending(path: "new.key").path
        let replaced = try line.run("master-key", "replace", "--data", line.data, "--new", new)
        #expect(replaced.code == 0, "\(replaced.errors)")
        let old = try line.run("accounts", "list", "--data", line.data)
        #expect(old.code == 3 && old.errors.contains("does not open"))
        let list = try line.run("accounts", "list", "--data", line.data, "--master-key", new)
        #expect(list.code == 0 && list.output.contains(account))
        #expect(try line.run("audit", "verify", "--data", line.data, "--master-key", new).code == 0)
    }

    @Test("print letters for points that are known, and for no others")
    func letters() throws {
        let line = try CommandLine()
        let points = try line.folder.file(
            "points.csv",
            "point;carrier;directions;segment;subscribed_power_va;connection_power_w;commune;in_service_since;terminated_on\n14500000000001;electricity;extraction;C5;6000;;69123;2020-01-01;\n"
        )
        #expect(try line.run("points", "import", points, "--data", line.data).code == 0)
        let letter = try line.run("letters", "14500000000001", "--from", "2026-11-01", "--data", line.data)
        #expect(letter.code == 0, "\(letter.errors)")
        #expect(letter.output.contains(/Votre code d'activation : [0-9A-Z]{4}(-[0-9A-Z]{4}){3}\n/))
        #expect(try line.run("letters", "14500000000009", "--from", "2026-11-01", "--data", line.data).code == 3)
    }

    @Test("sign the log, and find that its end was cut")
    func audit() throws {
        let line = try CommandLine()
        let account = try withAccount(line)
        let roots = line.folder.url.appending(path: "roots").path
        let former = line.folder.url.appending(path: "former").path
        try FileManager.default.createDirectory(atPath: former, withIntermediateDirectories: true)
        try replaceLog(in: former, with: line.data)
        #expect(try line.run("accounts", "erase", account, "--data", line.data).code == 0)
        let unreadable = line.folder.url.path
        #expect(try line.run("audit", "sign", "--data", line.data, "--roots", unreadable).code != 0)
        #expect(try line.run("audit", "sign", "--data", line.data, "--roots", roots).code == 0)
        #expect(try line.run("audit", "verify", "--data", line.data, "--roots", roots).code == 0)
        try replaceLog(in: line.data, with: former)
        let cut = try line.run("audit", "verify", "--data", line.data, "--roots", roots)
        #expect(cut.code == 3 && cut.errors.contains("the log ends at entry 1, but entry 2 was signed"), "\(cut)")
        try replaceLog(in: line.data, with: nil)
        let gone = try line.run("audit", "verify", "--data", line.data, "--roots", roots)
        #expect(gone.code == 3 && gone.errors.contains("is not signed with this tenant's key"), "\(gone)")
        #expect(try line.run("consents", "daily", "--data", line.data).code == 0)
    }

    @Test("list the log for a collector, an entry a line, from where it stopped")
    func list() throws {
        let line = try CommandLine()
        let account = try withAccount(line)
        #expect(try line.run("accounts", "erase", account, "--data", line.data).code == 0)
        let whole = try line.run("audit", "list", "--data", line.data)
        let lines = whole.output.split(separator: "\n")
        #expect(whole.code == 0 && lines.count == 2, "\(whole)")
        for (number, text) in lines.enumerated() {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(object["sequence"] as? Int == number + 1 && (object["hash"] as? String)?.count == 64)
        }
        let rest = try line.run("audit", "list", "--after", "1", "--follow", "--data", line.data)
        #expect(rest.code == 0 && rest.output == "\(lines[1])\n")
    }

    private func replaceLog(in folder: String, with other: String?) throws {
        for name in ["", "-wal", "-shm"].map({ "access.sqlite\($0)" }) {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            if let other, FileManager.default.fileExists(atPath: "\(other)/\(name)") {
                try FileManager.default.copyItem(atPath: "\(other)/\(name)", toPath: "\(folder)/\(name)")
            }
        }
    }

    @Test("register a recipient, what it needs data for, and its programs")
    func programs() throws {
        let line = try CommandLine()
        func run(_ arguments: String...) throws -> CommandLine.Result {
            try line.run(arguments + ["--data", line.data])
        }
        let added = try run("recipients", "add", "--name", "Voltéo", "--contact", "dpo@volteo.example")
        let recipient = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try run("recipients", "list").output.contains("Voltéo"))
        let words = ["--purpose-fr", "a", "--purpose-en", "b", "--text-fr", "c", "--text-en", "d"]
        let need = ["needs", "add", "--data", line.data, "--recipient"]
        #expect(try line.run(need + [recipient] + words).code == 2)
        #expect(try line.run(need + ["x", "--daily"] + words).code == 2)
        #expect(try line.run(need + [recipient, "--daily"] + words).code == 0)
        #expect(try run("needs", "list").output.contains("daily"))
        let program = ["--name", "App", "--redirect", "https://app.example/callback"]
        let client = try line.run(["programs", "add", "--data", line.data, "--recipient", recipient] + program)
        #expect(client.output.contains(/client_id \S{22}\nclient_secret \S{43}\n/))
        let open = try line.run(
            ["programs", "add", "--data", line.data, "--recipient", recipient, "--public"] + program)
        #expect(open.code == 0 && !open.output.contains("secret"))
        #expect(try run("programs", "list").output.contains("App"))
    }
}
