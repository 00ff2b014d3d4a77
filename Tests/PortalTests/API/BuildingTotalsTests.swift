import Access
import Disclosure
import Foundation
import HTTPTypes
import Metering
import Services
import Store
import Testing

@testable import API
@testable import Web

@Suite("The totals of a building")
struct BuildingTotalsTests {
    /// A building of twelve homes of 100 W, its manager, and the morning on which October is ready.
    private struct Estate {
        let neighbourhood: Neighbourhood
        let manager: Credentials
        var grid: Place { neighbourhood.grid }

        init(homes: Int = 12, watts: (Int) -> Int32 = { _ in 100 }) throws {
            neighbourhood = try Neighbourhood()
            neighbourhood.wait(seconds: 2 * 86_400)
            let grid = neighbourhood.grid
            try grid.building("house", of: homes, managedBy: grid.person("maud", .buildingManager))
            manager = try grid.session("maud", now: neighbourhood.now)
            try grid.keep { session in
                for home in 0..<homes {
                    for day in Estate.october.lowerBound.daysSinceEpoch...Estate.october.upperBound.daysSinceEpoch {
                        try session.keep(
                            Place.pointDay(
                                PointID("house-\(home)"), on: CivilDay(daysSinceEpoch: day), watts: watts(home)))
                    }
                }
            }
        }

        static let october =
            CivilDay(year: 2026, month: 10, day: 1)!...CivilDay(year: 2026, month: 10, day: 31)!
        /// Of a home in October, with the hour that comes twice.
        static let watthours: Int64 = (31 * 24 + 1) * 100

        /// Does what the server's jobs do with what was noted for publication.
        func publish() throws { while try grid.tenant.buildings.publishNext(now: neighbourhood.now) {} }

        /// What is answered once the months are published.
        func ask(
            _ from: String = "2026-10-01", _ to: String = "2026-10-31", building: String = "house"
        ) throws -> (status: Int, text: String) {
            try prepare(from, to, building)
            return try read(from, to, building: building)
        }

        /// Has months published without reading them.
        private func prepare(_ from: String, _ to: String, _ building: String) throws {
            guard let from = CivilDay(from), let to = CivilDay(to) else { return }
            let mandate = try grid.tenant.access.read(in: grid.tenant.id) { try $0.records(Mandate.self) }
                .first { $0.set == building }
            var months = [FigureStep.month.period(of: from)]
            while let last = months.last, last.upperBound < to {
                months.append(FigureStep.month.period(of: last.upperBound.advanced(by: 1)))
            }
            let question = BuildingTotals.Question(
                building: building, carrier: .electricity, requester: mandate?.countingKey)
            try grid.tenant.buildings.prepare(months, of: question, now: neighbourhood.now)
            try publish()
        }

        func read(
            _ from: String = "2026-10-01", _ to: String = "2026-10-31", building: String = "house"
        ) throws -> (status: Int, text: String) {
            let answer = try neighbourhood.call(
                .get, API.Buildings.path + "/{building}/totals", at: grid, by: manager, ["building": building],
                query: [("from", from), ("to", to)])
            return (answer.status.code, answer.text)
        }

        func months(_ from: String = "2026-10-01", _ to: String = "2026-10-31") throws -> [Totals.Month] {
            try JSONDecoder().decode(Totals.self, from: Data(ask(from, to).text.utf8)).months
        }

        func entries() throws -> [AuditFacts] {
            try grid.tenant.access.read(in: grid.tenant.id) { store in
                var facts: [AuditFacts] = []
                try store.forEachAuditEntry { if let entry = $0.facts, entry.action == .read { facts.append(entry) } }
                return facts
            }
        }
    }

    private struct Totals: Decodable {
        let months: [Month]
        let pending: [String]?

        struct Month: Decodable, Equatable {
            let from: String
            let edition: Int
            let release: Release?
            let suppression: Suppression?
        }

        struct Release: Decodable, Equatable {
            let sum: Int64
            let contributingPoints: [String: Int]
        }

        struct Suppression: Decodable, Equatable {
            let reason: [String: String]
        }
    }

    @Test func `leave by the manager's mandate, without an agreement, and say so with the ban on passing them on`()
        throws
    {
        let estate = try Estate()
        let told = try estate.ask().text
        #expect(try estate.grid.tenant.releases.agreements().isEmpty && told.contains(#""sum":"#))
        let document = try #require(try JSONSerialization.jsonObject(with: Data(told.utf8)) as? [String: Any])
        #expect((document["basis"] as? String)?.hasPrefix("mandate") == true)
        let terms = try #require(document["terms"] as? [String: String])
        #expect(terms["en"]?.contains("forbidden") == true && terms["fr"]?.contains("interdit") == true)
    }
    /// Of twelve homes, in a rule that asks for eleven.
    private static let band = ["atLeast": 11, "atMost": 19]

    @Test("are published by a job, never by reading: until then they are said to be pending")
    func readingPublishesNothing() throws {
        let estate = try Estate()
        func read() throws -> Totals {
            try JSONDecoder().decode(
                Totals.self, from: Data(estate.read("2026-09-15", "2026-11-02").text.utf8))
        }
        let first = try read()
        #expect(first.months.isEmpty && first.pending == ["2026-09-01", "2026-10-01"])
        #expect(try estate.grid.tenant.releases.latest(ofSet: "house", on: Estate.october.lowerBound).isEmpty)
        try estate.publish()
        let second = try read()
        #expect(second.months.count == 2 && second.pending == nil)
        // What came since is published by the next job; what left is told meanwhile.
        try estate.grid.keep { try $0.keep(Place.pointDay(PointID("house-0"), watts: 200)) }
        let third = try read()
        #expect(third.months == second.months && third.pending?.count == 2)
    }

    @Test("are noted for publication by the daily job, for every building with a mandate")
    func dailyJob() throws {
        let estate = try Estate()
        try estate.grid.tenant.prepareBuildingTotals(now: estate.neighbourhood.now)
        try estate.publish()
        let text = try estate.read().text
        let read = try JSONDecoder().decode(Totals.self, from: Data(text.utf8))
        #expect(read.months.first?.release?.contributingPoints == Self.band && read.pending == nil)
    }

    @Test("are the sums of its homes by month, with one audit entry that names nobody")
    func sums() throws {
        let estate = try Estate()
        let months = try estate.months("2026-09-15", "2026-11-02")
        #expect(months.map(\.from) == ["2026-09-01", "2026-10-01"])
        #expect(months[0].suppression != nil)
        #expect(months[1].release == .init(sum: 12 * Estate.watthours, contributingPoints: Self.band))
        let entries = try estate.entries()
        #expect(entries.count == 1)
        #expect(entries[0].basis == .buildingTotals && entries[0].subject == nil && entries[0].outcome == .done)
    }

    @Test(
        "are held back, in one and the same words, where they would show a home: two use nothing, or one nearly all",
        arguments: [Array(repeating: 100, count: 10) + [0, 0], [30_000] + Array(repeating: 10, count: 11)])
    func held(watts: [Int32]) throws {
        let estate = try Estate(watts: { watts[$0] })
        let month = try #require(try estate.months().first)
        #expect(month.release == nil)
        #expect(month.suppression?.reason["fr"]?.contains("trop peu de titulaires") == true)
    }

    @Test("are not there for ten subscriptions, nor for a building that the manager has no mandate of, alike")
    func refused() throws {
        let estate = try Estate(homes: 10)
        try estate.grid.building("annex", managedBy: estate.grid.person("other", .buildingManager))
        let answers = try ["house", "annex", "nowhere"].map { building in
            let (status, text) = try estate.ask(building: building)
            #expect(status == 404)
            return text.replacing(/"instance":"[^"]*"/, with: "")
        }
        #expect(Set(answers).count == 1)
        #expect(
            try estate.entries().map(\.outcome)
                == [.refused(.tooFewSubscriptions), .refused(.noMandate), .refused(.noMandate)])
    }

    @Test("keep their edition when they are asked for again, and have a new one after a correction of all homes")
    func editions() throws {
        let estate = try Estate()
        let first = try estate.months()
        #expect(try estate.months() == first && first[0].edition == 1)
        try estate.grid.keep { session in
            for home in 0..<12 {
                try session.keep(Place.pointDay(PointID("house-\(home)"), watts: 200))
            }
        }
        let second = try #require(try estate.months().first)
        #expect(second.edition == 2 && second.release?.sum == 12 * (Estate.watthours + 2_400))
    }

    @Test("count without the homes that the manager holds")
    func requester() throws {
        let estate = try Estate()
        try estate.grid.keep { session in
            for home in 0..<2 {
                try session.keep(MeteringPoint(id: PointID("house-\(home)"), holder: "landlord"))
            }
        }
        let maud = try #require(
            try estate.grid.tenant.access.read(in: estate.grid.tenant.id) { try $0.records(Mandate.self) }.first)
        try estate.grid.tenant.access.transaction(in: estate.grid.tenant.id) {
            try $0.put(Mandate(manager: maud.manager, set: "house", from: maud.from, countingKey: "landlord"))
        }
        #expect(try estate.months().first?.suppression != nil)
    }

    @Test("stand on a page, the latest month first, with a word for each that did not come", arguments: ["en", "fr"])
    func page(language: String) throws {
        let estate = try Estate()
        func page(_ path: String, _ building: [String: String]) throws -> (status: Int, text: String) {
            let answer = try estate.neighbourhood.call(
                .get, path, at: estate.grid, by: estate.manager, building, query: [("lang", language)])
            return (answer.status.code, answer.text)
        }
        #expect(try page("/buildings", [:]).text.contains("<a href=\"/buildings/house\">house</a>"))
        let waiting = try page("/buildings/{building}", ["building": "house"]).text
        #expect(waiting.contains("role=\"status\"") && !waiting.contains("kWh"))
        try estate.publish()
        let (status, text) = try page("/buildings/{building}", ["building": "house"])
        let rows = text.matches(of: /<tr><th scope="row">(?<month>[^<]*)<\/th><td class="n">(?<energy>.*?)<\/td><\/tr>/)
        try #require(status == 200 && rows.count == 12)
        #expect(rows[0].output.energy == "894\u{A0}kWh")
        #expect(rows[0].output.month == (language == "en" ? "October 2026" : "octobre 2026"))
        // What never came is not held back.
        let absence = language == "en" ? "not received" : "non reçu"
        #expect(rows.dropFirst().allSatisfy { $0.output.energy == "<span class=\"q miss\">\(absence)</span>" })
        #expect(try page("/buildings/{building}", ["building": "annex"]).status == 404)
    }

    @Test("say on their page what is not published and why, where one home uses nearly all", arguments: ["en", "fr"])
    func held(language: String) throws {
        let estate = try Estate { $0 == 0 ? 20_000 : 100 }
        func page() throws -> String {
            try estate.neighbourhood.call(
                .get, "/buildings/{building}", at: estate.grid, by: estate.manager, ["building": "house"],
                query: [("lang", language)]
            ).text
        }
        #expect(try page().contains(language == "en" ? "being prepared" : "en préparation"))
        try estate.publish()
        let text = try page()
        #expect(text.components(separatedBy: language == "en" ? ">not published<" : ">non publié<").count == 2)
        #expect(text.contains(language == "en" ? "what one home uses" : "ce que consomme un logement"))
    }

    @Test("go back three years, and come two days after a month's end")
    func period() throws {
        let estate = try Estate()
        #expect(try estate.months("2023-10-01", "2023-12-31").map(\.from) == ["2023-12-01"])
        #expect(try estate.months("2026-11-01", "2026-11-01").isEmpty)
        #expect(try estate.ask("2020-01-01", "2020-12-31").status == 404)
        #expect(try estate.ask("2025-10-01", "2026-10-31").status == 400)
    }
}
