import Foundation
import TestKit
import Testing

/// A village of which two days are published, with a backup made in between.
@Suite("The commands that hold the register to what left")
struct WitnessCommandTests {
    private let line: CommandLine
    private let out: String
    private let backup: String

    init() throws {
        line = try CommandLine()
        out = line.folder.url.appending(path: "out").path
        backup = line.folder.url.appending(path: "backup").path
        var sets = "set;kind;use;usage;step;point;carrier;direction;from;until;consent\n"
        var curves = "point;carrier;direction;start;end;value;unit;quality\n"
        for number in 11...22 {
            sets += "village;commune;4b;restricted;;990000000000\(number);;;2026-01-01;;\n"
            for day in 22...23 {
                curves += """
                    990000000000\(number);electricity;extraction;2026-10-\(day);2026-10-\(day + 1);\(number)00;Wh;measured

                    """
            }
        }
        for (name, text) in [("sets.csv", sets), ("energies.csv", curves)] {
            #expect(try run("import", try line.folder.file(name, text)).code == 0)
        }
        try line.agree(to: "4b")
        #expect(try publish("2026-10-22").code == 0)
        try FileManager.default.copyItem(atPath: line.data, toPath: backup)
        #expect(try publish("2026-10-23").code == 0)
    }

    private func run(_ arguments: String..., on directory: String? = nil) throws -> CommandLine.Result {
        try line.run(arguments + ["--data", directory ?? line.data, "--now", "2026-10-29"])
    }

    private func publish(_ day: String, on directory: String? = nil, to folder: String? = nil) throws
        -> CommandLine.Result
    {
        try run("publish", "--day", day, "--out", folder ?? out, on: directory)
    }

    private func manifest(_ day: Int) -> String { "\(out)/manifest_2026-10-\(day)_e1.json" }

    @Test("find a backup that was put back by a manifest, and close the days that it forgot")
    func restored() throws {
        let whole = try run("verify", "--head", manifest(22), "--head", manifest(23))
        #expect(whole.code == 0, "\(whole.errors)")
        #expect(try run("verify", on: backup).code == 0)
        let older = try run("verify", "--head", manifest(22), "--head", manifest(23), on: backup)
        #expect(older.code == 3 && older.errors.contains("older copy"))
        #expect(older.errors.contains("2026-10-23 to 2026-10-29"))
        #expect(!older.errors.contains(manifest(22)))
        let known = try run("close", "--manifest", manifest(22), on: backup)
        #expect(known.code == 0 && known.output.contains("nothing to close"))
        let closed = try run("close", "--manifest", manifest(23), on: backup)
        #expect(closed.code == 0 && closed.output.contains("2026-10-23 to 2026-10-29"))
        let refused = try publish("2026-10-23", on: backup)
        #expect(refused.code == 3 && refused.errors.contains("forgot what left of 2026-10-23"))
        #expect(try publish("2026-10-22", on: backup).code == 0)
        #expect(try run("verify", on: backup).code == 0)
        #expect(try run("close", on: backup).code == 2)
    }

    @Test("sign the register's head, and find by the root what was cut off")
    func roots() throws {
        let roots = line.folder.url.appending(path: "roots.jsonl").path
        for _ in 0..<2 { #expect(try run("verify", "--sign", roots).code == 0) }
        #expect(try String(contentsOfFile: roots, encoding: .utf8).split(separator: "\n").count == 2)
        #expect(try run("verify", "--roots", roots).code == 0)
        let key = URL(filePath: line.data).appendingPathExtension("key").path
        // What signed the roots lies with people's data, of which the backup had none yet.
        try FileManager.default.copyItem(atPath: "\(line.data)/access.sqlite", toPath: "\(backup)/access.sqlite")
        let older = try run("verify", "--roots", roots, "--master-key", key, on: backup)
        #expect(older.code == 3 && older.errors.contains("cut off"))
        let others = try run("verify", "--roots", roots, on: backup)
        #expect(others.code != 0 && others.errors.contains("there is no master key"))
        #expect(try run("verify", "--roots", try line.folder.file("bad", "{}\n")).code == 3)
        #expect(try run("verify", "--head", roots).code == 3)
    }
}
