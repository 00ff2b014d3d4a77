package import HTTPTypes

/// Fields that HTTPTypes has no names for.
extension HTTPField.Name {
    package static let requestID = HTTPField.Name("X-Request-ID")!
    package static let formToken = HTTPField.Name("X-Form-Token")!
    package static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    package static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    package static let clearSiteData = HTTPField.Name("Clear-Site-Data")!
    /// RFC 9530.
    package static let contentDigest = HTTPField.Name("Content-Digest")!
    package static let dpop = HTTPField.Name("DPoP")!
    /// RFC 8288.
    package static let linked = HTTPField.Name("Link")!
    package static let rateLimit = HTTPField.Name("RateLimit")!
    package static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy")!
}
