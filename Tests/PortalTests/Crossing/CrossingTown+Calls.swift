import Access
import HTTPTypes
import Metering

@testable import Web

extension CrossingTown {
    /// An answer without what is new in each: the request's identifier, and what was asked for.
    struct Heard: Equatable {
        let status: Int
        let body: String
    }

    /// Calls a route with what stands in its places, and with the first query that it takes.
    func answer(_ route: Route, by who: Who, _ filled: [String: String]) throws -> Heard {
        let caller = callers[who] ?? .none
        let place = who.isElsewhere ? neighbourhood.city : grid
        var heard = Heard(status: 400, body: "")
        for query in CrossingTown.queries where heard.status == 400 {
            let (body, type) = try body(of: route, by: caller)
            let answer = try neighbourhood.call(
                route.method, route.path, at: place, by: caller, filled, query: query, body: body,
                fields: type.map { [.contentType: $0] } ?? [:])
            let text = answer.text.replacing(/"instance":"[^"]*"/, with: "")
            heard = Heard(
                status: answer.status.code, body: filled.values.reduce(text) { $0.replacing($1, with: "‹id›") })
        }
        return heard
    }

    private static let queries: [[(String, String)]] = [
        [("from", Neighbourhood.day.description), ("to", Neighbourhood.day.description)], [],
        [("recipient", "supplier")],
    ]

    /// A body that the route takes: a refusal of it would say nothing of whose thing it was. Throws for a route that it
    /// has none for.
    private func body(of route: Route, by caller: Credentials) throws -> (Call.Body, type: String?) {
        guard route.body != .none else { return (.none, nil) }
        let name = route.path.split(separator: "/").last.map(String.init) ?? ""
        switch name {
        case "accept": return (json(#"{"steps":["daily"],"textHash":"\#(textHash)"}"#), "application/json")
        case "occupancies":
            let from = Neighbourhood.day.advanced(by: 9)
            return (json(#"{"account":"\#(mover)","from":"\#(from)"}"#), "application/json")
        case "answer": return (form("answer=yes&daily=on&text=\(textHash)", caller), Self.formType)
        case "{occupancy}": return (form("day=2026-11-20", caller), Self.formType)
        case "withdrawal", "disconnection": return (form("", caller), Self.formType)
        default: throw NoValidBody(route: "\(route.method) \(route.path)")
        }
    }

    struct NoValidBody: Error { let route: String }

    private static let formType = "application/x-www-form-urlencoded"

    private func json(_ text: String) -> Call.Body { .bytes(Array(text.utf8)) }

    private func form(_ text: String, _ caller: Credentials) -> Call.Body {
        guard case .session(let secret) = caller else { return json(text) }
        return json("\(text)&\(CSRFProtection.field)=\(Session.formToken(of: secret))")
    }

    /// The caller as a route sees them.
    func caller(_ who: Who) throws -> Caller {
        if who.isElsewhere { return .nobody }
        var head = HTTPRequest(method: .get, scheme: "http", authority: "grid.example", path: "/")
        callers[who]?.sign(&head.headerFields)
        return try Authenticator.sessionsAndTokens.caller(
            of: head, url: "http://grid.example/", at: grid.tenant, now: neighbourhood.now)
    }
}
