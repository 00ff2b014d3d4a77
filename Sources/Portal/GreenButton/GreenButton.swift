import Exchange
import HTTPTypes

/// Green Button Connect My Data: what a third party reads with a token that people approved, as NAESB's REQ.21 names
/// it. One consent is one `Subscription`, of one `UsagePoint`; both have ids that no other recipient sees.
enum GreenButton {
    static let root = "/espi/1_1/resource"

    static let routes: [Route] =
        ServiceResources.routes + AuthorizationResources.routes + SubscriptionResources.routes
        + BatchResources.routes

    /// Tokens whose scope names function blocks: `FB=4_5_15;IntervalDuration=1800`.
    static let thirdParties = RouteAudience.clients(scope: "FB")

    static let feedType = "application/atom+xml; charset=utf-8"

    static func base(_ tenant: Tenant) -> ESPIBase { ESPIBase(tenant.origin + root) }
}

extension Answer {
    /// An Atom feed or entry, or a bare ESPI element.
    static func espi(_ bytes: [UInt8], type: String = GreenButton.feedType) -> Answer {
        Answer(fields: [.contentType: type], body: .bytes(bytes))
    }
}
