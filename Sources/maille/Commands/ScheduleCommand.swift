import ArgumentParser
import EmbeddedStore
import Foundation
import Metering

struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Show what the server does by itself: when it last did, will next, and what failed.",
        discussion:
            "The server's configuration says what that is (docs/running/serve.md). Ends with 1 where the last run of a job failed."
    )

    @OptionGroup var common: CommonOptions
    @Flag(help: "After a backup was put back and its witnesses were asked: publish by itself again.") var resume = false

    private struct Row: Encodable {
        let job: String
        let startedAt: String?
        let endedAt: String?
        let next: String
        let error: String?
    }

    private struct Outcome: Encodable {
        let jobs: [Row]
        let publishedThrough: CivilDay?
        let waiting: [CivilDay]
    }

    func run() throws {
        let directory = try common.openPresent().url
        if resume { try ScheduleState.update(in: directory) { $0.restoredAt = nil } }
        let state = try ScheduleState.read(in: directory)
        let rows = ScheduledJob.allCases.compactMap { job in
            state.jobs[job.rawValue].map { run in
                Row(
                    job: job.rawValue, startedAt: run.startedAt?.description, endedAt: run.endedAt?.description,
                    next: run.next.description, error: run.error)
            }
        }
        let outcome = Outcome(jobs: rows, publishedThrough: state.publishedThrough, waiting: state.waiting)
        try Summary.give(outcome, asJSON: common.json, text(of: outcome))
        if rows.contains(where: { $0.error != nil }) { throw ExitCode(1) }
    }

    private func text(of outcome: Outcome) -> String {
        var table = TextTable(["job", "began", "ended", "next", ""])
        for row in outcome.jobs {
            table.add([row.job, row.startedAt ?? "", row.endedAt ?? "", row.next, row.error ?? ""])
        }
        let days = outcome.publishedThrough.map { ["Published up to \($0)."] } ?? []
        let waiting =
            outcome.waiting.isEmpty
            ? [] : ["These days wait: \(outcome.waiting.map(\.description).joined(separator: ", "))."]
        return ([table.text] + days + waiting).joined(separator: "\n")
    }
}
