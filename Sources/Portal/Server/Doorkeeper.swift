import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What every answer passes: errors become problems, each request is counted and logged, and browsers are told what
/// the pages may do.
///
/// The log has the route's template and never the path: paths name points and people.
struct Doorkeeper: RouterMiddleware {
    let portal: Portal

    func handle(
        _ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = refusal(of: error, request, context)
        }
        for field in Doorkeeper.fields where response.headers[field.name] == nil {
            response.headers[field.name] = field.value
        }
        if portal.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        response.headers[.requestID] = context.id
        let elapsed = ContinuousClock.now - start
        let path = context.endpointPath ?? "unknown"
        portal.meters.count(route: path, method: request.method, status: response.status, elapsed)
        portal.logger.debug(
            "answered",
            metadata: [
                "route": "\(request.method) \(path)", "status": "\(response.status.code)", "request": "\(context.id)",
                "µs": "\(elapsed / .microseconds(1))",
            ])
        return response
    }

    private func refusal(of error: any Error, _ request: Request, _ context: PortalContext) -> Response {
        let problem = Problem(for: error)
        if problem.status.code >= 500 {
            // The kind of the error alone: its words may name a point or a file.
            portal.logger.error(
                "failed", metadata: ["request": "\(context.id)", "error": "\(String(reflecting: type(of: error)))"])
        }
        var response = Response(ProblemPage.answer(problem, to: request.head, id: context.id), portal)
        if request.headers[.contentLength].map({ $0 != "0" }) ?? false || request.headers[.transferEncoding] != nil {
            // Perhaps not read to its end.
            response.headers[.connection] = "close"
            context.hangUp()
        }
        return response
    }

    /// OWASP Secure Headers.
    private static let fields: HTTPFields = [
        .contentSecurityPolicy: PagePolicy.header(),
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "same-origin",
        .cacheControl: "no-store",
    ]
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-ID")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let dpop = HTTPField.Name("DPoP")!
    static let rateLimit = HTTPField.Name("RateLimit")!
    static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy")!
}
