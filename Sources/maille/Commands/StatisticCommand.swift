import Access
import ArgumentParser
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Services
import Store

struct StatisticCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statistic",
        abstract: "Give a sum of a commune or a larger territory, with noise that hides every single point.",
        discussion: """
            Each answer costs the points of the set a part of their privacy budget, once: asking again gives the same \
            answer for nothing. When the budget of a year's data is spent, no further answer leaves.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var replay: ReplayOptions
    @Option(help: "The set: of a kind that the policy names.") var set: String
    @Option(help: "The measured day; of a set with monthly figures, a day of the month.") var day: CivilDay
    @Option(help: "electricity, gas, water, heat or cold.") var carrier = Carrier.electricity
    @Option(help: "extraction, injection or production.") var direction = Direction.extraction
    @Option(help: "The policy that allows sums with noise.") var policy = "noise-2026"
    @Option(help: "laplace or gaussian.") var mechanism = NoiseMechanism.laplace
    @Option(help: "What the answer may cost, at most 1; three digits count.") var epsilon = 1.0

    func validate() throws {
        guard epsilon >= 0.001, epsilon <= 1_000 else { throw ValidationError("--epsilon is not from 0.001 on") }
    }

    func run() throws {
        let data = try common.openPresent()
        try data.require(.publishFigures)
        let answer = try NoisyStatistic(
            data.makeOffice(), policy: try data.policy(policy), now: replay.instant
        ).sum(of: set, carrier, direction, on: day, mechanism, cost: Int((epsilon * 1_000).rounded(.down)))
        let (release, unit) = (answer.release, carrier == .water ? "l" : "Wh")
        let period = answer.firstDay == answer.lastDay ? "\(day)" : "\(answer.firstDay) to \(answer.lastDay)"
        try Summary.give(
            answer, asJSON: common.json,
            """
            \(set), \(period): \(Int(release.sum).grouped) \(unit), give or take \
            \(Int(release.standardDeviation).grouped) \(unit) of noise (edition \(answer.edition)).
            """)
    }
}

extension NoiseMechanism: ExpressibleByArgument {}

extension PolicyLibrary {
    /// The built-in policies and those of a data directory.
    init(with data: DataDirectory) throws {
        try self.init()
        for file in try data.documents.policies() { try add(file.bytes, name: file.name) }
    }
}
