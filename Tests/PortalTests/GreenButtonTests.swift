import Access
import Exchange
import HTTPTypes
import Metering
import TestKit
import Testing

@testable import GreenButtonAPI
@testable import Web

@Suite("Connect My Data")
struct GreenButtonTests {
    /// A home whose holder consents to a third party, and that party's token.
    struct Town {
        let neighbourhood: Neighbourhood
        let consent: Consent
        let holder: AccountID
        let token: Credentials

        init(scope: String = "FB=4_5_15;IntervalDuration=1800;HistoryLength=34128000") throws {
            neighbourhood = try Neighbourhood()
            let grid = neighbourhood.grid
            let (holder, occupancy) = try grid.holder(
                "owner", of: Place.homes[0], from: Neighbourhood.day.advanced(by: -5))
            self.holder = holder
            consent = try grid.consent(of: holder, occupancy)
            token = try grid.token(scope: scope)
        }

        func get(
            _ path: String, _ places: [String: String] = [:], query: [(String, String)] = []
        ) throws -> (status: Int, text: String) {
            let answer = try neighbourhood.call(
                .get, ESPIBase.root + path, at: neighbourhood.grid, by: token, places, query: query)
            return (answer.status.code, String(decoding: try answer.everyByte(), as: UTF8.self))
        }

        var subscription: [String: String] { ["subscription": consent.consent.text] }
    }

    private static let day = [
        ("published-min", "\(Neighbourhood.day)T00:00:00+02:00"),
        ("published-max", "\(Neighbourhood.day)T23:59:59+02:00"),
    ]

    @Test("gives everything of a subscription in one feed, exactly what was measured, without the point's identifier")
    func batch() throws {
        let town = try Town()
        let (status, feed) = try town.get(
            "/Batch/Subscription/{subscription}", town.subscription, query: GreenButtonTests.day)
        #expect(status == 200)
        #expect(!feed.contains(Place.homes[0].text))
        let read = try RecordingSink.decoding(feed)
        #expect(read.intervals.count == 48)
        #expect(read.intervals.allSatisfy { $0.value == 100 })
    }

    @Test(
        "reads no finer than its scope says, and no further back",
        arguments: [
            ("FB=4_5;IntervalDuration=3600", 24), ("FB=4_5;IntervalDuration=1800;HistoryLength=86400", 0),
            ("FB=4_5", 48),
        ])
    func scopes(scope: String, values: Int) throws {
        let town = try Town(scope: scope)
        let (status, feed) = try town.get(
            "/Batch/Subscription/{subscription}", town.subscription, query: GreenButtonTests.day)
        #expect(status == 200)
        #expect(feed.split(separator: "<IntervalReading>").count - 1 == values)
    }

    /// Another home, whose holder agreed to days alone.
    private func addDaysAlone(_ town: Town) throws -> Consent {
        let grid = town.neighbourhood.grid
        let (other, occupancy) = try grid.holder(
            "other", of: Place.homes[1], from: Neighbourhood.day.advanced(by: -5))
        let asked = try grid.asked(of: occupancy)
        let choice = ConsentChoice(granularity: [.daily], textHash: asked.terms.textHash)
        return try grid.tenant.consents.accept(asked.consent, choice, by: other, now: Neighbourhood.start)
    }

    private func reads(_ town: Town) throws -> [AuditFacts] {
        try town.neighbourhood.grid.tenant.audit.entries(after: 0, limit: 10_000).compactMap(\.facts)
            .filter { $0.action == .read }
    }

    @Test func `a bulk leaves out whose consent does not let the step be read, and gives the others'`() throws {
        let town = try Town()
        let daysAlone = try addDaysAlone(town)
        let bulk = ["bulk": town.neighbourhood.grid.recipient.text]
        let (status, feed) = try town.get("/Batch/Bulk/{bulk}", bulk, query: GreenButtonTests.day)
        #expect(status == 200)
        #expect(try RecordingSink.decoding(feed).intervals.count == 48)
        let outcomes = try reads(town).map { $0.outcome == .done }
        #expect(outcomes.count == 2 && Set(outcomes) == [true, false])
        let own = ["subscription": daysAlone.consent.text]
        #expect(try town.get("/Batch/Subscription/{subscription}", own, query: GreenButtonTests.day).status == 404)
    }

    @Test func `a bulk reads nothing before it is sent`() throws {
        let town = try Town()
        _ = try addDaysAlone(town)
        let grid = town.neighbourhood.grid
        let answer = try town.neighbourhood.call(
            .get, ESPIBase.root + "/Batch/Bulk/{bulk}", at: grid, by: town.token, ["bulk": grid.recipient.text])
        #expect(answer.fields[.contentType] == "application/atom+xml; charset=utf-8")
        #expect(try reads(town).isEmpty)
        _ = try answer.everyByte()
        #expect(try reads(town).count == 2)
    }

    @Test("shows a consent that was withdrawn as revoked, and nothing of it any more")
    func withdrawal() throws {
        let town = try Town()
        #expect(try town.get("/Authorization").text.contains("<status>1</status>"))
        _ = try town.neighbourhood.grid.tenant.consents.revoke(
            town.consent.consent, by: town.holder, now: town.neighbourhood.now)
        #expect(try town.get("/Authorization").text.contains("<status>0</status>"))
        #expect(try town.get("/Batch/Subscription/{subscription}", town.subscription).status == 404)
    }

    @Test("ends a feed where the consent is withdrawn while it is sent")
    func withdrawalUnderway() throws {
        let town = try Town()
        let answer = try town.neighbourhood.call(
            .get, ESPIBase.root + "/Batch/Subscription/{subscription}", at: town.neighbourhood.grid, by: town.token,
            town.subscription)
        guard case .pieces(let next) = answer.body else { throw Problem.failed }
        _ = try town.neighbourhood.grid.tenant.consents.revoke(
            town.consent.consent, by: town.holder, now: town.neighbourhood.now)
        #expect(throws: Problem.notFound) { try next() }
    }

    @Test("is valid by ESPI's schema at every address", .enabled(if: ESPISchema.isPresent))
    func schema() throws {
        let town = try Town()
        let list = try town.get("/Subscription/{subscription}/UsagePoint", town.subscription).text
        let point = try #require(list.firstMatch(of: /UsagePoint\/([A-Za-z0-9_-]+)"/)?.1)
        let reading = "electricity-extraction-W-PT30M"
        let places = town.subscription.merging(["point": String(point), "reading": reading]) { $1 }
        let addresses: [(String, [String: String])] = [
            ("/ReadServiceStatus", [:]), ("/LocalTimeParameters/{time}", ["time": "Europe-Paris"]),
            ("/ReadingType/{type}", ["type": reading]), ("/Authorization", [:]),
            ("/Authorization/{authorization}", ["authorization": town.consent.consent.text]),
            ("/Subscription/{subscription}/UsagePoint", town.subscription),
            ("/Subscription/{subscription}/UsagePoint/{point}", places),
            ("/Subscription/{subscription}/UsagePoint/{point}/MeterReading", places),
            ("/Subscription/{subscription}/UsagePoint/{point}/MeterReading/{reading}", places),
            ("/Subscription/{subscription}/UsagePoint/{point}/MeterReading/{reading}/IntervalBlock", places),
            ("/Batch/Subscription/{subscription}", town.subscription),
            ("/Batch/Bulk/{bulk}", ["bulk": town.neighbourhood.grid.recipient.text]),
        ]
        for (path, places) in addresses {
            let (status, text) = try town.get(path, places)
            #expect(status == 200, "\(path): \(text)")
            #expect(try ESPISchema.fault(in: Array(text.utf8)) == nil, "\(path)")
        }
    }
}

extension Answer {
    /// All bytes, also of an answer that is made piece by piece.
    func everyByte() throws -> [UInt8] {
        switch body {
        case .bytes(let bytes): return bytes
        case .pieces(let next):
            var bytes: [UInt8] = []
            while let piece = try next() { bytes += piece }
            return bytes
        default: throw Problem.failed
        }
    }
}
