import Hummingbird

/// What browsers let our pages do (Content Security Policy, level 3).
package enum PagePolicy {
    /// No inline script or style anywhere; forms lead to this site, and to the origin that is given beside it.
    package static func header(formsTo origin: String? = nil) -> String {
        let policy: ContentSecurityPolicy = [
            .defaultSrc(.self), .imgSrc(.self, "data:", "blob:"), .objectSrc(.none), .baseURI(.none),
            origin.map { .formAction(.self, .uri($0)) } ?? .formAction(.self), .frameAncestors(.none),
        ]
        return policy.description
    }
}
