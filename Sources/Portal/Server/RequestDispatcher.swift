import Access
import Foundation
import HTTPTypes
import Hummingbird
import Metering
import NIOCore

/// Brings a request to its route: finds the tenant, reads the body within its limit, authenticates the caller, applies
/// rate limit, audience and CSRF protection.
struct RequestDispatcher: Sendable {
    let portal: Portal
    let route: Route

    func answer(_ request: Request, _ context: PortalContext) async throws -> Response {
        guard let tenant = request.head.authority.flatMap(portal.tenants.tenant(at:)) else { throw Problem.notFound }
        let body = try await self.body(of: request)
        let source = context.remoteAddress?.ipAddress ?? "unknown"
        let parameters = try self.parameters(context)
        let query = try self.query(request)
        let answer = try await portal.run(route.work) { [portal, route] in
            let now = portal.clock()
            let url = tenant.origin + request.uri.string
            let caller = try Callers(tenant: tenant, portal: portal).caller(of: request.head, url: url, now: now)
            let call = Call(
                tenant: tenant, method: request.method, parameters: parameters, query: query,
                headers: request.headers, body: body, caller: caller, now: now, clock: portal.clock, id: context.id,
                source: source, url: url, metrics: portal.metrics, cookie: SessionCookie(isSecure: portal.isSecure),
                mailer: portal.mailer)
            return try RequestDispatcher.answer(call, route, portal)
        }
        return Response(answer, portal)
    }

    static func answer(_ call: Call, _ route: Route, _ portal: Portal) throws -> Answer {
        defer { if case .file(let url) = call.body { try? FileManager.default.removeItem(at: url) } }
        let room = portal.rates.take(of: call.caller.rateLimitKey(from: call.source), now: ContinuousClock.now)
        guard room.isGranted else { throw Problem.tooMany(retryAfter: room.seconds).with(room.fields) }
        do {
            try route.audience.admit(call.caller)
            try CSRFProtection.check(call)
            var answer = try route.answer(call)
            for field in room.fields { answer.fields[field.name] = field.value }
            return answer
        } catch {
            throw Problem(for: error).with(room.fields)
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

    private func query(_ request: Request) throws(Problem) -> Query {
        guard let text = request.uri.query, !text.isEmpty else { return Query([]) }
        guard let pairs = FormEncoding.pairs(text) else {
            throw .badParameter("query", "it is not form-encoded UTF-8")
        }
        return Query(pairs)
    }

    private func body(of request: Request) async throws -> Call.Body {
        switch route.body {
        case .none:
            guard (request.headers[.contentLength] ?? "0") == "0", request.headers[.transferEncoding] == nil else {
                throw Problem.badBody("this call takes no body")
            }
            return .none
        case .bytes(let limit):
            guard Int(request.headers[.contentLength] ?? "0") ?? .max <= limit else { throw Problem.tooLarge(limit) }
            return .bytes(try await bytes(of: request, limit))
        case .file(let limit):
            guard Int(request.headers[.contentLength] ?? "0") ?? .max <= limit else { throw Problem.tooLarge(limit) }
            return .file(try await file(of: request, limit))
        }
    }

    /// The whole body must come within `bodySeconds`.
    private func bytes(of request: Request, _ limit: Int) async throws -> [UInt8] {
        let deadline = ContinuousClock.now + .seconds(portal.limits.bodySeconds)
        var bytes: [UInt8] = []
        for try await part in request.body {
            guard ContinuousClock.now < deadline else { throw Problem.tooSlow }
            guard bytes.count + part.readableBytes <= limit else { throw Problem.tooLarge(limit) }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    private func file(of request: Request, _ limit: Int) async throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "maille-upload-\(UUID().uuidString)")
        guard
            FileManager.default.createFile(
                atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw Problem.failed }
        do {
            let handle = try FileHandle(forWritingTo: url)
            defer { try? handle.close() }
            var count = 0
            for try await part in request.body {
                count += part.readableBytes
                guard count <= limit else { throw Problem.tooLarge(limit) }
                try await portal.run(.ordinary) { try handle.write(contentsOf: Data(part.readableBytesView)) }
            }
            return url
        } catch {
            try? FileManager.default.removeItem(at: url)
            throw error
        }
    }
}
