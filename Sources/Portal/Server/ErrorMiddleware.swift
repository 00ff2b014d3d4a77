import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers errors with problems, as pages or as JSON.
struct ErrorMiddleware: RouterMiddleware {
    let portal: Portal

    func handle(
        _ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return refusal(of: error, request, context)
        }
    }

    private func refusal(of error: any Error, _ request: Request, _ context: PortalContext) -> Response {
        let problem = Problem(for: error)
        // That a server is busy is in its metrics: strangers do not write its log.
        if let cause = problem.cause {
            portal.logger.error("failed", metadata: ["request": "\(context.id)", "error": "\(cause)"])
        }
        // A host that no tenant has is answered without any tenant's name.
        let appearance = request.head.authority.flatMap(portal.tenants.tenant(at:))?.appearance ?? .undescribed
        var response = Response(
            ProblemPage.answer(problem, to: request.head, id: context.id, of: appearance), portal)
        if request.headers[.contentLength].map({ $0 != "0" }) ?? false || request.headers[.transferEncoding] != nil {
            // Perhaps not read to its end.
            response.headers[.connection] = "close"
            context.closeAfterResponse()
        }
        return response
    }
}
