import Foundation
import TestKit
import Testing

@Suite("The commands of agreements")
struct AgreementCommandTests {
    private let line: CommandLine

    init() throws {
        line = try CommandLine()
        let sets = "set;kind;use;usage;point;from;until\na;building;heat;restricted;99000000000001;2026-01-01;\n"
        #expect(try line.run("sets", "import", "--data", line.data, try line.folder.file("s.csv", sets)).code == 0)
    }

    private func publish(_ day: String) throws -> CommandLine.Result {
        let out = line.folder.url.appending(path: "out").path
        return try line.run(
            "publish", "--data", line.data, "--day", day, "--out", out, "--now", "2026-10-30", "--approve",
            "heat=no files")
    }

    private func agreements(_ arguments: String...) throws -> CommandLine.Result {
        try line.run(["agreements"] + arguments + ["--data", line.data])
    }

    @Test func `let restricted figures leave from the day they name to the day they end after`() throws {
        let refused = try publish("2026-10-24")
        #expect(refused.code == 3 && refused.errors.contains("maille agreements add --recipient NAME --use heat"))
        let added = try agreements(
            "add", "--recipient", "City", "--use", "heat", "--basis", "contract 7", "--from", "2026-10-24")
        #expect(added.code == 0 && added.output == "1\n")
        #expect(try publish("2026-10-23").code == 3)
        #expect(try publish("2026-10-24").code == 0)
        #expect(try agreements("end", "1", "--after", "2026-10-24").code == 0)
        #expect(try publish("2026-10-25").code == 3)
        #expect(try publish("2026-10-24").code == 0)
        let listed = try agreements("list").output
        #expect(listed.contains("City") && listed.contains("contract 7"))
    }

    @Test func `are refused without a legal basis, and ended once`() throws {
        let policy = try agreements(
            "add", "--recipient", "City", "--use", "heat", "--basis", "daily-provision-2018", "--from", "2026-10-24")
        #expect(policy.code == 3 && policy.errors.contains("no legal basis"))
        let unknown = try agreements("end", "7", "--after", "2026-10-24")
        #expect(unknown.code == 3 && unknown.errors.contains("there is no agreement 7"))
    }
}
