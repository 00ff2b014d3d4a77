import Access
import Exchange
import HTTPTypes
import TestKit
import Testing

@testable import GreenButtonAPI
@testable import Web

/// Refused calls are in the audit log: of whom, by what, how many.
@Suite(.fewAtOnce) struct RefusalLogTests {
    private func written(_ tenant: Tenant, _ work: () async throws -> Void) async throws -> [String] {
        try tenant.events.write(to: tenant.access, tenant.keys, now: Neighbourhood.start)
        let last = try tenant.audit.entries(after: 0, limit: 10_000).last?.sequence ?? 0
        try await work()
        try tenant.events.write(to: tenant.access, tenant.keys, now: Neighbourhood.start)
        return try tenant.audit.entries(after: last).compactMap(\.facts).filter { $0.action == .callRefused }.map {
            "\($0.purpose ?? "") by \($0.actor.kind), \($0.count ?? 0) of \($0.network == nil ? "who is known" : "a network")"
        }.sorted()
    }

    @Test func `Refusals by role, scope, form token, token and input are counted for each actor`() async throws {
        let desk = try FrontDesk()
        let session = try desk.session()
        let token = try await desk.tokens().access
        let lines = try await written(desk.tenant) { () async throws in
            for _ in 0..<2 {
                #expect(try await desk.page("/api/v1/uploads", session).status >= 400)
                let cookie: HTTPFields = [.cookie: "maille=\(session.text)", .contentType: FrontDesk.form]
                #expect(try await desk.send(.post, "/logout", cookie, body: "").status == 403)
                let bearer: HTTPFields = [.authorization: "Bearer \(token)"]
                #expect(try await desk.send(.get, "/api/v1/me", bearer).status == 403)
                let feed = ESPIBase.root + "/ApplicationInformation/x"
                #expect(try await desk.send(.get, feed, bearer).status == 403)
                #expect(try await desk.send(.get, "/api/v1/me", [.authorization: "Bearer none"]).status == 401)
                #expect(try await desk.send(.get, "/api/v1/metering-points?limit=x", bearer).status == 400)
            }
            // Who is asked to sign in, and what is not there, is no attack.
            #expect(try await desk.page("/account").status != 200)
            #expect(try await desk.page("/nowhere").status == 404)
        }
        #expect(
            lines == [
                "form token by account, 2 of who is known", "input by client, 2 of who is known",
                "role by account, 2 of who is known", "role by client, 2 of who is known",
                "scope by client, 2 of who is known", "token by machine, 2 of a network",
            ])
    }

    @Test func `Calls beyond the limit are counted, not written one by one`() async throws {
        var limits = Portal.Limits.few
        limits.callsPerMinute = 10
        let town = try Neighbourhood(limits: limits)
        let lines = try await written(town.grid.tenant) { () async throws in
            for _ in 0..<60 { _ = try town.call(.get, "/login", at: town.grid) }
        }
        #expect(lines == ["limit by machine, 50 of a network"])
    }
}

extension Agent {
    fileprivate var kind: String {
        switch self {
        case .account: "account"
        case .client: "client"
        case .machine: "machine"
        case .systemUser: "system user"
        }
    }
}
