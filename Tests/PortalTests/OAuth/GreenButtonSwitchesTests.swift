import Access
import Foundation
import HTTPTypes
import Metering
import TestKit
import Testing

@testable import Web

@Suite("A Green Button scope on the page of authorization", .fewAtOnce)
struct GreenButtonSwitchesTests {
    private let desk: FrontDesk

    init() throws { desk = try FrontDesk() }

    /// What the third party gets when Anna turns some switches on.
    private func token(asking scope: String?, _ switches: [(name: String, value: String)]) async throws -> Reply {
        let asked = desk.address(["client_id": "green", "scope": scope])
        let code = try await desk.submit(asked, switches, desk.session()).returned("code")
        return try await desk.post("/oauth/token", desk.redemption(code), ["client_id": "green"])
    }

    @Test("is listed in the metadata, in each interval that is served")
    func metadata() async throws {
        let reply = try await desk.send(.get, "/.well-known/oauth-authorization-server")
        for seconds in [1_800, 3_600, 86_400] {
            #expect(reply.text.contains("\"FB=1_3_4_5_10_11_13_14_35_39;IntervalDuration=\(seconds)\""))
        }
    }

    @Test(
        "is narrowed to what was given, which the token's answer says",
        arguments: [
            (nil, ["half-hourly"], "FB=1_3_4_5;IntervalDuration=1800"),
            (nil, ["daily", "half-hourly"], "FB=1_3_4_5;IntervalDuration=1800"),
            (nil, ["daily"], "FB=1_3_4_5;IntervalDuration=86400"),
            (
                "FB=4;IntervalDuration=3600;HistoryLength=86400", ["half-hourly"],
                "FB=4;IntervalDuration=3600;HistoryLength=86400"
            ),
            (
                "FB=4;IntervalDuration=3600;HistoryLength=86400", ["daily"],
                "FB=4;IntervalDuration=86400;HistoryLength=86400"
            ),
            ("FB=4_5;IntervalDuration=86400", ["daily"], "FB=4_5;IntervalDuration=86400"),
        ])
    func narrowed(asked: String?, switches: [String], granted: String) async throws {
        let offer = "\(desk.need.id) \(desk.occupancy.id)"
        let yes = desk.yes() + switches.map { (name: $0, value: offer) }
        #expect(try await token(asking: asked, yes)["scope"] == granted)
    }

    @Test("of days asks for days alone")
    func days() async throws {
        let asked = desk.address(["client_id": "green", "scope": "FB=4_5;IntervalDuration=86400"])
        let page = try await desk.page(asked, desk.session())
        #expect(page.text.contains("My consumption of each day"))
        #expect(!page.text.contains("My consumption of each half hour"))
    }

    @Test(
        "that asks for more than was registered is refused",
        arguments: ["FB=4_5_15;IntervalDuration=1800", "FB=4;IntervalDuration=900", "FB=4;FB=5", "FB=x", "FB"])
    func wider(scope: String) async throws {
        let reply = try await desk.page(desk.address(["client_id": "green", "scope": scope]), desk.session())
        #expect(try reply.returned("error") == "invalid_scope")
    }

    @Test("narrowed to days reads the energy of each day, and nothing of the hours")
    func reading() async throws {
        let document = try await token(asking: nil, desk.yes("daily"))
        let address = try #require(URLComponents(string: document["resourceURI"])?.path)
        let feed = try await desk.send(
            .get, address + "?published-min=2026-10-20T00:00:00%2B02:00&published-max=2026-10-20T23:00:00%2B02:00",
            [.authorization: "Bearer \(document["access_token"])"])
        #expect(feed.status == 200)
        #expect(feed.text.split(separator: "<IntervalReading>").count == 2)
        #expect(feed.text.contains("<duration>86400</duration>") && feed.text.contains("<value>2400</value>"))
        #expect(feed.text.contains("electricity-extraction-Wh-P1D"))
        if ESPISchema.isPresent { #expect(try ESPISchema.fault(in: Array(feed.text.utf8)) == nil) }
    }
}
