import ArgumentParser
import Metering
import Web

struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "E-mails, news for programs and deliveries that wait to leave, and those given up.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: AccessOptions

    private struct Report: Encodable {
        struct Waiting: Encodable {
            let kind: String
            let count: Int
            let tried: Int
            let next: String?
        }
        struct GivenUp: Encodable {
            let kind: String
            let owner: String
            let tries: Int
            let fault: String
            let at: String
        }
        let waiting: [Waiting]
        let givenUp: [GivenUp]
    }

    func run() throws {
        let found = try options.openTenant(common).outboxReport()
        let report = Report(
            waiting: found.waiting.map {
                .init(kind: $0.kind, count: $0.count, tried: $0.tried, next: $0.next?.description)
            },
            givenUp: found.givenUp.map {
                .init(kind: $0.message, owner: $0.owner, tries: $0.tries, fault: $0.fault, at: $0.at.description)
            })
        if common.json { return try Summary.give(report, asJSON: true, "") }
        var waiting = TextTable(["waiting", "messages", "tried in vain", "next try"], alignRight: [1, 2])
        for line in report.waiting {
            waiting.add([line.kind, line.count.grouped, line.tried.grouped, line.next ?? ""])
        }
        var givenUp = TextTable(["given up", "of", "tries", "at", "why"], alignRight: [2])
        for line in report.givenUp { givenUp.add([line.kind, line.owner, "\(line.tries)", line.at, line.fault]) }
        Results.say("\(waiting.text)\n\n\(givenUp.text)")
    }
}
