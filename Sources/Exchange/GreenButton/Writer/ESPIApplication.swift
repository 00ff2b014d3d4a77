package import Metering

/// A third party's application as the data custodian knows it: `ApplicationInformation` of Connect My Data.
///
/// The schema requires a client secret and a registration token. Both elements are written empty: Maille keeps
/// digests of secrets, and tells a secret once, at registration.
package struct ESPIApplication: ESPIResource {
    package enum Status: Int64, Sendable {
        case review = 1
        case production, onHold, revoked
    }

    /// Where the data custodian's own endpoints are.
    package struct Endpoints: Sendable {
        package let authorization: String
        package let token: String
        package let registration: String?

        package init(authorization: String, token: String, registration: String? = nil) {
            self.authorization = authorization
            self.token = token
            self.registration = registration
        }
    }

    package let id: String
    package let clientID: String
    package let clientName: String
    package let status: Status
    package let notificationAddress: String
    package let redirects: [String]
    package let softwareID: String
    package let softwareVersion: String
    package let registered: Instant
    package let scopes: [String]
    /// The id of the bulk that it was agreed to get, `BR` of its scope.
    package let bulk: String?
    package let custodian: String
    package let endpoints: Endpoints
    private let base: ESPIBase

    /// Preconditions, which are the schema's: addresses are URIs, and there are at least one redirect and one scope.
    /// Texts longer than the schema's are cut.
    package init(
        id: String, clientID: String, clientName: String, status: Status, notificationAddress: String,
        redirects: [String], softwareID: String, softwareVersion: String, registered: Instant, scopes: [String],
        bulk: String? = nil, custodian: String, endpoints: Endpoints, at base: ESPIBase
    ) {
        precondition(!redirects.isEmpty && !scopes.isEmpty)
        self.id = id
        self.clientID = clientID
        self.clientName = clientName
        self.status = status
        self.notificationAddress = notificationAddress
        self.redirects = redirects
        self.softwareID = softwareID
        self.softwareVersion = softwareVersion
        self.registered = registered
        self.scopes = scopes
        self.bulk = bulk
        self.custodian = custodian
        self.endpoints = endpoints
        self.base = base
    }

    package var path: ESPIPath { .application(id) }
    package var title: String { "Application" }
    package var related: [ESPIPath] { [] }

    package func append(to document: inout [UInt8]) {
        document.append("<ApplicationInformation xmlns=\"http://naesb.org/espi\">\n")
        document.append(element: "dataCustodianId", text: custodian, longest: 64)
        document.append(element: "dataCustodianApplicationStatus", number: status.rawValue)
        document.append(element: "thirdPartyNotifyUri", text: notificationAddress)
        document.append(element: "authorizationServerAuthorizationEndpoint", text: endpoints.authorization)
        if let registration = endpoints.registration {
            document.append(element: "authorizationServerRegistrationEndpoint", text: registration)
        }
        document.append(element: "authorizationServerTokenEndpoint", text: endpoints.token)
        let bulkAddress = bulk.map { base.address(of: .batch(ofBulk: $0)) } ?? base.address
        document.append(element: "dataCustodianBulkRequestURI", text: bulkAddress)
        document.append(element: "dataCustodianResourceEndpoint", text: base.address)
        appendClient(to: &document)
        document.append("</ApplicationInformation>\n")
    }

    /// The fields of OAuth's client metadata (RFC 7591), which the schema takes over.
    private func appendClient(to document: inout [UInt8]) {
        document.append(element: "client_secret", text: "")
        document.append(element: "client_name", text: clientName, longest: 256)
        for redirect in redirects { document.append(element: "redirect_uri", text: redirect) }
        document.append(element: "client_id", text: clientID, longest: 64)
        document.append(element: "software_id", text: softwareID, longest: 256)
        document.append(element: "software_version", text: softwareVersion, longest: 32)
        document.append(element: "client_id_issued_at", number: registered.secondsSinceEpoch)
        document.append(element: "client_secret_expires_at", number: 0)
        document.append(element: "token_endpoint_auth_method", text: "client_secret_basic")
        for scope in scopes { document.append(element: "scope", text: scope, longest: 256) }
        for type in ESPIAuthorization.GrantType.allCases {
            document.append(element: "grant_types", text: type.rawValue)
        }
        document.append(element: "response_types", text: "code")
        document.append(element: "registration_client_uri", text: base.address(of: path))
        document.append(element: "registration_access_token", text: "")
    }
}
