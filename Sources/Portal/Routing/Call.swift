import Access
import Foundation
import HTTPTypes
import Metering

/// A request as routes see it: known caller, bounded body, one moment.
package struct Call: Sendable {
    let tenant: Tenant
    let method: HTTPRequest.Method
    /// The values of the path template's parameters, decoded.
    let parameters: [String: String]
    let query: Query
    let headers: HTTPFields
    let body: Body
    let caller: Caller
    let now: Instant
    /// For what goes on after the answer began.
    let clock: @Sendable () -> Instant
    /// The identifier of the request, in the answer, the log and the audit entry.
    let id: String
    /// The address or network that it came from: for limits, never for logs.
    let source: String
    /// Where it came to, as its sender sees it, with the query.
    let url: String
    /// The metrics of the process.
    let metrics: RequestMetrics
    /// How the caller's browser keeps a session.
    let cookie: SessionCookie

    enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A file of the tenant's spool, removed after the call unless the route moved it.
        case file(SpooledFile)
    }

    var language: Language { PageLanguage.of(headers, query) }

    /// The path and the query that it came with.
    var address: String { String(url.dropFirst(tenant.origin.count)) }

    /// The value of a path template's parameter; empty for a name that the template does not have.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    var deviceCookie: DeviceCookie { DeviceCookie(isSecure: tenant.isSecure) }

    /// What limits and the log tell of who is not signed in.
    var from: RequestSource {
        RequestSource(network: source, request: id, device: deviceCookie.text(in: headers))
    }

    var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }
}
