import HTTPTypes
import Hummingbird

/// Tells browsers what our answers may do (OWASP Secure Headers). Fields that a route set stay.
struct SecurityHeadersMiddleware: RouterMiddleware {
    let tenants: Tenants

    func handle(
        _ request: Request, context: PortalContext, next: (Request, PortalContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in Self.fields where response.headers[field.name] == nil {
            response.headers[field.name] = field.value
        }
        // Over TLS browsers are to come back over TLS alone, whoever speaks it: this server or a proxy before it.
        if request.head.authority.flatMap(tenants.tenant(at:))?.isSecure == true {
            response.headers[.strictTransportSecurity] = "max-age=31536000"
        }
        return response
    }

    private static let fields: HTTPFields = [
        .contentSecurityPolicy: PagePolicy.header(),
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "same-origin",
        .cacheControl: "no-store",
    ]
}
