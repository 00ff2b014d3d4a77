import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers errors, each as its chapter writes them.
struct ErrorMiddleware: RouterMiddleware {
    let portal: Portal

    func handle(
        _ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return answer(to: request, context, Refusal(for: error))
        }
    }

    private func answer(to request: Request, _ context: PortalContext, _ refusal: Refusal) -> Response {
        // That a server is busy is in its metrics: strangers do not write its log.
        if let cause = refusal.problem.cause {
            portal.logger.error("failed", metadata: ["request": "\(context.id)", "error": "\(cause)"])
        }
        let format =
            (refusal.chapter ?? portal.chapters.map(\.chapter).chapter(of: request.uri.path))?.refusals ?? .problems
        let refused = RefusedRequest(
            head: request.head, id: context.id, tenant: request.head.authority.flatMap(portal.tenants.tenant(at:)),
            caller: refusal.caller)
        var response = Response(whole: format.answer(refusal.problem, refused))
        if request.headers[.contentLength].map({ $0 != "0" }) ?? false || request.headers[.transferEncoding] != nil {
            // Perhaps not read to its end.
            response.headers[.connection] = "close"
            context.closeAfterResponse()
        }
        return response
    }
}
