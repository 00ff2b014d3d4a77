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

/// A backup that was put back: what the manifests that left say of it, and what may leave then.
@Suite("A register that forgot what left")
struct ForgottenDaysTests {
    private let town: Town
    private let quarter = PointSet(id: "quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
    private let monthly = PointSet(
        id: "months", kind: "neighbourhood", useCase: "4b", visibility: .public, figureStep: .month)
    private let commune = PointSet(id: "01004", kind: "commune", useCase: "4c", visibility: .public)

    /// October for the homes of the quarter; three days of it, and one of November, for the rest of the commune.
    init() throws {
        town = try Town()
        try town.keep { session in
            for offset in -30...1 {
                for number in 0..<(offset < -2 ? 150 : 1_000) {
                    try session.keep(Town.pointDay(number, watts: 500, on: Town.day.advanced(by: offset)))
                }
            }
        }
        try town.keep(set: quarter, of: 0..<150)
        try town.keep(set: monthly, of: 0..<150)
        try town.keep(set: commune, of: 0..<1_000)
    }

    private func head(_ published: PublishedDocuments) throws -> ManifestHead {
        try ManifestHead(try #require(published.documents.first { $0.name == published.manifest }).bytes)
    }

    private func status(_ published: PublishedDocuments, _ use: String) throws -> [String?] {
        try town.rows(published, use).map { $0["status"] }
    }

    @Test("every manifest carries the head of the register, the same however often the day is published")
    func sameBytes() throws {
        let first = try town.publish()
        let head = try head(first)
        #expect(head.day == Town.day)
        #expect(try head.standing(in: town.data.releases) == .held)
        let other = try town.publish(Town.day.advanced(by: -1), usage: .public)
        let again = try town.publish()
        #expect(again.documents.map(\.bytes) == first.documents.map(\.bytes))
        #expect(again.documents.map(\.name) == first.documents.map(\.name))
        #expect(try self.head(other).register.rows > head.register.rows)
        #expect(try town.data.verify().faults == [])
        #expect(throws: ManifestHead.NoHead.self) { try ManifestHead(Array("{}".utf8)) }
    }

    @Test("is told by a manifest that left since, and lets nothing more leave of its day and later ones")
    func restored() throws {
        let early = try town.publish(Town.day.advanced(by: -2))
        let backup = try TemporaryFolder(copying: town.folder)
        let lost = try head(try town.publish(Town.day.advanced(by: -1)))
        let older = try Town(backup)
        #expect(try older.data.verify().faults == [])
        #expect(try lost.standing(in: older.data.releases) == .beyond(rows: head(early).register.rows + 1))
        let days = lost.forgottenDays(now: Town.day.end)
        #expect(days == Town.day.advanced(by: -1)...Town.day.advanced(by: 1))
        try older.data.goOn(withoutDays: days, missing: lost.register, now: Town.now)
        for offset in -1...0 {
            #expect(throws: PublicationRefusal.forgotten("\(Town.day.advanced(by: offset))")) {
                try older.publish(Town.day.advanced(by: offset))
            }
        }
        // What it knows of leaves as before, with the same bytes.
        let again = try older.publish(Town.day.advanced(by: -2))
        #expect(again.documents.map(\.bytes) == early.documents.map(\.bytes))
        #expect(try older.data.verify().faults == [])
    }

    @Test("lets out no month and no table with such a day, and no sum with noise up to it")
    func longer() throws {
        let day = Town.day.advanced(by: -5)
        #expect(try status(town.publish(), "4b") == ["released"])
        let town = try ForgottenDaysTests().town
        try town.data.releases.forget(day...day, missing: nil, now: Town.now)
        let published = try town.publish()
        #expect(try town.rows(published, "4a").map { $0["status"] } == ["released"])
        #expect(try town.rows(published, "4b").map { $0["status"] } == ["suppressed"])
        let tables = AnnualTables(
            town.data, policy: try PolicyLibrary().policy("code-energie-d111-53"),
            now: try #require(CivilDay(year: 2027, month: 1, day: 5)).start)
        #expect(throws: PublicationRefusal.forgotten("2026")) {
            try tables.publish(kinds: ["commune"], years: 2026...2026)
        }
        #expect(throws: PublicationRefusal.forgotten("2026")) {
            try tables.dryRun(kinds: ["commune"], years: 2026...2026)
        }
        func noise(on day: CivilDay) throws -> NoisyStatistic.Answer {
            try NoisyStatistic(town.data, policy: try PolicyLibrary().policy("noise-2026"), now: Town.now).sum(
                of: "01004", .electricity, .extraction, on: day, .laplace, cost: 100)
        }
        for earlier in [day, day.advanced(by: -2)] {
            #expect(throws: PublicationRefusal.forgotten("\(earlier)")) { try noise(on: earlier) }
        }
        _ = try noise(on: Town.day)
    }
}
