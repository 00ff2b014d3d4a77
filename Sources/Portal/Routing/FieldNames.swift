import HTTPTypes

/// Fields that HTTPTypes has no names for.
extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-ID")!
    static let formToken = HTTPField.Name("X-Form-Token")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let clearSiteData = HTTPField.Name("Clear-Site-Data")!
    /// RFC 9530.
    static let contentDigest = HTTPField.Name("Content-Digest")!
    static let dpop = HTTPField.Name("DPoP")!
    /// RFC 8288.
    static let linked = HTTPField.Name("Link")!
    static let rateLimit = HTTPField.Name("RateLimit")!
    static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy")!
}
