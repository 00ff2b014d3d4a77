import Foundation
import TestKit
import Testing

@Suite("The commands of deliveries")
struct DeliveryCommandTests {
    private let line: CommandLine

    init() throws {
        line = try CommandLine()
        let sets = """
            set;kind;use;usage;point;from;until
            a;building;heat;restricted;99000000000001;2026-01-01;
            b;commune;4a;public;99000000000001;2026-01-01;

            """
        #expect(try line.run("sets", "import", "--data", line.data, try line.folder.file("s.csv", sets)).code == 0)
        try line.agree(to: "heat")
    }

    private func deliveries(_ arguments: String..., secret: String? = nil) throws -> CommandLine.Result {
        try line.run(
            ["deliveries"] + arguments + ["--data", line.data], input: secret.map { Data("\($0)\n".utf8) })
    }

    private func publish() throws -> CommandLine.Result {
        try line.run(
            "publish", "--data", line.data, "--day", "2026-10-24", "--out", line.folder.url.appending(path: "out").path,
            "--now", "2026-10-30", "--approve", "heat=no files", "--approve", "4a=no files")
    }

    private func list() throws -> (code: Int32, rows: [[String: Any]], text: String) {
        let listed = try deliveries("list", "--json")
        let rows = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [[String: Any]]
        return (listed.code, rows ?? [], listed.output + (try deliveries("list", "--all")).output)
    }

    @Test func `queue what a day publishes for the destinations that may have it, and show no secret`() throws {
        let put = ["--put", "https://in.example.org/maille", "--from", "2026-10-24"]
        let added = try line.run(
            ["deliveries", "add", "open", "--bearer", "--data", line.data] + put, input: Data("t0ken-of-open\n".utf8))
        #expect(added.code == 0 && added.output == "open: 0 documents wait for it\n", "\(added.errors)")
        #expect(
            try deliveries(
                "add", "city", "--put", "https://city.example.org", "--recipient", "Test  recipient", "--from",
                "2026-10-24"
            ).code == 0)
        #expect(try publish().output.contains("4 documents wait to be delivered"))
        let listed = try list()
        #expect(listed.code == 0 && !listed.text.contains("t0ken"))
        let waiting = listed.rows.map { ($0["waiting"] as? [[String: Any]] ?? []).compactMap { $0["file"] as? String } }
        #expect(
            waiting.map(Set.init) == [
                ["use-heat_restricted_2026-10-24_e1.csv", "use-heat_restricted_2026-10-24_e1.json"],
                ["use-4a_public_2026-10-24_e1.csv", "use-4a_public_2026-10-24_e1.json"],
            ])
        #expect(try !publish().output.contains("to be delivered"))
        #expect(try line.run("outbox", "--data", line.data).output.contains("delivery"))
        for file in try FileManager.default.contentsOfDirectory(atPath: line.data) where file.hasPrefix("access") {
            let bytes = try Data(contentsOf: URL(filePath: line.data).appending(path: file))
            #expect(bytes.range(of: Data("t0ken-of-open".utf8)) == nil)
        }
        #expect(try deliveries("remove", "city").code == 0)
        #expect(try list().rows.count == 1)
    }

    @Test func `let the server write into a folder, and say what arrived`() throws {
        let folder = line.folder.url.appending(path: "city")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        #expect(try publish().code == 0)
        let added = try deliveries("add", "city", "--folder", folder.path, "--from", "2026-10-24")
        #expect(added.output == "city: 2 documents wait for it\n", "\(added.errors)")
        let server = try ServedCommandLine(line)
        var arrived: [[String: Any]] = []
        for _ in 0..<200 where arrived.count < 2 {
            usleep(50_000)
            arrived = try list().rows.first?["arrived"] as? [[String: Any]] ?? []
        }
        server.stop()
        #expect(arrived.allSatisfy { ($0["sha256"] as? String)?.count == 64 && $0["tries"] as? Int == 1 })
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(files) == Set(arrived.compactMap { $0["file"] as? String }) && files.count == 2)
    }

    @Test(
        "say what is missing",
        arguments: [
            (["--folder", "/nowhere"], 3, "/nowhere"), (["--put", "ftp://a"], 3, "https address"),
            ([], 2, "give one of"),
            (["--ckan", "https://a.example", "--dataset", "d"], 3, "standard input"),
            (["--sftp", "sftp://a@b/c"], 2, "--host-key"),
            (["--put", "https://a.example", "--recipient", "Nobody"], 3, "no agreement with Nobody"),
            (["--put", "https://a.example", "--policy", "none"], 3, "none"),
        ])
    func refusals(arguments: [String], code: Int32, words: String) throws {
        let result = try line.run(["deliveries", "add", "x", "--data", line.data] + arguments)
        #expect(result.code == code && result.errors.contains(words), "\(result.errors)")
        let unknown = try deliveries("retry", "y")
        #expect(unknown.code == 3 && unknown.errors.contains("there is no destination y"))
    }
}
