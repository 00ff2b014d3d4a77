import Access
import Foundation
import HTTPTypes
import HummingbirdTesting
import Metering
import PortalKit
import Testing

@testable import Web

@Suite(.fewAtOnce) struct ConsentResourceTests {
    private struct Shown: Decodable {
        let consent: String
        let state: String
        let point: String?
    }

    private struct Chain: Decodable {
        let links: [Link]

        struct Link: Decodable {
            let link: String
            let state: String
            let mustAct: String?
        }
    }

    private let curve = "/api/v1/metering-points/\(Borough.borisPoint)/curve?from=2026-11-01&to=2026-11-01"

    @Test func `a program asks, the holder accepts, the program reads, the holder withdraws, it reads no more`()
        async throws
    {
        try await Counter.with { counter in
            let asking = #"{"need":"\#(counter.need.id)","point":"\#(Borough.borisPoint)"}"#
            let asked: Shown = try await counter.post("/api/v1/consents", asking, as: .program).json()
            #expect(asked.state == "sent")
            #expect(try await counter.post("/api/v1/consents", asking, as: .program).code == "asked-before")
            #expect(try await counter.get(curve, as: .program).status == .notFound)
            let path = "/api/v1/consents/\(asked.consent)"
            let choice = #"{"steps":["half-hourly"],"textHash":"\#(counter.need.text.hash)"}"#
            #expect(try await counter.post(path + "/accept", choice, as: .anna).status == .notFound)
            let accepted: Shown = try await counter.post(path + "/accept", choice, as: .boris).json()
            #expect(accepted.state == "active")
            #expect(try await counter.get(curve, as: .program).status == .ok)
            let daily = curve.replacing("/curve", with: "/daily-energy")
            #expect(try await counter.get(daily, as: .program).status == .notFound)
            let chain: Chain = try await counter.get(path + "/chain", as: .boris).json()
            #expect(
                chain.links.map(\.link) == ["collection", "meter", "occupancy", "consent", "agreement", "delivery"])
            #expect(chain.links.map(\.state) == ["broken", "works", "works", "works", "works", "works"])
            let revoked: Shown = try await counter.post(path + "/revoke", nil, as: .boris).json()
            #expect(revoked.state == "revoked")
            #expect(try await counter.get(curve, as: .program).status == .notFound)
        }
    }

    @Test func `a request that was not accepted tells its recipient nothing of the curve`() async throws {
        try await Counter.with { counter in
            let asking = #"{"need":"\#(counter.need.id)","point":"\#(Borough.annasPoint)"}"#
            _ = try counter.borough.consents.revoke(counter.consent.consent, by: counter.anna, now: counter.borough.now)
            let asked: Shown = try await counter.post("/api/v1/consents", asking, as: .program).json()
            for (who, knows) in [(Counter.Who.program, false), (.anna, true)] {
                let chain: Chain = try await counter.get("/api/v1/consents/\(asked.consent)/chain", as: who).json()
                let known = chain.links.prefix(2).contains { $0.state != "unknown" }
                #expect(known == knows, "\(chain.links.map(\.state))")
            }
        }
    }

    @Test func `one person's token of an application asks nobody else, nor does a recipient without agreement`() throws
    {
        let town = try Neighbourhood(limits: .few)
        let (owner, home) = try town.grid.holder("owner", of: Place.homes[0], from: Neighbourhood.day)
        try town.grid.holder("neighbour", of: Place.homes[1], from: Neighbourhood.day)
        let given = try town.grid.consent(of: owner, home)
        let phone = try town.grid.token(of: town.grid.publicClient(), approvedBy: owner, for: [given.consent])
        let stranger = try town.grid.token(of: town.grid.client(of: RecipientID("stranger")))
        let ask = { (caller: Credentials, home: PointID) throws -> Answer in
            let body = #"{"need":"need","point":"\#(home.text)"}"#
            return try town.call(
                .post, "/api/v1/consents", at: town.grid, by: caller, body: .bytes(Array(body.utf8)),
                fields: [.contentType: "application/json"])
        }
        for home in [Place.homes[1], Place.homes[2]] {
            #expect(try ask(phone, home).status == .forbidden)
            #expect(try ask(stranger, home).status == .conflict)
        }
        #expect(try ask(town.grid.token(), Place.homes[1]).status == .created)
    }

    @Test func `a change needs the form token of its session`() async throws {
        try await Counter.with { counter in
            var headers: HTTPFields = [:]
            counter.sign(&headers, with: try counter.borough.signIn("anna"))
            headers[.formToken] = nil
            let path = "/api/v1/consents/\(counter.consent.consent)/revoke"
            #expect(try await counter.call(.post, path, as: .nobody, headers).code == "form-too-old")
            headers[.formToken] = "x"
            #expect(try await counter.call(.post, path, as: .nobody, headers).code == "form-too-old")
            #expect(try counter.borough.consents.consent(counter.consent.consent)?.state == .active)
        }
    }

    @Test func `nobody but its two sides sees a consent`() async throws {
        try await Counter.with { counter in
            let path = "/api/v1/consents/\(counter.consent.consent)"
            for (who, status) in [(Counter.Who.anna, 200), (.program, 200), (.boris, 404), (.nobody, 401)] {
                #expect(try await counter.get(path, as: who).status.code == status)
                #expect(try await counter.get(path + "/chain", as: who).status.code == status)
            }
            for action in ["refuse", "revoke"] {
                #expect(try await counter.post("\(path)/\(action)", nil, as: .boris).status == .notFound)
            }
            let listed: Listing<Shown> = try await counter.get("/api/v1/consents", as: .boris).json()
            #expect(listed.items.isEmpty)
        }
    }

    @Test func `a text that was not shown cannot be agreed to`() async throws {
        try await Counter.with { counter in
            let asking = #"{"need":"\#(counter.need.id)","point":"\#(Borough.borisPoint)"}"#
            let asked: Shown = try await counter.post("/api/v1/consents", asking, as: .program).json()
            let path = "/api/v1/consents/\(asked.consent)/accept"
            let other = #"{"steps":["daily"],"textHash":"x"}"#
            #expect(try await counter.post(path, other, as: .boris).code == "consent")
            let steps = #"{"steps":["yearly"],"textHash":"x"}"#
            #expect(try await counter.post(path, steps, as: .boris).code == "bad-body")
            #expect(try await counter.post(path, "{", as: .boris).code == "bad-body")
            let form: HTTPFields = [.contentType: "text/plain"]
            #expect(try await counter.call(.post, path, as: .boris, form, Array("{}".utf8)).code == "wrong-type")
        }
    }

    @Test func `who holds a point, and who may read it, see it listed`() async throws {
        struct Point: Decodable {
            let point: String
            let consents: [String]?
        }
        try await Counter.with { counter in
            let own: Listing<Point> = try await counter.get("/api/v1/metering-points", as: .boris).json()
            #expect(own.items.map(\.point) == [Borough.borisPoint.text])
            let read: Listing<Point> = try await counter.get("/api/v1/metering-points", as: .program).json()
            #expect(read.items.map(\.point) == [Borough.annasPoint.text])
            #expect(read.items[0].consents == [counter.consent.consent.text])
            let path = "/api/v1/metering-points/\(Borough.annasPoint)"
            #expect(try await counter.get(path, as: .program).status == .ok)
            #expect(try await counter.get(path, as: .boris).status == .notFound)
            _ = try counter.borough.consents.revoke(counter.consent.consent, by: counter.anna, now: counter.borough.now)
            #expect(try await counter.get(path, as: .program).status == .notFound)
        }
    }

    @Test func `people see who read their data, page by page`() async throws {
        struct Entry: Decodable {
            let entry: Int64
            let action: String
            let recipient: String?
        }
        try await Counter.with { counter in
            let curve = "/api/v1/metering-points/\(Borough.annasPoint)/curve?from=2026-11-01&to=2026-11-01"
            for _ in 0..<120 { _ = try await counter.get(curve, as: .program) }
            var next: String? = "/api/v1/me/access-history"
            var entries: [Entry] = []
            while let address = next {
                let page: Listing<Entry> = try await counter.get(address).json()
                entries += page.items
                next = page.next
            }
            #expect(entries.count { $0.action == "read" && $0.recipient == "supplier" } == 120)
            #expect(entries.map(\.entry) == entries.map(\.entry).sorted(by: >))
            #expect(Set(entries.map(\.entry)).count == entries.count)
        }
    }
}
