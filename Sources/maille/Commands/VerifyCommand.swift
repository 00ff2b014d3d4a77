import ArgumentParser
import EmbeddedStore
import Store

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the integrity of everything that is kept.")

    @OptionGroup var common: CommonOptions

    private struct Outcome: Encodable {
        let blocks: Int
        let pointDays: Int
        let imports: Int
        let releases: Int
        let lastLink: String
        let faults: [String]
    }

    func run() throws {
        let display = ProgressDisplay()
        let found = try common.openPresent().verify { done, total in
            display.show("verify", done: done, total: total, "\(done.grouped) / \(total.grouped) blocks")
        }
        display.finish()
        for fault in found.faults { Diagnostics.say(fault) }
        let outcome = Outcome(
            blocks: found.blocks, pointDays: found.pointDays, imports: found.imports, releases: found.releases,
            lastLink: found.lastLink, faults: found.faults)
        let verdict = found.faults.isEmpty ? "all is as it was kept" : "\(found.faults.count.grouped) faults"
        try Summary.give(
            outcome, asJSON: common.json,
            """
            \(found.imports.grouped) imports, \(found.pointDays.grouped) versions of point-days in \(found.blocks.grouped) blocks, \
            \(found.releases.grouped) verdicts: \(verdict).
            The register ends with the link \(found.lastLink).
            """)
        if !found.faults.isEmpty { throw ExitCode(3) }
    }
}
