import Foundation
import TestKit
import Testing

/// A running server, over the folder of a command line.
final class ServedCommandLine {
    let line: CommandLine
    private let server: Process
    /// What the server says, from its own file.
    private let log: URL

    /// Waits until it listens.
    init(_ line: CommandLine, settings: [String: String] = [:]) throws {
        self.line = line
        log = line.folder.url.appending(path: "server.log")
        try Data().write(to: log)
        server = Process()
        server.executableURL = CommandLine.program
        server.arguments = ["serve", "--data", "data", "--port", "0"]
        server.currentDirectoryURL = line.folder.url
        server.environment = ProcessInfo.processInfo.environment.merging(["MAILLE_HEALTH_PORT": "0"]) { $1 }
            .merging(settings) { $1 }
        server.standardError = try FileHandle(forWritingTo: log)
        try server.run()
        let end = ContinuousClock.now + .seconds(60)
        while !said.contains("maille: listening"), server.isRunning, ContinuousClock.now < end { usleep(20_000) }
        try #require(said.contains("maille: listening"), "\(said)")
    }

    var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    func stop() {
        server.terminate()
        server.waitUntilExit()
    }

    deinit { stop() }
}

extension CommandLine {
    /// Runs in the folder, as a person does who stands there.
    func here(_ arguments: [String], input: Data? = nil, in environment: [String: String] = [:]) throws -> Result {
        let (process, output, errors) = try startHere(arguments, in: environment)
        let source = (process.standardInput as? Pipe)?.fileHandleForWriting
        if let input { try source?.write(contentsOf: input) }
        try source?.close()
        return try CommandLine.end(of: process, output, errors)
    }

    func startHere(
        _ arguments: [String], in environment: [String: String] = [:], by program: URL = CommandLine.program
    ) throws -> (process: Process, output: Pipe, errors: Pipe) {
        let process = Process()
        (process.executableURL, process.arguments) = (program, arguments)
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (Pipe(), output, errors)
        try process.run()
        return (process, output, errors)
    }

    static func end(of process: Process, _ output: Pipe, _ errors: Pipe) throws -> Result {
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let problems = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Result(code: process.terminationStatus, output: text, errors: problems)
    }
}

@Suite("Commands while a server runs", .serialized)
struct ServedCommandTests {
    private static let curve = """
        point;carrier;direction;start;end;value;unit;quality
        99000000000007;electricity;extraction;2026-10-24T00:00:00+02:00;2026-10-24T01:00:00+02:00;500;W;measured

        """

    /// What a command says, without what chance, the clock and the place of the folder put into it.
    private func comparable(_ result: CommandLine.Result) -> String {
        "\(result.code)\n\(result.output)\n\(result.errors)"
            .replacing(/\/tmp\/[A-Za-z0-9-]+\//, with: "")
            .replacing(/made the master key .*\n/, with: "")
            .replacing(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/, with: "CODE")
            .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z/, with: "INSTANT")
            .replacing(/[A-Za-z0-9_-]{20,80}/, with: "ID")
            .replacing(/\ +/, with: " ")
    }

    /// A day of everything that an operator does. Each command gets the identifiers that earlier ones printed.
    private func work(_ line: CommandLine) throws -> [(command: String, said: String)] {
        var (said, printed): ([(String, String)], [String: String]) = ([], [:])
        func run(_ command: String, input: String? = nil, keeping name: String? = nil) throws {
            let words = command.split(separator: " ").map { word in
                printed[String(word)] ?? String(word).replacing("_", with: " ")
            }
            let result = try line.here(words + ["--data", "data"], input: input.map { Data($0.utf8) })
            said.append((command, comparable(result)))
            let first = result.output.split(whereSeparator: \.isWhitespace).first { $0 != "client_id" }.map(String.init)
            if let name { printed[name] = first ?? "" }
        }
        let now = "--now 2026-11-20T08:00:00Z"
        try run("sources add grdf --name GRDF --carrier gas \(now)")
        try run("sources list")
        try run("points import district/points.csv \(now)")
        try run("sets import district/sets.csv \(now)")
        try run("import district --json \(now)")
        try run("import - \(now)", input: Self.curve)
        try run("import a.csv nowhere.csv \(now)")
        try run("imports list")
        try run("imports show 3")
        for list in ["points list", "sets list --json", "agreements list", "keys list --json"] { try run(list) }
        try run("points show 99000000000007")
        try run("curve 99000000000007 --from 2026-10-24 --to 2026-10-24")
        try run("gaps --day 2026-10-24")
        try run("agreements add --recipient City --use 2a --basis contract --from 2026-01-01 \(now)")
        try run("agreements end 1 --after 2026-12-31 \(now)")
        try run("publish --day 2026-10-24 --out out --reasons \(now)")
        try run("approvals --day 2026-10-24")
        try run("table --kind commune --from 2026 --dry-run \(now)")
        try run("statistic --set commune-01001 --day 2026-10-24 \(now)")
        try run("explain --set commune-01001 --day 2026-10-24")
        try run("pseudonyms --set commune-01001 --recipient R --purpose P --contract C \(now)")
        try run("keys destroy --recipient R --purpose P --contract C \(now)")
        try run("accounts add --name Anna --email anna@example.org", input: "correct horse battery\n", keeping: "A")
        try run("accounts add --name M --email m@example.org --role building-manager", input: "x", keeping: nil)
        try run("accounts list")
        try run("accounts forget-code A")
        try run("accounts suspend A")
        try run("accounts resume A")
        try run("letters 99000000000007 --from 2026-11-01 \(now)")
        try run("recipients add --name Voltéo --contact dpo@volteo.example", keeping: "R1")
        try run(
            "needs add --recipient R1 --daily --purpose-fr a --purpose-en b --text-fr c --text-en d", keeping: "N1")
        try run("programs add --recipient R1 --name App", keeping: "P1")
        try run("programs suspend P1")
        try run("programs resume P1")
        try run("outbox")
        for list in ["recipients list", "needs list", "programs list", "mandates list"] { try run(list) }
        try run("mandates add --manager A --building commune-01001")
        try run("consents list 99000000000007")
        try run("consents daily \(now)")
        try run("accounts erase A")
        try run("audit sign --roots roots")
        try run("audit verify --roots roots")
        try run("compact --before 2026-11-01")
        try run("verify --json --sign register.roots")
        try run("close --from 2026-10-30 \(now)")
        try run("verify --json")
        try run("sets import nowhere.csv")
        return said
    }

    private func stocked() throws -> CommandLine {
        let line = try CommandLine()
        let made = try line.here([
            "simulate", "--meters", "40", "--days", "2", "--from", "2026-10-24", "--out", "district", "--seed", "7",
            "--format", "csv",
        ])
        #expect(made.code == 0, "\(made.errors)")
        _ = try line.folder.file("a.csv", Self.curve)
        return line
    }

    @Test("say and keep what they say and keep without a server")
    func same() throws {
        let (alone, served) = (try stocked(), try stocked())
        let expected = try work(alone)
        let server = try ServedCommandLine(served)
        let found = try work(served)
        for ((command, said), (_, otherwise)) in zip(found, expected) where !command.hasPrefix("audit") {
            #expect(said == otherwise, "\(command)")
        }
        // The log has one entry more for each command, so that its own commands count otherwise.
        for (command, said) in found where command.hasPrefix("audit") { #expect(said.hasPrefix("0\n"), "\(said)") }
        server.stop()
        for question in ["points list", "imports list", "sets list", "verify --json", "accounts list"] {
            let words = question.split(separator: " ").map(String.init) + ["--data", "data"]
            #expect(try comparable(served.here(words)) == comparable(alone.here(words)), "\(question)")
        }
        let folders = try [served, alone].map { line in
            try FileManager.default.subpathsOfDirectory(atPath: line.folder.url.path)
                .filter { $0.hasPrefix("out") }.sorted()
        }
        #expect(folders[0] == folders[1])
    }

    @Test("are in the audit log before they begin, with who gave them and without what was given")
    func audited() throws {
        let line = try stocked()
        let server = try ServedCommandLine(line)
        _ = try line.here(
            ["accounts", "--data", "data", "add", "--name", "Annabelle", "--email", "annabelle@example.org"],
            input: Data("correct horse battery\n".utf8))
        #expect(try line.here(["points", "show", "99000000000009", "--data", "data"]).code == 3)
        server.stop()
        // What is not in the database yet is in its write-ahead log.
        let log = ["", "-wal"].reduce(into: Data()) { log, suffix in
            let path = line.folder.url.appending(path: "data/access.sqlite\(suffix)").path
            if let bytes = FileManager.default.contents(atPath: path) { log += bytes }
        }
        let name = NSUserName()
        for (command, count) in [("accounts add", 1), ("points show", 1)] {
            let actor = #"{"systemUser":{"_0":{"name":"\#(name)","uid":\#(geteuid())}}}"#
            let entry = #""action":"command-given","actor":\#(actor)"#
            let text = String(decoding: log, as: UTF8.self)
            #expect(text.ranges(of: entry).count >= 2)
            #expect(text.ranges(of: "\"purpose\":\"\(command)\"").count == count)
            #expect(!text.contains("nnabelle") && !text.contains("99000000000009"))
        }
        #expect(!server.said.contains("nnabelle") && !server.said.contains("99000000000009"))
    }

    @Test("exclude each other in words, let others by, and end whole when the command line goes away")
    func concurrent() throws {
        let line = try stocked()
        let server = try ServedCommandLine(line)
        let (long, output, errors) = try line.startHere(["import", "-", "--data", "data"])
        let source = try #require(long.standardInput as? Pipe).fileHandleForWriting
        try source.write(contentsOf: Data(Self.curve.utf8.prefix(100)))
        sleep(2)
        let other = try line.here(["import", "a.csv", "--data", "data"])
        #expect(other.code == 3 && other.errors.contains("an import is under way: try again when it is over"))
        #expect(try line.here(["points", "list", "--data", "data"]).code == 0)
        #expect(try line.here(["compact", "--data", "data"]).errors.contains("is under way"))
        try source.write(contentsOf: Data(Self.curve.utf8.dropFirst(100)))
        try source.close()
        #expect(try CommandLine.end(of: long, output, errors).code == 0)

        // Killed in the middle: what had begun ends, and the files after it are not begun.
        let (killed, _, _) = try line.startHere(["import", "-", "district", "--data", "data"])
        let rest = try #require(killed.standardInput as? Pipe).fileHandleForWriting
        try rest.write(contentsOf: Data(Self.curve.utf8))
        sleep(2)
        #expect(try line.here(["compact", "--data", "data"]).errors.contains("an import is under way"))
        kill(killed.processIdentifier, SIGKILL)
        killed.waitUntilExit()
        sleep(2)
        // Its input is still open, as that of a terminal is: nobody reads it, and others have their turn.
        #expect(try line.here(["compact", "--data", "data"]).code == 0)
        try rest.close()
        #expect(try line.here(["imports", "list", "--data", "data"]).output.split(separator: "\n").count == 2)
        #expect(try line.here(["verify", "--data", "data"]).code == 0)
        server.stop()
        #expect(try line.here(["verify", "--data", "data"]).code == 0)
    }

    @Test func `A collector follows the audit log of a running server`() throws {
        let line = try stocked()
        let server = try ServedCommandLine(line)
        let (follower, output, errors) = try line.startHere(["audit", "list", "--follow", "--data", "data"])
        #expect(try line.here(["points", "list", "--data", "data"]).code == 0)
        var seen = ""
        let end = ContinuousClock.now + .seconds(60)
        while !seen.contains("points list"), ContinuousClock.now < end {
            seen += String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        }
        #expect(seen.contains(#""purpose":"audit list""#) && seen.contains(#""purpose":"points list""#), "\(seen)")
        #expect(seen.hasSuffix("Z\"}\n") && follower.isRunning)
        server.stop()
        #expect(try CommandLine.end(of: follower, output, errors).errors.contains("interrupted"))
    }

    @Test("are for the owner, root and the group that the configuration names", .enabled(if: geteuid() == 0))
    func strangers() throws {
        let line = try stocked()
        // Any folder that others can reach.
        let folder = URL(filePath: "/tmp/maille-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        chmod(folder.path, 0o755)
        let socket = folder.appending(path: "admin.socket").path
        let program = folder.appending(path: "maille")
        try FileManager.default.copyItem(at: CommandLine.program, to: program)
        let server = try ServedCommandLine(
            line, settings: ["MAILLE_ADMINISTRATION_SOCKET": socket, "MAILLE_ADMINISTRATION_GROUP": "nogroup"])
        func list(_ command: [String] = ["points", "list"], group: String) throws -> CommandLine.Result {
            let (process, output, errors) = try line.startHere(
                [
                    "--reuid=12345", "--regid=\(group)", "--clear-groups", program.path,
                ] + command + ["--data", line.data],
                in: ["MAILLE_SOCKET": socket], by: URL(filePath: "/usr/bin/setpriv"))
            return try CommandLine.end(of: process, output, errors)
        }
        #expect(try list(group: "65534").code == 0)
        // They need not see the directory.
        chmod(line.folder.url.path, 0o700)
        #expect(try list(["verify"], group: "65534").code == 0)
        let kept = try list(group: "12345")
        #expect(kept.code == 3 && kept.output.isEmpty && !server.said.contains("command refused"), "\(kept.errors)")
        // Whoever reaches the socket all the same is known to the kernel.
        chmod(socket, 0o666)
        let refused = try list(group: "12345")
        #expect(refused.code == 3 && refused.errors.contains("the server takes no commands from this user"))
        #expect(server.said.contains("command refused"))
        var status = stat()
        stat(line.data + "/admin.socket", &status)
        #expect(status.st_mode & 0o777 == 0o600)
    }
}
