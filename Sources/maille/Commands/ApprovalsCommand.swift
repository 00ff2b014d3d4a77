import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct ApprovalsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals",
        abstract: "List which uses left on a day although they were not ready, and why (publish --approve).")

    @OptionGroup var common: CommonOptions
    @Option(help: "The measured day; of a table, the last one of its year.") var day: CivilDay

    func run() throws {
        let rows = try common.openPresent().releases.approvals(of: day).map { Row(use: $0.use, reason: $0.reason) }
        var table = TextTable(["use", "reason"])
        for row in rows { table.add([row.use, row.reason]) }
        try Summary.give(rows, asJSON: common.json, table.text)
    }

    private struct Row: Encodable {
        let use: String
        let reason: String
    }
}
