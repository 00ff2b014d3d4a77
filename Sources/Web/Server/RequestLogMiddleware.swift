import HTTPTypes
import Hummingbird
import Logging

/// Counts and logs each request, and names it in its answer.
///
/// The log has the route's template and never the path: paths name points and people.
struct RequestLogMiddleware: RouterMiddleware {
    let portal: Portal

    func handle(
        _ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response = try await next(request, context)
        response.headers[.requestID] = context.id
        let elapsed = ContinuousClock.now - start
        let path = context.endpointPath ?? "unknown"
        portal.metrics.count(route: path, method: request.method, status: response.status, elapsed)
        portal.logger.debug(
            "answered",
            metadata: [
                "route": "\(request.method) \(path)", "status": "\(response.status.code)", "request": "\(context.id)",
                "µs": "\(elapsed / .microseconds(1))",
            ])
        return response
    }
}
