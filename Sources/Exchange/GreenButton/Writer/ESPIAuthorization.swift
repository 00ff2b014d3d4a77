package import Metering

/// What a holder allowed a third party, as Connect My Data shows it to that party: a consent without its holder.
package struct ESPIAuthorization: ESPIResource {
    package enum Status: Int64, Sendable { case revoked, active, denied }

    package enum GrantType: String, Sendable, CaseIterable {
        case authorizationCode = "authorization_code"
        case clientCredentials = "client_credentials"
        case refreshToken = "refresh_token"
    }

    package let id: String
    package let status: Status
    /// When the third party may ask.
    package var authorizedPeriod: Range<Instant>?
    /// What it may ask for.
    package var publishedPeriod: Range<Instant>?
    /// When the access token ends.
    package let tokenEnd: Instant
    package let grantType: GrantType
    /// As it was granted: `FB=4_5_15;IntervalDuration=1800;…`, 256 characters at most.
    package let scope: String
    /// The address of what is allowed: `…/Batch/Subscription/…`.
    package let resource: String
    /// The address of this authorization.
    package let address: String

    package init(
        id: String, status: Status, authorizedPeriod: Range<Instant>? = nil, publishedPeriod: Range<Instant>? = nil,
        tokenEnd: Instant, grantType: GrantType = .authorizationCode, scope: String, of resource: ESPIPath,
        at base: ESPIBase
    ) {
        self.id = id
        self.status = status
        self.authorizedPeriod = authorizedPeriod
        self.publishedPeriod = publishedPeriod
        self.tokenEnd = tokenEnd
        self.grantType = grantType
        self.scope = scope
        self.resource = base.address(of: resource)
        address = base.address(of: .authorization(id))
    }

    package var path: ESPIPath { .authorization(id) }
    package var title: String { "Authorization" }
    package var related: [ESPIPath] { [] }

    package func append(to document: inout [UInt8]) {
        document.append("<Authorization xmlns=\"http://naesb.org/espi\">\n")
        append(authorizedPeriod, as: "authorizedPeriod", to: &document)
        append(publishedPeriod, as: "publishedPeriod", to: &document)
        document.append(element: "status", number: status.rawValue)
        document.append(element: "expires_at", number: tokenEnd.secondsSinceEpoch)
        document.append(element: "grant_type", text: grantType.rawValue)
        document.append(element: "scope", text: scope, longest: 256)
        document.append(element: "token_type", text: "Bearer")
        document.append(element: "resourceURI", text: resource)
        document.append(element: "authorizationURI", text: address)
        document.append("</Authorization>\n")
    }

    /// A period longer than the 136 years of the schema's seconds is cut there.
    private func append(_ period: Range<Instant>?, as name: StaticString, to document: inout [UInt8]) {
        guard let period else { return }
        let seconds = min(period.upperBound.seconds(since: period.lowerBound), Int64(UInt32.max))
        document.append(interval: name, from: period.lowerBound, seconds: seconds)
    }
}
