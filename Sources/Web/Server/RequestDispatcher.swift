import Access
import Foundation
import HTTPTypes
import Hummingbird
import Metering
import NIOCore

/// Brings a request to its route: finds the tenant, admits the caller, and only then reads the body, within its bound.
struct RequestDispatcher: Sendable {
    let portal: Portal
    let chapter: MountedChapter
    let route: Route

    func answer(_ request: Request, _ context: PortalContext) async throws -> Response {
        do {
            guard let tenant = request.head.authority.flatMap(portal.tenants.tenant(at:)) else {
                throw Problem.notFound
            }
            if route.reply.caching == .open { return try await openAnswer(request, context, to: tenant) }
            return Response(try await dispatch(request, context, to: tenant), of: chapter, for: tenant)
        } catch {
            throw Refusal(for: error).of(chapter.chapter)
        }
    }

    /// What is open is the same to all: from memory, unless a token is to be looked at.
    private func openAnswer(_ request: Request, _ context: PortalContext, to tenant: Tenant) async throws -> Response {
        let accept = route.reply.types.count > 1 ? request.headers[.accept] ?? "" : ""
        let question = OpenAnswers.Question(
            tenant: tenant.id, address: request.uri.string, type: accept.prefix { $0 != "," && $0 != ";" })
        if request.headers[.authorization] == nil,
            let answer = portal.openAnswers.answer(to: question, now: .now)
        {
            let room = try portal.count(.nobody, from: source(of: request, context), as: route.rate)
            return answer.response(to: request.head, room: room.fields)
        }
        let made = try await dispatch(request, context, to: tenant)
        guard let answer = OpenAnswer(made) else { return Response(made, of: chapter, for: tenant) }
        portal.openAnswers.keep(answer, to: question, now: .now)
        let room = made.fields.filter { $0.name == .rateLimit || $0.name == .rateLimitPolicy }
        return answer.response(to: request.head, room: HTTPFields(room))
    }

    private func dispatch(_ request: Request, _ context: PortalContext, to tenant: Tenant) async throws -> Answer {
        let reader = BodyReader(
            chapter: chapter, tenant: tenant, rule: route.body, seconds: portal.limits.bodySeconds)
        try reader.refuse(request.head)
        let arrival = Arrival(
            tenant: tenant, head: request.head, parameters: try parameters(context), query: try query(request),
            url: tenant.origin + request.uri.string, source: source(of: request, context), id: context.id)
        guard route.body != .none else {
            return try await chapter.run(route.work, for: tenant, .new) { [portal, chapter, route] in
                let now = portal.clock()
                let admission = try arrival.admission(to: route, of: chapter.chapter, portal, now: now)
                return try arrival.answer(of: route, admission, .none, portal, now: now)
            }
        }
        let admission = try await chapter.run(for: tenant, .new) { [portal, chapter, route] in
            try arrival.admission(to: route, of: chapter.chapter, portal, now: portal.clock())
        }
        let body = try await arrival.counting(admission) { try await reader.body(of: request) }
        defer { if case .file(let file) = body { file.remove() } }
        // What waits for a password may still be turned away: its line is its own.
        return try await chapter.run(route.work, for: tenant, route.work == .slow ? .new : .admitted) {
            [portal, route] in
            try arrival.answer(of: route, admission, body, portal, now: portal.clock())
        }
    }

    /// Paths are decoded once, here; what is not UTF-8, or would be another path after decoding, is refused.
    private func parameters(_ context: PortalContext) throws(Problem) -> [String: String] {
        var parameters: [String: String] = [:]
        for (name, value) in context.parameters {
            guard let text = value.removingPercentEncoding, !text.isEmpty, text.utf8.count <= 200,
                !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x2F || $0 == 0x7F })
            else { throw .notFound }
            parameters[String(name)] = text
        }
        return parameters
    }

    private func source(of request: Request, _ context: PortalContext) -> String {
        // A connection that is over is in no list any more; its calls are not the balancer's.
        let peer =
            portal.proxies.speakProxyProtocol
            ? portal.sources[context.connection] : SourceAddress(context.remoteAddress)
        return portal.proxies.source(of: request.headers, from: peer)?.limitKey ?? "unknown"
    }

    private func query(_ request: Request) throws(Problem) -> Query {
        guard let text = request.uri.query, !text.isEmpty else { return Query([]) }
        guard let pairs = FormEncoding.pairs(text) else {
            throw .badParameter("query", "it is not form-encoded UTF-8")
        }
        return Query(pairs)
    }
}

/// What a request says before its body.
struct Arrival: Sendable {
    let tenant: Tenant
    let head: HTTPRequest
    let parameters: [String: String]
    let query: Query
    /// Where it came to, as its sender sees it, with the query.
    let url: String
    let source: String
    let id: String

    func admission(to route: Route, of chapter: Chapter, _ portal: Portal, now: Instant) throws -> Admission {
        try Admission(head, url: url, from: source, to: route, of: chapter, at: tenant, portal, id: id, now: now)
    }

    /// The body, or the problem with it, counted.
    func counting<Result>(_ admission: Admission, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let problem as Problem {
            tenant.count(problem, to: admission.caller, from: source, request: id)
            throw Refusal(problem, to: admission.caller)
        }
    }

    func answer(
        of route: Route, _ admission: Admission, _ body: Call.Body, _ portal: Portal, now: Instant
    ) throws -> Answer {
        let call = Call(
            tenant: tenant, method: head.method, parameters: parameters, query: query, headers: head.headerFields,
            body: body, caller: admission.caller, now: now, clock: portal.clock, id: id, source: source, url: url,
            metrics: portal.metrics, cookie: SessionCookie(isSecure: tenant.isSecure))
        return try admission.answer(call, route)
    }
}
