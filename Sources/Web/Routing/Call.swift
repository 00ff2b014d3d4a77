package import Access
import Foundation
package import HTTPTypes
package import Metering

/// A request as routes see it: known caller, bounded body, one moment.
package struct Call: Sendable {
    package let tenant: Tenant
    package let method: HTTPRequest.Method
    /// The values of the path template's parameters, decoded.
    package let parameters: [String: String]
    package let query: Query
    package let headers: HTTPFields
    package let body: Body
    package let caller: Caller
    package let now: Instant
    /// For what goes on after the answer began.
    package let clock: @Sendable () -> Instant
    /// The identifier of the request, in the answer, the log and the audit entry.
    package let id: String
    /// The address or network that it came from: for limits, never for logs.
    package let source: String
    /// Where it came to, as its sender sees it, with the query.
    package let url: String
    /// The metrics of the process.
    package let metrics: RequestMetrics
    /// How the caller's browser keeps a session.
    package let cookie: SessionCookie

    package enum Body: Sendable {
        case none
        case bytes([UInt8])
        /// A file of the tenant's spool, removed after the call unless the route moved it.
        case file(SpooledFile)
    }

    package var language: Language { PageLanguage.of(headers, query) }

    /// The path and the query that it came with.
    package var address: String { String(url.dropFirst(tenant.origin.count)) }

    /// The value of a path template's parameter; empty for a name that the template does not have.
    package func parameter(_ name: String) -> String { parameters[name] ?? "" }

    package var deviceCookie: DeviceCookie { DeviceCookie(isSecure: tenant.isSecure) }

    /// What limits and the log tell of who is not signed in.
    package var from: RequestSource {
        RequestSource(network: source, request: id, device: deviceCookie.text(in: headers))
    }

    package var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }
}

extension Call {
    /// Counts one more of what somebody may do so often. Throws what the caller is told beyond that.
    package func count(_ limit: RateLimit, of whom: String) throws {
        let wait = try tenant.access.transaction(in: tenant.id) { store -> Int? in
            if let wait = try store.wait(limit, of: whom, now: now) { return wait }
            try store.count(limit, of: whom, now: now)
            return nil
        }
        if let wait { throw Problem.tooMany(retryAfter: wait) }
    }
}
