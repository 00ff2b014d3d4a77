import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Services
import Store

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say where a figure comes from: its policy, inputs and code, and what came before it.",
        discussion: """
            Give the number of a release, the identifier by which recipients know it, or a set and a day of its \
            period: then each figure's last edition.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The number of the release, or its identifier.") var release: String?
    @Option(help: "A set, instead of a number.") var set: String?
    @Option(help: "A day, with the set.") var day: CivilDay?
    @Option(help: "fr or en (default: of LANG).") var lang: ExplanationLanguage?

    func validate() throws {
        guard (release != nil) != (set != nil && day != nil), (set == nil) == (day == nil) else {
            throw ValidationError("give the number of a release, or --set and --day")
        }
    }

    func run() throws {
        let data = try common.openPresent()
        let explanations = try recorded(data).map { try Explanation(of: $0, data.ledger, data.releases, data.keys) }
        if common.json {
            if release != nil { return try Summary.give(explanations[0], asJSON: true, "") }
            return try Summary.give(explanations, asJSON: true, "")
        }
        let environment = ProcessInfo.processInfo.environment
        let language = lang ?? ExplanationLanguage(locale: environment["LC_ALL"] ?? environment["LANG"])
        Results.say(explanations.map { $0.text(language) }.joined(separator: "\n\n"))
    }

    private func recorded(_ data: DataDirectory) throws -> [RecordedFigure] {
        if let release {
            let number = try Int64(release) ?? data.keys.figureIdentifiers().number(of: release)
            guard let found = try number.flatMap(data.releases.figure) else {
                throw NotRecorded(what: "release \(release)")
            }
            return [found]
        }
        guard let set, let day else { return [] }
        let found = try data.releases.latest(ofSetNamed: set, on: day)
        guard !found.isEmpty else { throw NotRecorded(what: "figure of \(set) on \(day)") }
        return found
    }

    private struct NotRecorded: Error, CustomStringConvertible {
        let what: String
        var description: String { "no \(what) was ever recorded" }
    }
}

extension ExplanationLanguage: ExpressibleByArgument {}
