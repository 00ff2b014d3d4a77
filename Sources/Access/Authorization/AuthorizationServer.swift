import Metering

/// OAuth 2 for one tenant, without HTTP: each endpoint is a function that answers or throws `OAuthError`.
///
/// Source: RFC 6749 as OAuth 2.1 and FAPI 2.0 narrow it – no implicit flow, no passwords, PKCE always.
package struct AuthorizationServer: Sendable {
    let store: any RecordStore
    let keys: TenantKeys
    package let policy: OAuthPolicy
    /// How clients authenticate, and what is refused to them.
    let events: SecurityEvents

    package init(
        _ store: any RecordStore, _ keys: TenantKeys, policy: OAuthPolicy, events: SecurityEvents = SecurityEvents()
    ) {
        self.store = store
        self.keys = keys
        self.policy = policy
        self.events = events
    }

    /// Runs one endpoint as one transaction. What it wrote before it refuses stays – a replay that revokes, a proof
    /// that is used up – and what a failure of the store interrupts does not.
    func deciding<Answer>(_ body: (any RecordTransaction) throws -> Answer) throws -> Answer {
        try store.transaction(in: keys.tenant) { store -> Result<Answer, OAuthError> in
            do {
                return .success(try body(store))
            } catch let refusal as OAuthError {
                return .failure(refusal)
            }
        }.get()
    }

    /// Authenticates a client for an endpoint that keeps something of each request. One that cannot prove who it is may
    /// be anybody: its requests are counted by the network that they come from.
    func authenticateForKeeping(
        _ request: OAuthRequest, _ store: any RecordTransaction, now: Instant
    ) throws -> OAuthClient {
        let client = try authenticate(request, store, now: now)
        if client.authentication == .none {
            try store.limit(.keptRequestsOfSource, of: request.source, now: now)
        }
        return client
    }

    func authenticate(_ request: OAuthRequest, _ store: any RecordTransaction, now: Instant) throws -> OAuthClient {
        let client = try ClientAuthentication(policy: policy, store: store, now: now).client(of: request)
        if let method = client.authentication.proof {
            let network = keys.networkMark(request.source)
            events.count(
                .init(.clientAuthenticated, method, by: .client(client.client), from: network), request: request.id)
        }
        return client
    }

    /// The same, of a request to an endpoint for clients.
    func deciding<Answer>(
        on request: OAuthRequest, _ body: (any RecordTransaction) throws -> Answer
    ) throws -> Answer {
        try deciding(from: request.source, request.id, body)
    }

    /// The same, with what is refused counted by the network that it came from.
    func deciding<Answer>(
        from network: String, _ id: String?, _ body: (any RecordTransaction) throws -> Answer
    ) throws -> Answer {
        do {
            return try deciding(body)
        } catch let refusal as OAuthError where refusal.code.isOfAttacks {
            let what = refusal.retryAfter == nil ? refusal.code.rawValue : "limit"
            events.count(.init(.clientRefused, what, by: .machine, from: keys.networkMark(network)), request: id)
            throw refusal
        }
    }
}

extension OAuthClient.Authentication {
    /// By what a client proves who it is; nil where it does not.
    fileprivate var proof: String? {
        switch self {
        case .none: nil
        case .secret: "secret"
        case .keys: "key"
        }
    }
}

extension OAuthError.Code {
    /// Whether guesses and replays are refused so, and floods; not what a client says that waits or errs.
    fileprivate var isOfAttacks: Bool {
        switch self {
        case .invalidClient, .invalidGrant, .invalidDPoPProof, .temporarilyUnavailable, .unauthorizedClient: true
        default: false
        }
    }
}

extension RecordTransaction {
    /// Counts one more, or throws `OAuthError` with the seconds to wait.
    func limit(_ limit: RateLimit, of whom: String, now: Instant) throws {
        if let wait = try wait(limit, of: whom, now: now) { throw OAuthError.tooMany(wait) }
        try count(limit, of: whom, now: now)
    }
}
