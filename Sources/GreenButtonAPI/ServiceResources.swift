import Access
import Exchange
import HTTPTypes
import Metering
import Store
import Web

/// What the service itself is: its status, its application record for a third party, the clock of Paris, the types of
/// readings.
enum ServiceResources {
    static let routes: [Route] = [
        Route(
            .get, ESPIBase.root + "/ReadServiceStatus", for: .everyone, query: [],
            reply: RouteReply(["application/xml"])
        ) { call in
            return .espi(ESPIDocument.serviceStatus(isNormal: true), type: "application/xml; charset=utf-8")
        },
        Route(.get, ESPIBase.root + "/LocalTimeParameters/{time}", for: .everyone, query: [], reply: .feed) { call in
            guard call.parameter("time") == "Europe-Paris" else { throw Problem.notFound }
            return .espi(
                ESPIDocument.entry(ESPIParisTime(), at: ESPIBase(origin: call.tenant.origin), updated: .beforeAnyData))
        },
        Route(.get, ESPIBase.root + "/ReadingType/{type}", for: .everyone, query: [], reply: .feed) { call in
            guard let kind = ReadingKind(id: call.parameter("type")) else { throw Problem.notFound }
            return .espi(
                ESPIDocument.entry(
                    ESPIReadingType(kind), at: ESPIBase(origin: call.tenant.origin), updated: .beforeAnyData))
        },
        Route(
            .get, ESPIBase.root + "/ApplicationInformation/{application}", for: GreenButton.thirdParties, query: [],
            reply: .feed
        ) {
            call in
            guard case .client(let token) = call.caller, token.client.text == call.parameter("application"),
                let client = try call.tenant.access.read(
                    in: call.tenant.id, { try $0.record(OAuthClient.self, token.client.text) })
            else { throw Problem.notFound }
            let application = ESPIApplication(client, call.tenant)
            return .espi(
                ESPIDocument.entry(
                    application, at: ESPIBase(origin: call.tenant.origin), updated: client.registeredAt))
        },
    ]
}

extension ESPIApplication {
    fileprivate init(_ client: OAuthClient, _ tenant: Tenant) {
        let policy = tenant.authorization.policy
        self.init(
            id: client.id, clientID: client.id, clientName: client.name, status: .production,
            notificationAddress: client.notifyURI ?? client.redirectURIs.first ?? policy.issuer,
            redirects: client.redirectURIs.isEmpty ? [policy.issuer] : client.redirectURIs, softwareID: client.id,
            softwareVersion: "1", registered: client.registeredAt, scopes: client.scope.tokens.sorted(),
            bulk: client.recipient.text, custodian: tenant.id.text,
            endpoints: .init(
                authorization: policy.authorizationEndpoint, token: policy.tokenEndpoint,
                registration: policy.allowsRegistration ? policy.registrationEndpoint : nil),
            at: ESPIBase(origin: tenant.origin))
    }
}
