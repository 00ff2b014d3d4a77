import Access
import Exchange
import HTTPTypes
import Metering
import Store
import Web

/// The authorizations of a third party, in any state: withdrawn consents are shown as revoked.
enum AuthorizationResources {
    static let routes: [Route] = [
        Route(.get, ESPIBase.root + "/Authorization", for: GreenButton.thirdParties, query: [], reply: .feed) { call in
            let all = try authorizations(call)
            var feed = AtomFeed(
                .all("Authorization"), title: "Authorizations", at: ESPIBase(origin: call.tenant.origin),
                updated: all.map(\.since).max() ?? .beforeAnyData)
            for (authorization, since) in all { feed.append(authorization, updated: since) }
            return .espi(feed.finish())
        },
        Route(
            .get, ESPIBase.root + "/Authorization/{authorization}", for: GreenButton.thirdParties, query: [],
            reply: .feed
        ) { call in
            let id = call.parameter("authorization")
            guard let (authorization, since) = try authorizations(call).first(where: { $0.resource.id == id }) else {
                throw Problem.notFound
            }
            return .espi(ESPIDocument.entry(authorization, at: ESPIBase(origin: call.tenant.origin), updated: since))
        },
    ]

    private static func authorizations(_ call: Call) throws -> [(resource: ESPIAuthorization, since: Instant)] {
        guard case .client(let token) = call.caller else { return [] }
        let consents = try call.tenant.access.read(in: call.tenant.id) { try $0.consents(to: token) }
        return consents.compactMap { consent in
            ESPIAuthorization(consent, token, call.tenant, now: call.now).map { ($0, consent.since) }
        }
    }
}

extension ESPIAuthorization {
    /// Nil while nobody has answered.
    fileprivate init?(_ consent: Consent, _ token: AccessTokenInfo, _ tenant: Tenant, now: Instant) {
        let status: Status
        switch consent.state {
        case .drafted, .sent, .accepted: return nil
        case .active, .suspended: status = consent.isInForce(at: now) ? .active : .revoked
        case .refused: status = .denied
        case .revoked, .expired, .unfulfillable, .terminated, .movedOut: status = .revoked
        }
        var (authorized, published): (Range<Instant>?, Range<Instant>?) = (nil, nil)
        if let accepted = consent.acceptedAt, let ends = consent.ends {
            authorized = accepted..<max(accepted, ends)
            let first = CivilDay(containing: accepted).advanced(months: -consent.terms.pastMonths).start
            published = first..<max(first, ends)
        }
        self.init(
            id: consent.consent.text, status: status, authorizedPeriod: authorized, publishedPeriod: published,
            tokenEnd: token.expires, grantType: token.account == nil ? .clientCredentials : .authorizationCode,
            scope: token.scope.tokens.sorted().joined(separator: " "),
            of: .batch(ofSubscription: consent.consent.text), at: ESPIBase(origin: tenant.origin))
    }
}
