import Foundation
import TestKit
import Testing

@Suite("Backups", .serialized)
struct BackupCommandTests {
    private let line: CommandLine
    private static let now = ["--now", "2026-11-20T08:00:00Z"]

    /// A district with a day of curves.
    init() throws {
        line = try CommandLine()
        try run([
            "simulate", "--meters", "40", "--days", "3", "--from", "2026-10-24", "--out", "d", "--seed", "7",
            "--format", "csv",
        ])
        try run(["import", "d/points.csv", "d/sets.csv", "d/daily/curves_2026-10-24.csv", "--data", "data"])
    }

    @discardableResult
    private func run(_ arguments: [String], input: String? = nil, code: Int32 = 0) throws -> CommandLine.Result {
        let result = try line.here(arguments, input: input.map { Data($0.utf8) })
        #expect(result.code == code, "\(arguments): \(result.errors)")
        return result
    }

    private func number(_ arguments: [String]) throws -> Int? {
        let object = try JSONSerialization.jsonObject(with: Data(run(arguments + ["--json"]).output.utf8))
        return (object as? [String: Any])?["number"] as? Int
    }

    private func path(_ name: String) -> String { line.folder.url.appending(path: name).path }

    @Test("are whole while the server imports, publishes and takes people in, and come back so")
    func whileServing() throws {
        let server = try ServedCommandLine(line)
        let (importing, output, errors) = try line.startHere(["import", "-", "--data", "data"])
        let source = try #require(importing.standardInput as? Pipe).fileHandleForWriting
        let curves = try Data(contentsOf: URL(filePath: path("d/daily/curves_2026-10-25.csv")))
        try source.write(contentsOf: curves.prefix(1_000))
        sleep(1)
        let account = try run(
            ["accounts", "add", "--name", "Anna", "--email", "anna@example.org", "--data", "data"],
            input: "correct horse battery\n"
        ).output.trimmingCharacters(in: .whitespacesAndNewlines)
        try run(["publish", "--day", "2026-10-24", "--out", "out", "--data", "data"] + Self.now)
        try run([
            "pseudonyms", "--set", "commune-01001", "--recipient", "R", "--purpose", "P", "--contract", "C",
            "--data", "data",
        ])
        // In the middle of the import, which is not in it.
        #expect(try number(["backup", "kept", "--with-keys", "--data", "data"]) == 1)
        try source.write(contentsOf: curves.dropFirst(1_000))
        try source.close()
        #expect(try CommandLine.end(of: importing, output, errors).code == 0)
        try run(["accounts", "erase", account, "--data", "data"])
        server.stop()

        let asked = try run(["restore", "kept", "--data", "back"], code: 2)
        #expect(asked.errors.contains("--erasures"))
        let keyless = try run(["restore", "kept", "--erasures", "data.erasures", "--data", "back"], code: 3)
        #expect(keyless.errors.contains("give the --master-key"))
        let restored = try run([
            "restore", "kept", "--erasures", "data.erasures", "--master-key", "data.key", "--data", "back",
        ])
        #expect(restored.output.contains("1 people erased again"))
        #expect(restored.errors.contains("the import of standard input was under way in the backup"))
        try run(["verify", "--data", "back"])
        try run(["audit", "verify", "--data", "back", "--master-key", "data.key"])
        #expect(try !run(["accounts", "list", "--data", "back", "--master-key", "data.key"]).output.contains(account))
        #expect(try run(["keys", "list", "--data", "back"]).output.contains("R"))
        #expect(try run(["imports", "list", "--data", "back"]).output.split(separator: "\n").count == 4)
        // Nobody who has the backup alone has a key.
        let files = try FileManager.default.subpathsOfDirectory(atPath: path("kept"))
        #expect(files.allSatisfy { !$0.hasSuffix(".key") && !$0.contains("pseudonyms") })
        // What came in since goes in again.
        try run(["import", "d/daily/curves_2026-10-25.csv", "--data", "back"])
    }

    @Test("copy only what is new of the curves, and are replaced in one step")
    func incremental() throws {
        try run(["backup", "kept", "--data", "data"])
        let segment = path("kept/segments/000001.seg")
        let inode = try FileManager.default.attributesOfItem(atPath: segment)[.systemFileNumber] as? Int
        let before = try Data(contentsOf: URL(filePath: segment))
        try run(["import", "d/daily/curves_2026-10-25.csv", "--data", "data"])
        #expect(try number(["backup", "kept", "--data", "data"]) == 2)
        let after = try Data(contentsOf: URL(filePath: segment))
        #expect(after.count > before.count && after.starts(with: before))
        #expect(try FileManager.default.attributesOfItem(atPath: segment)[.systemFileNumber] as? Int == inode)
        try run(["compact", "--data", "data"])
        try run(["backup", "kept", "--data", "data"])
        #expect(!FileManager.default.fileExists(atPath: segment))
        try run(["restore", "kept", "--without-erasures", "--data", "back"])
        #expect(try run(["verify", "--data", "back"]).output == run(["verify", "--data", "data"]).output)
    }

    @Test("keep a segment whose number another directory gave anew apart from it")
    func otherSegments() throws {
        try run(["backup", "kept", "--data", "data"])
        try run(["restore", "kept", "--without-erasures", "--data", "back"])
        // Both go on from the same register, each with a segment 2 of its own.
        try run(["compact", "--data", "data"])
        try run(["backup", "kept", "--data", "data"])
        try run(["compact", "--before", "2026-10-01", "--data", "back"])
        try run(["import", "d/daily/curves_2026-10-25.csv", "--data", "back"])
        try run(["compact", "--data", "back"])
        try run(["backup", "kept", "--data", "back"])
        try run(["restore", "kept", "--without-erasures", "--data", "again"])
        #expect(try run(["verify", "--data", "again"]).output == run(["verify", "--data", "back"]).output)
        // The first one is not what the backup has gone on from.
        #expect(try run(["backup", "kept", "--data", "data"], code: 3).errors.contains("give another folder"))
    }

    @Test("are refused with a changed byte, and nothing comes back")
    func damaged() throws {
        try run(["backup", "kept", "--data", "data"])
        for name in ["kept/segments/000001.seg", "kept/snapshot-1/maille.sqlite"] {
            let url = URL(filePath: path(name))
            let good = try Data(contentsOf: url)
            var bytes = good
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: url)
            #expect(try run(["backup", "kept", "--check"], code: 3).errors.contains("is damaged"))
            #expect(
                try run(["restore", "kept", "--without-erasures", "--data", "back"], code: 3).errors
                    .contains("is damaged"))
            #expect(!FileManager.default.fileExists(atPath: path("back")))
            try good.write(to: url)
        }
        try run(["restore", "kept", "--without-erasures", "--data", "back"])
        let there = try run(["restore", "kept", "--without-erasures", "--data", "back"], code: 3)
        #expect(there.errors.contains("is there already"))
        _ = try line.folder.file("other.txt", "")
        #expect(try run(["backup", ".", "--data", "data"], code: 3).errors.contains("holds other things"))
    }

    @Test("that forgot what left are told by its manifest, and their days are closed")
    func forgotten() throws {
        try run(["backup", "kept", "--data", "data"])
        try run(["publish", "--day", "2026-10-24", "--out", "out", "--data", "data"] + Self.now)
        try run(["restore", "kept", "--without-erasures", "--data", "back"])
        let manifest = "out/manifest_2026-10-24_e1.json"
        #expect(try run(["verify", "--head", manifest, "--data", "back"], code: 3).errors.contains("maille close"))
        try run(["close", "--manifest", manifest, "--data", "back"] + Self.now)
        try run(["publish", "--day", "2026-10-24", "--out", "out2", "--data", "back"] + Self.now, code: 3)
    }

    /// More with MAILLE_KILLS.
    @Test("killed at any moment leave the one before or the new one whole")
    func killed() throws {
        try run(["backup", "kept", "--data", "data"])
        var made = 1
        let kills = ProcessInfo.processInfo.environment["MAILLE_KILLS"].flatMap { Int($0) } ?? 30
        for turn in 0..<kills {
            if turn == kills / 2 { try run(["import", "d/daily/curves_2026-10-25.csv", "--data", "data"]) }
            let (process, _, _) = try line.startHere(["backup", "kept", "--data", "data"])
            usleep(UInt32.random(in: 20_000...250_000))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let number = try #require(try number(["backup", "kept", "--check"]))
            #expect(number == made || number == made + 1)
            made = number
        }
        try run(["restore", "kept", "--without-erasures", "--data", "back"])
        try run(["verify", "--data", "back"])
        #expect(try number(["backup", "kept", "--data", "data"]) == made + 1)
    }
}
