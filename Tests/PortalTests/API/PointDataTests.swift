import Access
import DirectoryKit
import Foundation
import HTTPTypes
import HummingbirdTesting
import Metering
import NIOCore
import PortalKit
import Services
import Store
import TestKit
import Testing

@testable import Web

@Suite(.fewAtOnce) struct PointDataTests {
    private let curve = "/api/v1/metering-points/\(Borough.annasPoint)/curve"

    @Test(arguments: [("2026-03-29", 46), ("2026-03-30", 48), ("2026-10-25", 50)])
    func `a day has as many half-hours as its clocks say`(day: String, count: Int) async throws {
        try await Counter.with { counter in
            let shown: ShownCurve = try await counter.get("\(curve)?from=\(day)&to=\(day)").json()
            #expect(shown.days.map(\.intervals.count) == [count])
            #expect(Set(shown.days[0].intervals.map(\.start)).count == count)
            let hourly: ShownCurve = try await counter.get("\(curve)?from=\(day)&to=\(day)&step=PT1H").json()
            #expect(hourly.days.map(\.intervals.count) == [count / 2])
            #expect(hourly.days[0].step == "PT1H")
        }
    }

    @Test func `a curve is the same in CSV as the command line writes it`() async throws {
        try await Counter.with { counter in
            let days = CivilDay("2026-10-24")!...CivilDay("2026-11-03")!
            let answer = try await counter.get("\(curve)?from=\(days.lowerBound)&to=\(days.upperBound)&format=csv")
            #expect(answer.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"curve.csv\"")
            let reading = try counter.borough.data.curveReading(
                of: Channel(point: Borough.annasPoint), in: days)
            #expect(answer.text == reading.csv)
        }
    }

    @Test func `pages of a curve are its whole, each day once`() async throws {
        try await Counter.with { counter in
            var next: String? = "\(curve)?from=2026-09-01&to=2026-11-05"
            var (days, sizes): ([String], [Int]) = ([], [])
            while let address = next {
                let page: ShownCurve = try await counter.get(address).json()
                days += page.days.map(\.day)
                sizes.append(page.days.count)
                next = page.next
            }
            #expect(days == Borough.days[1].each.map(\.description))
            #expect(sizes == [31, 31, 4])
        }
    }

    @Test(arguments: [
        "cursor=x", "cursor=AAAAAAAAAAAAAAAAAAAA", "to=2026-11-04&cursor=*", "step=PT5M", "from=2026-11-31",
    ])
    func `a bad cursor or parameter is refused in words`(change: String) async throws {
        try await Counter.with { counter in
            let page: ShownCurve = try await counter.get("\(curve)?from=2026-09-01&to=2026-11-05").json()
            let cursor = try #require(page.next?.split(separator: "cursor=").last)
            var query = ["from": "2026-09-01", "to": "2026-11-05"]
            for pair in change.replacing("*", with: String(cursor)).split(separator: "&") {
                let sides = pair.split(separator: "=")
                query[String(sides[0])] = String(sides[1])
            }
            let text = query.map { "\($0)=\($1)" }.joined(separator: "&")
            let answer = try await counter.get("\(curve)?\(text)")
            #expect(answer.status == .badRequest)
            #expect(["bad-cursor", "bad-parameter"].contains(answer.code))
        }
    }

    @Test func `what is not asked with a known parameter is refused`() async throws {
        try await Counter.with { counter in
            for query in ["form=2026-09-01&to=2026-09-02", "from=2026-09-01&from=2026-09-01&to=2026-09-02", "from=1"] {
                let answer = try await counter.get("\(curve)?\(query)")
                #expect(answer.code == "bad-parameter")
            }
        }
    }

    @Test func `an earlier moment shows what was known then`() async throws {
        try await Counter.with { counter in
            let question = "\(curve)?from=\(Borough.corrected)&to=\(Borough.corrected)"
            let now: ShownCurve = try await counter.get(question).json()
            let then: ShownCurve = try await counter.get(question + "&known-at=2026-11-08T12:00:00Z").json()
            let before: ShownCurve = try await counter.get(question + "&known-at=2026-11-01").json()
            #expect(now.days[0].intervals[0].value == 999)
            let first = counter.borough.watts(Borough.annasPoint, Borough.corrected)
            #expect(then.days[0].intervals[0].value == first)
            #expect(then.days[0].revision < now.days[0].revision)
            #expect(before.days.isEmpty)
        }
    }

    @Test func `an answer that is held already is not sent again`() async throws {
        try await Counter.with { counter in
            let question = "\(curve)?from=2026-11-01&to=2026-11-01"
            let first = try await counter.get(question)
            let tag = try #require(first.headers[.eTag])
            let second = try await counter.get(question, as: .anna, [.ifNoneMatch: tag])
            #expect(second.status == .notModified)
            #expect(second.body.readableBytes == 0)
            #expect(try await counter.get(question, as: .anna, [.ifNoneMatch: "\"other\""]).status == .ok)
        }
    }

    private static let resources = [
        "curve?from=2026-11-01&to=2026-11-02", "daily-energy?from=2026-11-01&to=2026-11-02",
        "completeness?from=2026-11-01&to=2026-11-02", "corrections",
    ]

    @Test(arguments: resources)
    func `each read of one's own data has one audit entry, also a read by consent`(resource: String) async throws {
        try await Counter.with { counter in
            let path = "/api/v1/metering-points/\(Borough.annasPoint)/\(resource)"
            for (who, basis) in [(Counter.Who.anna, LegalBasis.ownData), (.program, .consent)] {
                let before = try counter.reads().count
                #expect(try await counter.get(path, as: who).status == .ok)
                let new = try counter.reads().dropFirst(before)
                #expect(new.map(\.basis) == [basis])
                #expect(new.map(\.outcome) == [.done])
            }
        }
    }

    @Test(arguments: resources)
    func `another's point answers as one that does not exist`(resource: String) async throws {
        try await Counter.with { counter in
            let points = "/api/v1/metering-points"
            for who in [Counter.Who.boris, .program] {
                let other = who == .boris ? Borough.annasPoint : Borough.borisPoint
                let before = try counter.reads().count
                let refused = try await counter.get("\(points)/\(other)/\(resource)", as: who)
                let absent = try await counter.get("\(points)/99999999999999/\(resource)", as: who)
                #expect(refused.status == .notFound)
                let instance = /urn:maille:request:\w+/
                #expect(refused.text.replacing(instance, with: "") == absent.text.replacing(instance, with: ""))
                #expect(try counter.reads().count == before + 2)
            }
            #expect(
                try await counter.get("\(points)/\(Borough.annasPoint)/\(resource)", as: .nobody).status.code == 401)
        }
    }

    private struct Energies: Decodable {
        let unit: String
        let days: [Day]
        let next: String?

        struct Day: Decodable {
            let day: String
            let value: Int64
            let quality: String
            let source: String
        }
    }

    @Test func `daily energies are the sums of complete days, or what indexes tell`() async throws {
        try await Counter.with { counter in
            let channel = Channel(point: Borough.annasPoint)
            try counter.borough.keep("indexes", at: Borough.correctedAt) { session in
                for (day, value) in [(Borough.partial, 1_000), (Borough.partial.advanced(by: 1), 8_500)] {
                    try session.keep(
                        RegisterReading(
                            channel: channel, register: .totalIndex, at: day.start, value: Int64(value), line: 1))
                }
            }
            let answer: Energies = try await counter.get(
                "/api/v1/metering-points/\(Borough.annasPoint)/daily-energy?from=2026-11-02&to=2026-11-06"
            ).json()
            #expect(answer.unit == "Wh")
            #expect(answer.days.map(\.day) == ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"])
            #expect(answer.days.map(\.source) == ["curve", "indexes", "curve", "curve"])
            #expect(answer.days.prefix(2).map(\.value) == [999 * 24, 7_500])
        }
    }

    private struct States: Decodable {
        let days: [Day]

        struct Day: Decodable {
            let day: String
            let state: String
            let basis: String?
            let reasons: [String: Int]
            let expectedBy: String
        }
    }

    @Test func `completeness says of each day what is missing, why, and by when it is due`() async throws {
        let now = CivilDay("2026-11-07")!.start.advanced(minutes: 60)
        try await Counter.with(now: now) { counter in
            let path = "/api/v1/metering-points/\(Borough.annasPoint)/completeness"
            let answer: States = try await counter.get("\(path)?from=2026-11-02&to=2026-11-06").json()
            #expect(answer.days.map(\.state) == ["complete", "partial", "complete", "complete", "missing"])
            #expect(answer.days[1].reasons == ["not-received": 24])
            #expect(answer.days[4].reasons == ["not-yet-due": 1])
            #expect(answer.days[4].expectedBy == "2026-11-08T23:00:00Z")
            let old: States = try await counter.get("\(path)?from=2026-08-31&to=2026-08-31").json()
            #expect(old.days.map(\.reasons) == [["not-received": 1]])
        }
    }

    private struct Feed: Decodable {
        let items: [Item]
        let hasMore: Bool
        let next: String

        struct Item: Decodable, Equatable {
            let day: String
            let knownAt: String
        }
    }

    @Test func `corrections are a feed that goes on where it was left`() async throws {
        try await Counter.with { counter in
            let first: Feed = try await counter.get("/api/v1/metering-points/\(Borough.annasPoint)/corrections").json()
            #expect(first.items.map(\.day) == [Borough.corrected.description])
            #expect(first.items[0].knownAt == Borough.correctedAt.description)
            let again: Feed = try await counter.get(first.next).json()
            #expect(again.items.isEmpty && !again.hasMore)
            try counter.borough.keep("late", at: counter.borough.now) { session in
                for day in Borough.days[1].each {
                    try session.keep(counter.borough.pointDay(Borough.annasPoint, day, watts: 5))
                }
            }
            let (third, fourth): (Feed, Feed)
            third = try await counter.get(again.next).json()
            #expect(third.items.count == Borough.days[1].count && !third.hasMore)
            fourth = try await counter.get(third.next).json()
            #expect(fourth.items.isEmpty)
        }
    }

    @Test func `a moment is written as Paris shows it`() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let instant = Instant(secondsSinceEpoch: Int64.random(in: 946_684_800...4_102_444_800, using: &generator))
            var text = UTF8Writer()
            text.add(parisTimeOf: instant)
            #expect(String(decoding: text.bytes, as: UTF8.self) == instant.parisText)
        }
    }

    @Test(arguments: [0, 7, -7, 10, 1_000, .max, .min])
    func `a number is written as it is`(number: Int64) {
        var text = UTF8Writer()
        text.add(number: number)
        #expect(String(decoding: text.bytes, as: UTF8.self) == "\(number)")
    }
}
