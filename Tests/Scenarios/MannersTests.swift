import Foundation
import TestKit
import Testing

/// How the program speaks, whatever the command.
@Suite("The manners of the command line")
struct MannersTests {
    private struct Failed: Decodable {
        struct Reason: Decodable {
            let code: String
            let message: String
            let hint: String?
        }

        let error: Reason
    }

    private static let totals = """
        point;carrier;direction;start;end;value;unit
        EAU-7;water;extraction;2026-02-01;2026-02-02;0.301;m3
        EAU-7;water;extraction;2026-02-02;2026-02-03;0.302;m3

        """

    private func imported() throws -> CommandLine {
        let line = try CommandLine()
        let file = try line.folder.file("totals.csv", Self.totals)
        let result = try line.run("import", file, "--data", line.data, "--now", "2026-03-01T00:00:00Z")
        #expect(
            result.code == 0 && result.output.hasPrefix("1 file: 1 kept; 0 new point-days, 2 new register readings"))
        return line
    }

    private func reason(_ result: CommandLine.Result) throws -> Failed.Reason {
        try JSONDecoder().decode(Failed.self, from: Data(result.output.utf8)).error
    }

    @Test(
        "a word that is none names the right one, and ends with 2",
        arguments: [
            ("improt x", "Did you mean 'maille import'?"), ("points shw X", "Did you mean 'maille points show'?"),
            ("help accounts lst", "Did you mean 'maille accounts list'?"), ("help nosuch", "See 'maille --help'"),
            ("curve P --frm 2026-01-01", "Did you mean '--from'?"), ("curve P --xyzzy", "See 'maille curve --help'"),
            ("--data d pionts list", "Did you mean 'maille points'?"),
            ("gaps --json --dya 2026-01-15", "Did you mean '--day'?"),
        ])
    func spelling(words: String, hint: String) throws {
        let result = try CommandLine().run(words.split(separator: " ").map(String.init))
        #expect(result.code == 2 && result.errors.contains(hint), "\(result.errors)")
    }

    @Test("says its version, and of a date in another form the form that is wanted")
    func version() throws {
        let line = try CommandLine()
        let version = try line.run("--version")
        #expect(version.code == 0 && version.output.hasPrefix("maille "))
        let date = try line.run("gaps", "--day", "15/01/2026", "--json")
        #expect(date.code == 2 && date.errors.contains("Write a day as 2026-01-15"))
        #expect(try reason(date).hint?.hasPrefix("Write a day as 2026-01-15") == true)
    }

    @Test(
        "gives failures as JSON where JSON was asked for",
        arguments: ["points list", "curve P --from 2026-01-01 --to 2026-01-02"])
    func failures(words: String) throws {
        let line = try imported()
        let arguments = words.split(separator: " ").map(String.init) + ["--json"]
        let absent = try line.run(arguments + ["--data", line.data + "-none"])
        #expect(absent.code == 3)
        #expect(try reason(absent).hint == "check the path, then try again (open)")
        let unknown = try line.run("imports", "show", "99", "--json", "--data", line.data)
        #expect(try unknown.code == 3 && reason(unknown).code == "unknown-import")
        let usage = try line.run("curve", "--json")
        #expect(try usage.code == 2 && reason(usage).code == "usage")
    }

    @Test("of a point that no list describes, what is kept is said")
    func unlistedPoint() throws {
        let line = try imported()
        let shown = try line.run("points", "show", "EAU-7", "--json", "--data", line.data)
        #expect(shown.code == 3)
        #expect(try reason(shown).message.contains("of which water extraction is kept"))
    }

    @Test("commands that read make no directory, no key and no file of people")
    func readingMakesNothing() throws {
        let line = try CommandLine()
        for words in [
            "points list", "imports list", "sets list", "sources list", "gaps --day 2026-01-15", "agreements list",
            "readings P --from 2026-01-01 --to 2026-01-02", "accounts list", "recipients list", "map list",
        ] {
            let result = try line.run(words.split(separator: " ").map(String.init) + ["--data", line.data])
            #expect(result.code == 3, "\(words): \(result.output)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: line.folder.url.path) == [])
        let present = try imported()
        #expect(try present.run("accounts", "list", "--data", present.data).code == 3)
        #expect(!FileManager.default.fileExists(atPath: present.data + ".key"))
    }

    @Test("lists are JSON where JSON is asked for: of a command without records too")
    func lists() throws {
        let line = try imported()
        _ = try line.run(
            ["recipients", "add", "--name", "N", "--contact", "c@example.org", "--data", line.data, "--json"])
        for words in [
            "accounts list", "recipients list", "needs list", "programs list", "mandates list", "consents list P",
        ] {
            let result = try line.run(words.split(separator: " ").map(String.init) + ["--data", line.data, "--json"])
            let rows = try JSONDecoder().decode([[String: String]].self, from: Data(result.output.utf8))
            #expect(rows.map { $0["name"] } == (words.hasPrefix("recipients") ? ["N"] : []), "\(words)")
        }
        let verified = try line.run("audit", "verify", "--data", line.data, "--json")
        #expect(verified.code == 0 && verified.output.contains("\"faults\":[]"))
    }

    @Test("where there is no curve, says what there is, and how to see it")
    func noCurve() throws {
        let line = try imported()
        let period = ["--from", "2026-02-01", "--to", "2026-02-06", "--data", line.data]
        let curve = try line.run(["curve", "EAU-7", "--carrier", "water"] + period)
        #expect(curve.code == 3)
        #expect(
            curve.errors.contains(
                "There is: daily totals (2 from 2026-02-01 to 2026-02-02), no curve: see maille readings"))
        let other = try line.run(["curve", "EAU-7"] + period)
        #expect(other.errors.contains("There is: water extraction only: --carrier water"))
        let readings = try line.run(["readings", "EAU-7", "--carrier", "water"] + period)
        #expect(
            readings.output.split(separator: "\n").dropFirst().first
                == "daily-energy;2026-02-01T00:00:00+01:00;2026-02-02T00:00:00+01:00;301;l;measured;")
    }

    @Test("a file that waits in a folder is refused once, in words and in the list; one that is named, each time")
    func refusedOnce() throws {
        let line = try CommandLine()
        let file = try line.folder.file("in/notes.txt", "hello\n")
        let folder = line.folder.url.appending(path: "in").path
        let first = try line.run("import", folder, "--data", line.data)
        #expect(first.code == 3 && first.errors.contains("notes.txt: refused"))
        let second = try line.run("import", folder, "--data", line.data)
        #expect(second.code == 0 && second.errors.isEmpty && second.output.contains("1 refused before"))
        #expect(try line.run("import", file, "--data", line.data).code == 3)
        _ = try line.folder.file("in/notes.txt", "hello again\n")
        #expect(try line.run("import", folder, "--data", line.data).code == 3)
        let list = try line.run("imports", "list", "--data", line.data).output
        #expect(list.split(separator: "\n").count == 4)
    }

    @Test("a file of a directory can be read by its owner alone, whatever the mask")
    func modes() throws {
        let line = try imported()
        let names = try FileManager.default.subpathsOfDirectory(atPath: line.data)
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(line.data)/\(name)")
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(name) \(String(mode, radix: 8))")
        }
        #expect(names.contains("maille.sqlite"))
    }

    @Test("verify looks at a copy that cannot be written, and leaves nothing of its own")
    func readOnlyCopy() throws {
        let line = try imported()
        // Permissions do not bind the superuser.
        guard geteuid() != 0 else { return }
        chmod(line.data, 0o500)
        defer { chmod(line.data, 0o700) }
        let result = try line.run("verify", "--data", line.data)
        #expect(result.code == 0 && result.errors.contains("looked at as copies"), "\(result.errors)")
    }

    @Test("half a kilovolt-ampere is not cut, and what nobody expected is no zero")
    func figures() throws {
        let line = try CommandLine()
        let list =
            "point;carrier;directions;segment;subscribed_power_va\n01234567890123;electricity;extraction;C5;1500\n"
        let file = try line.folder.file("points.csv", list)
        let points = try line.run("points", "import", file, "--data", line.data)
        #expect(points.code == 0, "\(points.errors)")
        #expect(try line.run("points", "list", "--data", line.data).output.contains("  1.5 "))
        let gaps = try line.run("gaps", "--day", "2026-01-15", "--json", "--data", line.data).output
        #expect(gaps.contains("\"intervals\":null,\"missingIntervals\":null"))
    }
}
