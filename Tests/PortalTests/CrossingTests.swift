import Access
import HTTPTypes
import Metering
import Testing

@testable import Portal

/// Every route, with every role, on what is their own, another's, another tenant's and a former occupant's.
///
/// A crossing is refused when the caller cannot tell what is there from what is not: the answer about somebody's
/// point, consent or job is, byte for byte, the answer about one that does not exist.
@Suite("No crossing")
struct CrossingTests {
    /// Who calls, at which tenant.
    enum Who: String, CaseIterable {
        case nobody, owner, former, neighbour, manager, officer, `operator`, auditor, program, otherProgram
        /// The same session and token, at the tenant that did not give them.
        case ownerElsewhere, programElsewhere
    }

    /// Two tenants, and what the owner has there.
    struct Town {
        let neighbourhood: Neighbourhood
        let callers: [Who: Credentials]
        /// What stands in the places of paths, by the place's name.
        let places: [String: String]

        init() throws {
            neighbourhood = try Neighbourhood()
            let grid = neighbourhood.grid
            let home = Place.homes[0]
            try grid.holder("former", of: home, from: Neighbourhood.day.advanced(by: -300))
            let (owner, occupancy) = try grid.holder("owner", of: home, from: Neighbourhood.day.advanced(by: -5))
            try grid.holder("neighbour", of: Place.homes[1], from: Neighbourhood.day.advanced(by: -300))
            let consent = try grid.consent(of: owner, occupancy)
            try grid.building("house", managedBy: grid.person("manager", .buildingManager))
            try grid.building("annex", managedBy: grid.person("warden", .buildingManager))
            for (name, role) in Town.staff { _ = try grid.person(name, role) }
            var callers: [Who: Credentials] = [.nobody: .none]
            for who in [Who.owner, .former, .neighbour, .manager, .officer, .operator, .auditor] {
                callers[who] = try grid.session(who.rawValue)
            }
            callers[.program] = try grid.token()
            callers[.otherProgram] = try grid.token(of: RecipientID("stranger"))
            callers[.ownerElsewhere] = callers[.owner]
            callers[.programElsewhere] = callers[.program]
            self.callers = callers
            places = [
                "point": home.text, "consent": consent.consent.text, "subscription": consent.consent.text,
                "building": "house",
            ]
        }

        private static let staff: [(String, Role)] = [
            ("officer", .territoryOfficer), ("operator", .operator), ("auditor", .auditor),
        ]

        /// Who may be told of what stands in a place. Operators see a point by their duty, daily alone.
        static let entitled: [String: Set<Who>] = [
            "point": [.owner, .former, .program, .operator], "consent": [.owner, .program],
            "subscription": [.program], "building": [.manager],
        ]

        /// Another's, for those who may be told of the owner's.
        static let others = ["point": Place.homes[1].text, "building": "annex"]

        func answer(_ route: Route, by who: Who, _ filled: [String: String]) throws -> (status: Int, body: String) {
            let elsewhere = who == .ownerElsewhere || who == .programElsewhere
            let place = elsewhere ? neighbourhood.city : neighbourhood.grid
            let body: Call.Body = route.body == .none ? .none : .bytes(Array("{}".utf8))
            let caller = callers[who] ?? .none
            var answer = try neighbourhood.call(
                route.method, route.path, at: place, by: caller, filled, query: Town.days, body: body,
                fields: [.contentType: "application/json"])
            if answer.status == .badRequest {
                answer = try neighbourhood.call(
                    route.method, route.path, at: place, by: caller, filled, body: body,
                    fields: [.contentType: "application/json"])
            }
            // The identifier of the request is new each time.
            let text = answer.text.replacing(/"instance":"[^"]*"/, with: "")
            return (answer.status.code, filled.values.reduce(text) { $0.replacing($1, with: "‹id›") })
        }

        private static let days = [
            ("from", Neighbourhood.day.description), ("to", Neighbourhood.day.description),
        ]
    }

    /// The routes whose paths name something.
    static let named = Portal.routes.filter { $0.path.contains("{") }

    @Test("is possible: nobody can tell another's thing from nothing", arguments: Who.allCases)
    func crossings(who: Who) throws {
        let town = try Town()
        var crossings = 0
        for route in CrossingTests.named {
            let names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                String($0.dropFirst().dropLast())
            }
            guard let key = names.first(where: { Town.entitled[$0] != nil }) else { continue }
            // Whoever may be told of a thing is tried on another's; operators see every point.
            let isEntitled = Town.entitled[key]?.contains(who) == true
            guard !isEntitled || (Town.others[key] != nil && who != .operator) else { continue }
            let places = isEntitled ? Town.others : town.places
            let known = names.reduce(into: [:]) { $0[$1] = places[$1] ?? "nothing" }
            let unknown = known.merging([key: "14599999999999"]) { $1 }
            let (there, absent) = try (town.answer(route, by: who, known), town.answer(route, by: who, unknown))
            crossings += 1
            #expect((400..<500).contains(there.status), "\(route.method) \(route.path) by \(who)")
            #expect(there == absent, "\(route.method) \(route.path) by \(who)")
        }
        #expect(crossings > 0)
    }

    @Test("is what the refusals are about: whose it is gets an answer", arguments: [Who.owner, .program])
    func own(who: Who) throws {
        let town = try Town()
        let path = "/api/v1/metering-points/{point}/curve"
        let route = try #require(Portal.routes.first { $0.path == path && $0.method == .get })
        let answer = try town.answer(route, by: who, town.places)
        #expect(answer.status == 200 && answer.body.contains("100"))
    }

    @Test("keeps a manager from their own building")
    func ownBuilding() throws {
        let town = try Town()
        let path = API.Buildings.path + "/{building}/totals"
        let route = try #require(Portal.routes.first { $0.path == path })
        let answer = try town.answer(route, by: .manager, town.places)
        #expect(answer.status == 200 && answer.body.contains("code-energie-d341-13"))
    }

    @Test("lets a former occupant see the new one's days, nor the new one the former's")
    func moves() throws {
        let town = try Town()
        let path = "/api/v1/metering-points/{point}/curve"
        let route = try #require(Portal.routes.first { $0.path == path && $0.method == .get })
        // The day of the curves is the owner's: the former occupant asks for it.
        #expect(try town.answer(route, by: .former, town.places).status == 404)
    }

    @Test("opens a route to callers that it is not for", arguments: Who.allCases)
    func audiences(who: Who) throws {
        let town = try Town()
        for route in Portal.routes where route.audience != .everyone {
            let caller = try town.caller(who, at: route)
            guard (try? route.audience.admit(caller)) == nil else { continue }
            let filled = route.path.split(separator: "/").filter { $0.hasPrefix("{") }
                .reduce(into: [:]) { $0[String($1.dropFirst().dropLast())] = "nothing" }
            let answer = try town.answer(route, by: who, filled)
            #expect([401, 403].contains(answer.status), "\(route.method) \(route.path) by \(who): \(answer)")
        }
    }
}

extension CrossingTests.Town {
    /// The caller as a route sees them.
    func caller(_ who: CrossingTests.Who, at _: Route) throws -> Caller {
        if who == .ownerElsewhere || who == .programElsewhere { return .nobody }
        var head = HTTPRequest(method: .get, scheme: "http", authority: "grid.example", path: "/")
        callers[who]?.sign(&head.headerFields)
        return try Callers(tenant: neighbourhood.grid.tenant, portal: neighbourhood.portal)
            .caller(of: head, url: "http://grid.example/", now: neighbourhood.now)
    }
}
