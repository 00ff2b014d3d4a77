import Access
import Exchange
import HTTPTypes
package import Web

extension Chapter {
    /// Green Button Connect My Data: what a third party reads with a token that people approved, as NAESB's REQ.21
    /// names it. One consent is one `Subscription`, of one `UsagePoint`; both have ids that no other recipient sees.
    package static let greenButton = Chapter(
        at: ["/espi"], GreenButton.routes, authenticator: .tokens, refusals: .problems,
        scopes: GreenButtonScope.all, problems: [.bulkTooLarge(BatchResources.mostOfBulk)])
}

enum GreenButton {
    static let routes: [Route] =
        ServiceResources.routes + AuthorizationResources.routes + SubscriptionResources.routes
        + BatchResources.routes

    /// Tokens whose scope names function blocks: `FB=4_5_15;IntervalDuration=1800`.
    static let thirdParties = RouteAudience.clients(scope: "FB")
}

extension Answer {
    /// An Atom feed or entry, or a bare ESPI element.
    static func espi(_ bytes: [UInt8], type: String = AtomFeed.mediaType) -> Answer {
        Answer(fields: [.contentType: type], body: .bytes(bytes))
    }
}

extension RouteReply {
    static let feed = RouteReply(["application/atom+xml"])
}
