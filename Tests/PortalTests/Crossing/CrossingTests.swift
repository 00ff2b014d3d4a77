import Access
import Exchange
import HTTPTypes
import Metering
import Testing

@testable import API
@testable import GreenButtonAPI
@testable import Web
@testable import maille

/// Every place of every path, with every role, on what is their own, another's, another tenant's and a former
/// occupant's.
///
/// A crossing is refused when the caller cannot tell what is there from what is not: the answer about somebody's
/// point, consent or job is, byte for byte, the answer about one that does not exist.
@Suite(.fewAtOnce)
struct CrossingTests {
    typealias Town = CrossingTown
    typealias Who = CrossingTown.Who

    /// A path's places, with the names under which the town knows what stands there.
    struct Places {
        let names: [(inPath: String, place: String)]

        init(_ route: Route) {
            let isGreenButton = route.path.hasPrefix(ESPIBase.root)
            names = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                let name = String($0.dropFirst().dropLast())
                return (name, isGreenButton && name == "point" ? "usage point" : name)
            }
        }

        /// What each place of the path holds, from what the town's places hold.
        func filled(_ values: [String: String]) -> [String: String] {
            names.reduce(into: [:]) { $0[$1.inPath] = values[$1.place] ?? "nothing" }
        }
    }

    /// The routes whose paths name something.
    static let named = [Chapter].all.routes.filter { $0.path.contains("{") }

    /// Places that hold nothing of anybody's: names of documents, of public figures, of kinds of readings.
    static let open: Set<String> = [
        "file", "code", "time", "type", "reading", "need", "set", "use", "day", "release", "suppression",
    ]

    @Test func `every place of every path is somebody's, or open to all`() throws {
        let owned = try Set(Town().things.map(\.place))
        #expect(owned.isDisjoint(with: CrossingTests.open))
        for route in CrossingTests.named {
            for (_, place) in Places(route).names {
                #expect(owned.contains(place) || CrossingTests.open.contains(place), "{\(place)} in \(route.path)")
            }
        }
    }

    @Test(arguments: Who.allCases)
    func `nobody can tell another's thing from nothing`(who: Who) throws {
        let town = try Town()
        for route in CrossingTests.named {
            let places = Places(route)
            for (_, place) in places.names {
                for thing in town.things where thing.place == place && !thing.whose.contains(who) {
                    // Their own in the other places, else what belongs to the thing.
                    let own = town.things.filter { $0.place != place && $0.whose.contains(who) }
                    let others = Dictionary(own.map { ($0.place, $0.value) }) { first, _ in first }
                    for beside in [others.merging(thing.beside) { own, _ in own }, thing.beside] {
                        let known = places.filled(beside.merging([place: thing.value]) { $1 })
                        let unknown = places.filled(beside.merging([place: "14599999999999"]) { $1 })
                        let there = try town.answer(route, by: who, known)
                        let absent = try town.answer(route, by: who, unknown)
                        #expect((400..<500).contains(there.status), "\(route.method) \(route.path) by \(who)")
                        #expect(there == absent, "{\(place)} in \(route.method) \(route.path) by \(who)")
                    }
                }
            }
        }
    }

    /// For calls that change nothing.
    private static let unchanged = Result { try Town() }
    private static let owned = named.filter { route in !Places(route).names.allSatisfy { open.contains($0.place) } }

    @Test(arguments: owned.map { "\($0.method.rawValue) \($0.path)" })
    func `whose it is gets an answer, so that the refusals are about whose it is`(name: String) throws {
        let route = try #require(CrossingTests.owned.first { "\($0.method.rawValue) \($0.path)" == name })
        let places = Places(route)
        let place = try #require(places.names.map(\.place).first { !CrossingTests.open.contains($0) })
        let town = try route.method == .get ? CrossingTests.unchanged.get() : Town()
        let answers = try town.things.filter { $0.place == place }.flatMap { thing in
            try thing.whose.map { who in
                try town.answer(route, by: who, places.filled(thing.beside.merging([place: thing.value]) { $1 })).status
            }
        }
        #expect(answers.contains { (200..<400).contains($0) }, "\(name): \(answers)")
    }

    @Test func `two people of one public application see their own exports alone`() throws {
        let town = try Town()
        let lists = try [Who.phone, .neighboursPhone].map { who in
            let answer = try town.neighbourhood.call(
                .get, API.Exports.path, at: town.grid, by: town.callers[who] ?? .none)
            return answer.text
        }
        for (list, home) in zip(lists, Place.homes) {
            #expect(list.contains(home.text))
            #expect(Place.homes.filter { $0 != home }.allSatisfy { !list.contains($0.text) })
        }
    }

    @Test func `one idempotency key of two people of one public application is two keys`() throws {
        let town = try Town()
        let order = #"{"from":"\#(Neighbourhood.day)","to":"\#(Neighbourhood.day)"}"#
        let made = try [Who.phone, .neighboursPhone].map { who in
            try town.neighbourhood.call(
                .post, API.Exports.path, at: town.grid, by: town.callers[who] ?? .none,
                body: .bytes(Array(order.utf8)), fields: [.contentType: "application/json", .idempotencyKey: "one"])
        }
        #expect(made.allSatisfy { $0.status == .accepted })
        #expect(made[0].fields[.location] != made[1].fields[.location])
        #expect(!made[1].text.contains(Place.homes[0].text))
    }

    @Test func `a former occupant sees none of the new one's days`() throws {
        let town = try Town()
        let path = "/api/v1/metering-points/{point}/curve"
        let route = try #require([Chapter].all.routes.first { $0.path == path && $0.method == .get })
        let home = ["point": Place.homes[0].text]
        // The day of the curves is the owner's.
        let owner = try town.answer(route, by: .owner, home)
        #expect(owner.status == 200 && owner.body.contains("100"))
        #expect(try town.answer(route, by: .former, home).status == 404)
    }

    @Test func `a manager sees the totals of their own building`() throws {
        let town = try Town()
        let path = API.Buildings.path + "/{building}/totals"
        let route = try #require([Chapter].all.routes.first { $0.path == path })
        let answer = try town.answer(route, by: .manager, ["building": "house"])
        #expect(answer.status == 200 && answer.body.contains("code-energie-d341-13"))
    }

    @Test(arguments: Who.allCases)
    func `a route is closed to callers that it is not for`(who: Who) throws {
        let town = try Town()
        for route in [Chapter].all.routes where route.audience != .everyone {
            guard (try? route.audience.admit(town.caller(who))) == nil else { continue }
            let filled = Places(route).filled([:])
            let body: Call.Body = route.body == .none ? .none : .bytes(Array("{}".utf8))
            let place = who.isElsewhere ? town.neighbourhood.city : town.grid
            let answer = try town.neighbourhood.call(
                route.method, route.path, at: place, by: town.callers[who] ?? .none, filled, body: body,
                fields: [.contentType: "application/json"])
            #expect([401, 403].contains(answer.status.code), "\(route.method) \(route.path) by \(who): \(answer)")
        }
    }
}
