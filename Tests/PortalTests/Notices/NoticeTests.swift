import Access
import Foundation
import Metering
import Store
import Synchronization
import TestKit
import Testing

@testable import GreenButtonAPI
@testable import Web

@Suite("Programs are told", .fewAtOnce)
struct NoticeTests {
    /// A home whose holder consents to a third party, whose program has an address for news.
    private struct Town {
        let neighbourhood: Neighbourhood
        let holder: AccountID
        let consent: Consent
        let webhooks = TestWebhookClient()
        var grid: Place { neighbourhood.grid }
        var service: OutboxService {
            OutboxService(neighbourhood.portal, [NoticeSender(webhooks: webhooks)])
        }

        /// What came before the program is no news; that it was given consent is the first.
        init() async throws {
            neighbourhood = try Neighbourhood()
            let grid = neighbourhood.grid
            try grid.tenant.access.transaction(in: grid.tenant.id) {
                try $0.insert(
                    OAuthClient(
                        name: "green", recipient: grid.recipient, authentication: .none,
                        notifyURI: "https://third.example/notify", scope: Scope(["FB=4_5"]),
                        registeredAt: Neighbourhood.start))
            }
            let (holder, occupancy) = try grid.holder(
                "owner", of: Place.homes[0], from: Neighbourhood.day.advanced(by: -5))
            self.holder = holder
            consent = try grid.consent(of: holder, occupancy)
            #expect(await news() == [authorization])
        }

        var root: String { "http://grid.example/espi/1_1/resource/" }
        var data: String { root + "Batch/Subscription/\(consent.consent)" }
        var authorization: String { root + "Authorization/\(consent.consent)" }

        /// The addresses that the program is told now.
        func news() async -> [String] {
            webhooks.forget()
            await service.turn(grid.tenant)
            return webhooks.messages.flatMap { message in
                message.body.matches(of: /<resources>([^<]*)<\/resources>/).map { String($0.1) }
            }
        }

        func importDay(_ home: PointID = Place.homes[0], _ day: CivilDay = Neighbourhood.day.advanced(by: 1)) throws {
            try grid.keep { try $0.keep(Place.pointDay(home, on: day, watts: Int32.random(in: 1...9_000))) }
        }

        func queued() throws -> [Notice] {
            try grid.tenant.access.read(in: grid.tenant.id) { try $0.records(Notice.self) }
        }
    }

    @Test("once of new data that they may read, by address alone")
    func data() async throws {
        let town = try await Town()
        try town.importDay()
        #expect(await town.news() == [town.data])
        let message = try #require(town.webhooks.messages.first)
        #expect(message.address == "https://third.example/notify")
        #expect(!message.body.contains(Place.homes[0].text))
        if ESPISchema.isPresent { #expect(try ESPISchema.fault(in: Array(message.body.utf8)) == nil) }
        #expect(await town.news().isEmpty)
        #expect(try town.queued().isEmpty)
    }

    @Test(
        "nothing of another's data, nor of days that were another's, nor of what is no measure",
        arguments: [
            (Place.homes[1], Neighbourhood.day), (Place.homes[0], Neighbourhood.day.advanced(by: -6)),
        ])
    func others(home: PointID, day: CivilDay) async throws {
        let town = try await Town()
        try town.importDay(home, day)
        try town.grid.keep { try $0.keep(MeteringPoint(id: Place.homes[0])) }
        #expect(await town.news().isEmpty)
    }

    @Test("of an index and a daily energy too")
    func readings() async throws {
        let town = try await Town()
        for register in [Register.totalIndex, .dailyEnergy] {
            try town.grid.keep { session in
                try session.keep(
                    RegisterReading(
                        channel: Channel(point: Place.homes[0]), register: register, at: Neighbourhood.day.start,
                        value: 5, line: 1))
            }
            #expect(await town.news() == [town.data])
        }
    }

    @Test("of a withdrawal, which takes back what was queued before it")
    func withdrawal() async throws {
        let town = try await Town()
        try town.importDay()
        try NewData(tenant: town.grid.tenant, now: town.neighbourhood.now).announce()
        #expect(try town.queued().map(\.news) == [.data])
        _ = try town.grid.tenant.consents.revoke(town.consent.consent, by: town.holder, now: town.neighbourhood.now)
        #expect(try town.queued().map(\.news) == [.authorization])
        #expect(await town.news() == [town.authorization])
        try town.importDay()
        #expect(await town.news().isEmpty)
    }

    @Test("nothing once the agreement has ended, also of what was queued")
    func agreement() async throws {
        let town = try await Town()
        try town.importDay()
        try NewData(tenant: town.grid.tenant, now: town.neighbourhood.now).announce()
        try town.grid.tenant.access.transaction(in: town.grid.tenant.id) {
            try $0.put(
                Agreement(recipient: town.grid.recipient, from: Neighbourhood.start, until: Neighbourhood.start))
        }
        #expect(await town.news().isEmpty)
        #expect(try town.queued().isEmpty)
    }

    @Test("again where they did not take it, later each time, also by a server that started anew")
    func retries() async throws {
        let town = try await Town()
        try town.importDay()
        town.webhooks.status = 503
        #expect(await town.news() == [town.data])
        #expect(await town.news().isEmpty)
        town.neighbourhood.wait(seconds: 60)
        town.webhooks.status = nil
        #expect(await town.news() == [town.data])
        town.neighbourhood.wait(seconds: 239)
        #expect(await town.news().isEmpty)
        town.neighbourhood.wait(seconds: 1)
        town.webhooks.status = 204
        #expect(await town.news() == [town.data])
        #expect(try town.queued().isEmpty)
    }

    @Test("at most for three days")
    func end() async throws {
        let town = try await Town()
        try town.importDay()
        town.webhooks.status = 500
        var tries = 0
        for _ in 0..<100 {
            tries += await town.news().count
            if let notice = try town.queued().first {
                town.neighbourhood.wait(seconds: Int(notice.due.seconds(since: town.neighbourhood.now)))
            }
        }
        #expect(try town.queued().isEmpty)
        #expect(tries == 17)
    }

    @Test("also of what comes while a message is on its way")
    func meanwhile() async throws {
        let town = try await Town()
        try town.importDay()
        town.webhooks.onPost = {
            try? town.importDay()
            try? NewData(tenant: town.grid.tenant, now: town.neighbourhood.now).announce()
        }
        #expect(await town.news() == [town.data])
        town.webhooks.onPost = {}
        #expect(await town.news() == [town.data])
        #expect(await town.news().isEmpty)
    }
}

/// Keeps messages and answers as it is told to.
private final class TestWebhookClient: WebhookClient {
    struct Message {
        let address: String
        let body: String
    }

    private let state = Mutex<(messages: [Message], status: Int?, onPost: @Sendable () -> Void)>(([], 200, {}))

    var messages: [Message] { state.withLock { $0.messages } }

    /// Nil: no answer comes.
    var status: Int? {
        get { state.withLock { $0.status } }
        set { state.withLock { $0.status = newValue } }
    }

    var onPost: @Sendable () -> Void {
        get { state.withLock { $0.onPost } }
        set { state.withLock { $0.onPost = newValue } }
    }

    func forget() { state.withLock { $0.messages = [] } }

    func post(_ body: [UInt8], to address: String) async throws -> Int {
        state.withLock { $0.messages.append(Message(address: address, body: String(decoding: body, as: UTF8.self))) }
        onPost()
        guard let status else { throw WebhookFault.outOfReach }
        return status
    }
}
