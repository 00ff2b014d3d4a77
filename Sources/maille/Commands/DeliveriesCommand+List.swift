import ArgumentParser
import Foundation
import Metering
import Web

extension DeliveriesCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the destinations, what they took and when, what waits for them and why.",
            discussion: "Ends with 1 where something was tried in vain or given up: let your supervision ask it.")

        @ParentCommand var parent: DeliveriesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @Argument(help: "One destination (all).") var name: String?
        @Flag(help: "Each document, in place of the latest ten that arrived and the next ten that wait.")
        var all = false

        func run() throws {
            let options = own.under(parent.common)
            let rows = try self.options.deliveries(of: options.open()).report(of: name).map(Row.init)
            try Summary.give(rows, asJSON: options.json, text(of: rows))
            if rows.contains(where: { !$0.givenUp.isEmpty || $0.waiting.contains { $0.why != nil } }) {
                throw ExitCode(1)
            }
        }

        private func text(of rows: [Row]) -> String {
            var destinations = TextTable(
                ["destination", "gets", "from", "policy", "arrived", "waiting", "given up", "how"],
                alignRight: [4, 5, 6])
            var arrived = TextTable(["destination", "arrived", "at", "tries", "SHA-256"], alignRight: [3])
            var waiting = TextTable(["destination", "waits", "tries", "next try", "why"], alignRight: [2])
            var givenUp = TextTable(["given up", "tries", "at", "why"], alignRight: [1])
            for row in rows {
                destinations.add([
                    row.destination, row.recipient.map { "restricted, for \($0)" } ?? "public", row.from.description,
                    row.policy, row.arrived.count.grouped, row.waiting.count.grouped, row.givenUp.count.grouped,
                    row.how,
                ])
                for document in row.arrived.prefix(all ? .max : 10) {
                    arrived.add([
                        row.destination, document.file, document.at, "\(document.tries)", document.sha256,
                    ])
                }
                for document in row.waiting.prefix(all ? .max : 10) {
                    waiting.add([
                        row.destination, document.file, "\(document.tries)", document.next, document.why ?? "",
                    ])
                }
                for document in row.givenUp.prefix(all ? .max : 10) {
                    givenUp.add([document.what, "\(document.tries)", document.at, document.why])
                }
            }
            let tables = [destinations] + [arrived, waiting, givenUp].filter { !$0.isEmpty }
            return tables.map(\.text).joined(separator: "\n\n")
        }
    }

    /// A destination, without its secret.
    private struct Row: Encodable {
        let destination: String
        let how: String
        let recipient: String?
        let policy: String
        let from: CivilDay
        let arrived: [Arrived]
        let waiting: [Waiting]
        let givenUp: [GivenUp]

        struct Arrived: Encodable {
            let file: String
            let day: CivilDay
            let at: String
            let tries: Int
            let bytes: Int
            let sha256: String
        }

        struct Waiting: Encodable {
            let file: String
            let day: CivilDay
            let tries: Int
            let next: String
            let why: String?
        }

        struct GivenUp: Encodable {
            let what: String
            let tries: Int
            let at: String
            let why: String
        }

        init(_ report: DeliveryReport) {
            let place = report.destination
            (destination, how, recipient) = (place.name, place.way.text, place.recipient)
            (policy, from) = (place.policy, place.from)
            arrived = report.receipts.map {
                Arrived(
                    file: $0.file, day: $0.day, at: $0.at.description, tries: $0.tries, bytes: $0.bytes,
                    sha256: $0.sha256)
            }
            waiting = report.waiting.map {
                Waiting(
                    file: $0.document.file, day: $0.document.day, tries: $0.tries, next: $0.due.description,
                    why: $0.fault)
            }
            givenUp = report.givenUp.map {
                GivenUp(what: $0.owner, tries: $0.tries, at: $0.at.description, why: $0.fault)
            }
        }
    }
}
