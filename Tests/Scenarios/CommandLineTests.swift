import Foundation
import TestKit
import Testing

/// The program itself, run as a person runs it.
struct CommandLine {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    var data: String { folder.url.appending(path: "data").path }

    struct Result {
        let code: Int32
        let output: String
        let errors: String
    }

    static let program =
        Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
        .map { $0.deletingLastPathComponent().appending(path: "maille") }
        ?? URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent().appending(path: "maille")

    func start(_ arguments: [String], input: Data? = nil) throws -> (process: Process, output: Pipe, errors: Pipe) {
        let process = Process()
        process.executableURL = CommandLine.program
        process.arguments = arguments
        let (output, errors, source) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = source
        try process.run()
        if let input { try source.fileHandleForWriting.write(contentsOf: input) }
        try source.fileHandleForWriting.close()
        return (process, output, errors)
    }

    func run(_ arguments: String..., input: Data? = nil) throws -> Result { try run(arguments, input: input) }

    func run(_ arguments: [String], input: Data? = nil) throws -> Result {
        let (process, output, errors) = try start(arguments, input: input)
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let problems = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Result(code: process.terminationStatus, output: text, errors: problems)
    }

    /// Notes an agreement over a use of restricted sets, since before all days of the tests.
    func agree(to use: String) throws {
        let result = try run(
            "agreements", "add", "--data", data, "--recipient", "Test recipient", "--use", use, "--basis",
            "a test's contract", "--from", "2020-01-01")
        #expect(result.code == 0, "\(result.errors)")
    }
}

@Suite("The command line")
struct CommandLineTests {
    private static let long = """
        point;carrier;direction;start;end;value;unit;quality
        99000000000001;electricity;extraction;2026-10-24T00:00:00+02:00;2026-10-24T01:00:00+02:00;500;W;measured

        """

    private func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("ends with 0 when all was kept, and gives one JSON object when asked")
    func good() throws {
        let line = try CommandLine()
        let file = try line.folder.file("a.csv", Self.long)
        let result = try line.run("import", "--data", line.data, "--json", file)
        #expect(result.code == 0, "\(result.errors)")
        #expect(try json(result.output)["added"] as? Int == 1)
        #expect(try line.run("verify", "--data", line.data).code == 0)
    }

    @Test("takes the data directory before or after the name of a subcommand")
    func optionPositions() throws {
        let line = try CommandLine()
        let list = try line.folder.file(
            "points.csv", "point;carrier;directions\n99000000000001;electricity;extraction\n")
        #expect(try line.run("points", "--data", line.data, "import", list).code == 0)
        #expect(try line.run("points", "list", "--data", line.data).output.contains("99000000000001"))
        #expect(try line.run("imports", "--data", line.data, "list").output.contains("points.csv"))
        #expect(try line.run("points", "--data", line.data, "show", "99000000000002").code == 3)
    }

    @Test("reads standard input")
    func standardInput() throws {
        let line = try CommandLine()
        let result = try line.run("import", "--data", line.data, "--json", "-", input: Data(Self.long.utf8))
        #expect(result.code == 0, "\(result.errors)")
        let curve = try line.run(
            "curve", "--data", line.data, "99000000000001", "--from", "2026-10-24", "--to", "2026-10-24")
        #expect(curve.output.contains("2026-10-24T00:00:00+02:00;2026-10-24T01:00:00+02:00;500;W;measured;"))
    }

    @Test("ends with 1 when records were set aside")
    func quarantined() throws {
        let line = try CommandLine()
        let file = try line.folder.file("a.csv", Self.long.replacing(";500;", with: ";-500;"))
        #expect(try line.run("import", "--data", line.data, file).code == 1)
    }

    @Test(
        "ends with 2 on wrong usage, and says what is right",
        arguments: [
            ["no-such-command"], ["import"], ["import", "a.xml", "--point", "9111642617347"],
            ["curve", "1", "--from", "2026-13-01", "--to", "2026-01-01"],
        ])
    func usage(arguments: [String]) throws {
        let (process, _, errors) = try CommandLine().start(arguments)
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 2)
        #expect(text.contains(" --help'"))
    }

    @Test("ends with 3 when nothing could be kept, and keeps nothing")
    func failed() throws {
        let line = try CommandLine()
        let file = try line.folder.file("a.xml", "<R50><PRM><Id_PRM>990000")
        let result = try line.run("import", "--data", line.data, file)
        #expect(result.code == 3 && result.errors.contains("a.xml"))
        #expect(try line.run("publish", "--data", line.data, "--day", "2020-01-01", "--out", line.data).code == 3)
    }

    @Test("goes on past a file that cannot be read, and shows a hostile name on one line without control characters")
    func hostileName() throws {
        let line = try CommandLine()
        let good = try line.folder.file("b.csv", Self.long)
        let hostile = try line.folder.file("a\u{1B}[2J\nkept.csv", "garbage")
        let result = try line.run("import", "--data", line.data, hostile, "/dev/null", good)
        #expect(result.code == 1)
        #expect(!result.errors.contains("\u{1B}") && !result.errors.contains("\nkept.csv"))
        #expect(result.output.contains("3 files: 1 kept, 2 refused"))
    }

    @Test("never writes over a published file that holds other figures")
    func occupied() throws {
        let line = try CommandLine()
        let sets = "set;kind;usage;point;from;until\na;building;restricted;99000000000001;2026-01-01;\n"
        #expect(try line.run("sets", "import", "--data", line.data, try line.folder.file("s.csv", sets)).code == 0)
        try line.agree(to: "restricted")
        let out = line.folder.url.appending(path: "out")
        let late = ["publish", "--data", line.data, "--day", "2026-10-24", "--out", out.path, "--now", "2026-10-30"]
        let refused = try line.run(late)
        #expect(refused.code == 3 && refused.errors.contains("0 % of the days of its points have energy"))
        let publish = late + ["--approve", "restricted=nobody lives there"]
        #expect(try line.run(publish).code == 0)
        let written = try #require(
            try FileManager.default.contentsOfDirectory(at: out, includingPropertiesForKeys: nil)
                .first { $0.pathExtension == "csv" })
        try Data("mine".utf8).write(to: written)
        #expect(try line.run(publish).code == 3)
        #expect(try Data(contentsOf: written) == Data("mine".utf8))
    }

    @Test("refuses a data directory that another process uses")
    func secondProcess() throws {
        let line = try CommandLine()
        let (first, output, _) = try line.start(["import", "--data", line.data, "/dev/stdin"])
        _ = output.fileHandleForReading.readDataToEndOfFile()
        first.waitUntilExit()
        let holder = Process()
        holder.executableURL = URL(filePath: "/usr/bin/flock")
        holder.arguments = ["--exclusive", line.data + "/lock", "sleep", "30"]
        try holder.run()
        defer { holder.terminate() }
        var result = try line.run("verify", "--data", line.data)
        for _ in 0..<50 where result.code == 0 {
            Thread.sleep(forTimeInterval: 0.1)
            result = try line.run("verify", "--data", line.data)
        }
        #expect(result.code == 3 && result.errors.contains("another process is using"))
    }

    @Test("keeps what it acknowledged when it is killed, and undoes what it had not", arguments: [2, 10, 40, 90])
    func killed(milliseconds: Int) throws {
        let line = try CommandLine()
        let small = try line.folder.file("small.csv", Self.long)
        #expect(try line.run("import", "--data", line.data, small).code == 0)
        let header = "point;date;" + (1...48).map { "v\($0)" }.joined(separator: ";") + "\n"
        let values = (1...48).map(String.init).joined(separator: ";")
        let rows = (0..<40_000).map { "9900000\(1_000_000 + $0);2026-10-24;\(values)\n" }
        let large = try line.folder.file("large.csv", header + rows.joined())
        let (process, _, errors) = try line.start(["import", "--data", line.data, large])
        Thread.sleep(forTimeInterval: Double(milliseconds) / 1_000)
        kill(process.processIdentifier, SIGKILL)
        _ = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let verified = try json(try line.run("verify", "--data", line.data, "--json").output)
        #expect(verified["faults"] as? [String] == [])
        #expect([1, 40_001].contains(verified["pointDays"] as? Int ?? 0))
        let again = try line.run("import", "--data", line.data, "--json", large)
        #expect(again.code == 0, "\(again.errors)")
        let after = try json(try line.run("verify", "--data", line.data, "--json").output)
        #expect(after["pointDays"] as? Int == 40_001)
    }
}
