package import Metering

extension AuthorizationServer {
    /// The address of a pushed request, and the seconds that it holds (RFC 9126).
    package func push(_ request: OAuthRequest, now: Instant) throws -> (requestURI: String, lifetime: Int) {
        try deciding(on: request) { store in
            let client = try authenticateForKeeping(request, store, now: now)
            guard request.parameters["request_uri"] == nil else {
                throw OAuthError(.invalidRequest, "a pushed request cannot name another one")
            }
            if let named = request.parameters["client_id"], named != client.id {
                throw OAuthError(.invalidRequest, "the client_id is another client's")
            }
            do throws(AuthorizationFailure) {
                _ = try AuthorizationRequest(request.parameters, of: client, issuer: policy.issuer)
            } catch {
                throw error.reason
            }
            let proof = try DPoPProof.check(request, policy, store, now: now)
            if let proof, let named = request.parameters["dpop_jkt"], named != proof.key {
                throw OAuthError(.invalidDPoPProof, "dpop_jkt is not the key of the proof")
            }
            let secret = Secret.random()
            _ = try store.removeEnded(PushedRequest.kind, before: now, limit: 100)
            try store.insert(
                PushedRequest(
                    id: secret.digest, client: client.client,
                    parameters: try request.parameters.pushed(provenBy: proof?.key),
                    expires: now.advanced(seconds: policy.pushedRequest)))
            return (PushedRequest.prefix + secret.text, policy.pushedRequest)
        }
    }

    /// Reads a request that a browser brings. Throws `AuthorizationFailure`. Show the request to the signed-in
    /// person, and answer with `approve` or `deny`.
    package func authorizationRequest(_ parameters: OAuthParameters, now: Instant) throws -> AuthorizationRequest {
        try store.read(in: keys.tenant) { store in
            guard let id = parameters["client_id"], let client = try store.record(OAuthClient.self, id),
                !client.isSuspended
            else {
                throw AuthorizationFailure.show(OAuthError(.invalidRequest, "the client_id is not known here"))
            }
            guard let uri = parameters["request_uri"] else {
                guard !client.mustPush else {
                    throw AuthorizationFailure.show(
                        OAuthError(.invalidRequest, "this client must push its requests first"))
                }
                return try AuthorizationRequest(parameters, of: client, issuer: policy.issuer)
            }
            guard uri.hasPrefix(PushedRequest.prefix),
                let pushed = try store.record(
                    PushedRequest.self, Secret(String(uri.dropFirst(PushedRequest.prefix.count))).digest),
                pushed.client == client.client, now < pushed.expires
            else {
                throw AuthorizationFailure.show(
                    OAuthError(.invalidRequestURI, "the request is unknown, used or over: start again"))
            }
            return try AuthorizationRequest(pushed.parameters, of: client, pushed: pushed.id, issuer: policy.issuer)
        }
    }

    /// The person approved these consents, and no more than the scope asked for: gives the address to redirect to.
    /// Throws `access_denied` unless each consent is the person's, is for this client's recipient, and is in force.
    package func approve(
        _ request: AuthorizationRequest, scope: Scope? = nil, consents: Set<ConsentID>, by account: AccountID,
        now: Instant
    ) throws -> String {
        try approve(request, scope: scope, ConsentAnswers(kept: consents), by: account, now: now)
    }

    /// The same with the person's answers, which become true with the code or not at all: a request that was answered
    /// before changes nothing.
    package func approve(
        _ request: AuthorizationRequest, scope: Scope? = nil, _ answers: ConsentAnswers, by account: AccountID,
        now: Instant
    ) throws -> String {
        try deciding { store in
            try useUp(request, store)
            let granted = scope ?? request.scope
            guard granted.isWithin(request.scope) else {
                throw OAuthError(.invalidScope, "more was granted than was asked for")
            }
            let consents = try carryOut(answers, to: request.client, by: account, store, now: now)
            let narrowed = AuthorizationRequest(
                client: request.client, redirectURI: request.redirectURI, scope: granted, state: request.state,
                challenge: request.challenge, key: request.key, pushed: request.pushed)
            let code = Secret.random()
            try store.insert(
                AuthorizationCode(
                    id: code.digest, request: narrowed, account: account, consents: consents,
                    expires: now.advanced(seconds: policy.code)))
            return Redirect.address(request.redirectURI, code: code, state: request.state, issuer: policy.issuer)
        }
    }

    /// The person denied: gives the address to redirect to.
    package func deny(_ request: AuthorizationRequest) throws -> String {
        try deciding { try useUp(request, $0) }
        let error = OAuthError(.accessDenied, "the person did not agree")
        return Redirect.address(request.redirectURI, error, state: request.state, issuer: policy.issuer)
    }

    private func useUp(_ request: AuthorizationRequest, _ store: any RecordTransaction) throws {
        guard let pushed = request.pushed else { return }
        guard try store.record(PushedRequest.self, pushed) != nil else {
            throw OAuthError(.invalidRequestURI, "the request was answered already: start again")
        }
        try store.remove(PushedRequest.self, pushed)
    }

    func check(
        _ consents: Set<ConsentID>, of account: AccountID, for client: ClientID, _ store: any RecordReading,
        now: Instant
    ) throws {
        let recipient = try store.record(OAuthClient.self, client.text)?.recipient
        for id in consents {
            guard let consent = try store.consent(id), consent.terms.recipient == recipient,
                consent.isInForce(at: now),
                try store.record(Occupancy.self, consent.terms.occupancy.text)?.customer == account
            else { throw OAuthError(.accessDenied, "a consent is not in force, or not for this client") }
        }
    }
}
