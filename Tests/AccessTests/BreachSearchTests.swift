import Foundation
import Metering
import TestKit
import Testing

@testable import Access

@Suite("The search for whom a breach concerns")
struct BreachSearchTests {
    private let town = Town()
    private let client = Agent.client(ClientID("program"))

    private func read(_ person: Int, on day: CivilDay, _ store: any RecordTransaction, at now: Instant) throws {
        let detail = ReadDetail(
            point: PointID("p\(person)"), carrier: .electricity, direction: .extraction, step: .day, first: day,
            last: day)
        try store.note(
            .read, by: client, subject: SubjectID("person\(person)"), recipient: town.recipient, detail: detail,
            town.keys, now: now)
    }

    @Test("finds everybody and every day, however many pages of persons and of entries there are")
    func pages() throws {
        let (first, page, now) = (day("2020-01-01"), BreachSearch.page, town.start)
        try town.store.transaction(in: town.keys.tenant) { store in
            for person in 0..<2 * page + 3 { try read(person, on: first, store, at: now) }
            // Every second day of one person, so that no two stretches join; and one day twice.
            for number in 1..<page + 7 { try read(7, on: first.advanced(by: 2 * number), store, at: now) }
            try read(7, on: first, store, at: now)
            // Before, after, by another program, refused, and of nobody.
            try read(1, on: first.advanced(by: 9), store, at: now.advanced(seconds: -10_000))
            try read(1, on: first.advanced(by: 9), store, at: now.advanced(seconds: 10))
            try store.note(
                .read, by: .client(ClientID("other")), subject: SubjectID("person1"), town.keys, now: now)
            try store.note(.read, by: client, subject: nil, outcome: .refused(.noConsent), town.keys, now: now)
            try store.note(.read, by: client, subject: nil, basis: .buildingTotals, town.keys, now: now)
        }
        let scope = BreachScope(.program(ClientID("program")), from: now, until: now.advanced(seconds: 10))
        let breach = try Breaches(town.store, town.keys).open(
            noticedAt: now, BreachFacts(what: "w"), scope, by: .machine, now: now)
        let finding = try #require(breach.finding)
        #expect(finding.persons == 2 * page + 3 && finding.personsWithoutAccount == finding.persons)
        #expect(finding.points == finding.persons && finding.pointDays == 2 * page + 3 + page + 6)
        #expect(finding.reads == 2 * page + 3 + page + 7 + 1 && finding.readsOfNobody == 1)
        let letters = try Breaches(town.store, town.keys).letters(of: breach.id)
        #expect(letters.unreachable == finding.persons && letters.untold == 0 && letters.told == 0)
    }

    @Test("joins days that touch, and keeps carriers and directions apart")
    func days() {
        var extent = BreachExtent()
        func add(_ first: String, _ last: String, _ carrier: Carrier = .electricity) {
            extent.add(
                ReadDetail(
                    point: PointID("p"), carrier: carrier, direction: .extraction, step: .day, first: day(first),
                    last: day(last)))
        }
        add("2026-10-05", "2026-10-07")
        add("2026-10-01", "2026-10-02")
        add("2026-10-03", "2026-10-03")
        add("2026-10-06", "2026-10-06")
        add("2026-10-20", "2026-10-20")
        add("2026-10-04", "2026-10-04", .gas)
        #expect(extent.points.count == 2 && extent.pointCount == 1)
        #expect(
            extent.points[0].days.map { "\($0.first) \($0.last)" } == [
                "2026-10-01 2026-10-03", "2026-10-05 2026-10-07", "2026-10-20 2026-10-20",
            ])
        #expect(extent.pointDays == 8)
        add("2026-10-04", "2026-10-04")
        #expect(extent.points[0].days.count == 2 && extent.pointDays == 9)
    }
}
