import DirectoryKit
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

@Suite("A statistic with noise")
struct NoisyStatisticTests {
    private let town: Town
    private let commune = PointSet(id: "01004", kind: "commune", useCase: "4a", visibility: .public)

    init() throws {
        town = try Town()
        try town.keep { session in
            for number in 0..<1_000 { try session.keep(Town.pointDay(number, watts: 500)) }
        }
        try town.keep(set: commune, of: 0..<1_000)
    }

    private func ask(
        _ set: String = "01004", _ mechanism: NoiseMechanism = .laplace, cost: Int = 1_000, minutes: Int = 0
    ) throws -> NoisyStatistic.Answer {
        let policy = try PolicyLibrary().policy("noise-2026")
        return try NoisyStatistic(town.data, policy: policy, now: Town.now.advanced(minutes: minutes)).sum(
            of: set, .electricity, .extraction, on: Town.day, mechanism, cost: cost)
    }

    /// Gate P4: nobody can average the noise away (a thousand times in `KeyringTests`).
    @Test("answers the same question with one number, however often, charged once")
    func sameQuestion() throws {
        let answers = try (0..<25).map { try ask(minutes: $0).release }
        #expect(Set(answers).count == 1)
        #expect(try town.data.verify().releases == 1)
        // Three more of cost 1,000 are paid by the same budget of 4,000.
        for cost in [999, 998, 997] { _ = try ask(cost: cost) }
    }

    @Test("stops for good when the budget of the year's data is spent, and records nothing then")
    func hardStop() throws {
        for cost in [1_000, 999, 998, 997] { _ = try ask(cost: cost) }
        #expect { try ask(cost: 7) } throws: { String(describing: $0).contains("budget") }
        #expect(try town.data.verify().releases == 4)
        _ = try ask(cost: 6)
        #expect { try ask("01004", .gaussian) } throws: { String(describing: $0).contains("budget") }
        // What was paid for stays free, and other points have their own budget.
        _ = try ask(cost: 999)
    }

    @Test("charges a point for every set that it is in")
    func overlapping() throws {
        let other = PointSet(id: "epci", kind: "epci", useCase: "4a", visibility: .public)
        try town.keep(set: other, of: 0..<1_000)
        for set in ["01004", "epci"] { for cost in [1_000, 999] { _ = try ask(set, cost: cost) } }
        #expect { try ask("epci", cost: 3) } throws: { String(describing: $0).contains("budget") }
    }

    @Test("makes a correction another question: other noise, at its price")
    func correction() throws {
        let first = try ask()
        try town.keep { try $0.keep(Town.pointDay(3, watts: 501)) }
        let second = try ask()
        #expect(first.edition == 1 && second.edition == 2)
        #expect(abs(second.release.sum - first.release.sum) != 24)
    }

    @Test("is for communes and larger, two days later")
    func refusals() throws {
        let building = PointSet(id: "b", kind: "building", useCase: "2a", visibility: .public)
        try town.keep(set: building, of: 0..<1_000)
        #expect(throws: NoiseRefusal.self) { try ask("b") }
        #expect(throws: NoisyRefusal.self) { try ask("nowhere") }
        #expect(throws: PublicationRefusal.self) { try ask(minutes: -2 * 24 * 60) }
        #expect(try town.data.verify().releases == 0)
    }
}

@Suite("Explaining a figure")
struct ExplanationTests {
    private let quarter = PointSet(id: "quarter", kind: "cluster", useCase: "4b", visibility: .restricted)

    @Test("names policy, rule, band, quality, inputs, program and editions, and how to make it again")
    func released() throws {
        let town = try Town()
        let revision = try town.keep("energies.csv") { session in
            for number in 0..<24 { try session.keep(Town.pointDay(number, watts: 500)) }
        }
        try town.keep("unrelated.csv") { try $0.keep(Town.pointDay(99, watts: 500)) }
        try town.keep(set: quarter, of: 0..<24)
        _ = try town.publish()
        let correction = try town.keep("correction.csv") { session in
            for number in 3..<15 { try session.keep(Town.pointDay(number, watts: 600)) }
        }
        _ = try town.publish()
        let recorded = try #require(try town.data.releases.latest(ofSet: "quarter", on: Town.day).first)
        let explanation = try town.data.explanation(of: recorded)
        #expect(explanation.outcome == .released && explanation.edition == 2)
        #expect(explanation.policy.rule == "extraction-day-restricted")
        #expect(explanation.policy.document?.contains("D3.4.2") == true && !explanation.policy.text.isEmpty)
        #expect(explanation.points == Band(11...49) && explanation.toldEdition == 2)
        let (few, many) = (Band(0...49), Band(50...100))
        #expect(explanation.quality == ["measured": many, "corrected": few, "estimated": few, "missing": few])
        #expect(explanation.inputs.map(\.revision) == [revision.number, correction.number])
        #expect(explanation.inputs.map(\.name) == ["energies.csv", "correction.csv"])
        #expect(explanation.inputs.map(\.source) == ["operator", "operator"])
        #expect(explanation.program == "unnamed")
        #expect(explanation.editionsBefore.map(\.edition) == [1])
        #expect(explanation.editionsBefore.map(\.hasSameVerdict) == [false])
        let (english, french) = (explanation.text(.english), explanation.text(.french))
        #expect(english.contains("it left") && english.contains("from 11 to 49 contributed"))
        #expect(french.contains("elle est sortie") && french.contains("de 11 à 49 ont contribué"))
        #expect(english.contains("energies.csv, from operator, known since"))
        #expect(french.contains("energies.csv, de operator, connu depuis"))
        #expect(english.contains("maille publish --day \(Town.day)") && english.contains(explanation.link))
    }

    @Test("tells of a held figure no count and no band, the same whatever the count", arguments: [0, 3, 10])
    func suppressed(count: Int) throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<count { try session.keep(Town.pointDay(number, watts: 500)) }
            for number in count..<10 { try session.keep(Town.pointDay(number, watts: 0)) }
        }
        try town.keep(set: quarter, of: 0..<10)
        _ = try town.publish()
        let recorded = try #require(try town.data.releases.figure(1))
        let explanation = try town.data.explanation(of: recorded)
        #expect(explanation.outcome == .suppressed && explanation.points == nil && explanation.quality == nil)
        #expect(explanation.reason == .protection)
        let because = try #require(explanation.policy.because)
        #expect(
            recorded.verdict == #"{"suppression":{"reason":"\#(because)","rule":"extraction-day-restricted"}}"#)
        #expect(explanation.text(.english).contains("how many is not told"))
    }

    @Test(
        "speaks the language of a locale", arguments: [("fr_FR.UTF-8", "fr"), ("C", "en"), (nil, "en"), ("FR", "fr")])
    func locale(name: String?, language: String) { #expect(ExplanationLanguage(locale: name).rawValue == language) }
}
