package import Metering

extension AuthorizationServer {
    /// The token endpoint. Each approval has a limit of its own, and each client in its own name: one that serves many
    /// people meets none by working, and nobody uses another's up. Guesses are counted by the network that they come
    /// from.
    package func token(_ request: OAuthRequest, now: Instant) throws -> TokenAnswer {
        try deciding(on: request) { store in
            if let wait = try store.wait(.failedTokenRequestsOfSource, of: request.source, now: now) {
                throw OAuthError.tooMany(wait)
            }
            do {
                return try answer(request, store, now: now)
            } catch let refusal as OAuthError where refusal.code == .invalidClient || refusal.code == .invalidGrant {
                try store.count(.failedTokenRequestsOfSource, of: request.source, now: now)
                throw refusal
            }
        }
    }

    private func answer(_ request: OAuthRequest, _ store: any RecordTransaction, now: Instant) throws -> TokenAnswer {
        let client = try authenticate(request, store, now: now)
        let name = try request.parameters.required("grant_type")
        guard let grant = OAuthClient.GrantType(rawValue: name) else {
            throw OAuthError(.unsupportedGrantType, "this grant_type is not offered")
        }
        try client.require(grant)
        let proof = try DPoPProof.check(request, policy, store, now: now)
        guard proof != nil || !client.mustProveKey else {
            throw OAuthError(.invalidDPoPProof, "this client must send a DPoP proof")
        }
        switch grant {
        case .authorizationCode: return try redeem(request.parameters, client, proof, store, now: now)
        case .refreshToken: return try refresh(request.parameters, client, proof, store, now: now)
        case .clientCredentials: return try own(request.parameters, client, proof, store, now: now)
        case .deviceCode: return try poll(request.parameters, client, proof, store, now: now)
        }
    }

    /// RFC 6749 §4.1.3, RFC 7636 §4.6. A code that comes with the wrong verifier, address or key is used up.
    private func redeem(
        _ parameters: OAuthParameters, _ client: OAuthClient, _ proof: DPoPProof?, _ store: any RecordTransaction,
        now: Instant
    ) throws -> TokenAnswer {
        let refused = OAuthError(.invalidGrant, "the code is unknown, used, over, or not this client's")
        guard var code = try store.record(AuthorizationCode.self, Secret(try parameters.required("code")).digest),
            code.request.client == client.client
        else { throw refused }
        if let family = code.usedFor {
            try store.revoke(family: family)
            try store.note(
                .tokensRevoked, by: .client(client.client), subject: SubjectID(code.account), purpose: "code replayed",
                keys, now: now)
            throw refused
        }
        guard now < code.expires else { throw refused }
        let isProven = code.request.key.map { $0 == proof?.key } ?? true
        guard isProven, parameters["redirect_uri"] == code.request.redirectURI,
            let verifier = parameters["code_verifier"], code.request.challenge.isMet(by: verifier)
        else {
            code.usedFor = ""
            try store.put(code)
            throw refused
        }
        let family = try family(
            of: client, account: code.account, scope: code.request.scope, consents: code.consents, proof, store,
            now: now)
        code.usedFor = family.id
        try store.put(code)
        try store.insert(family)
        return try store.issue(
            family, refreshable: client.grants.contains(.refreshToken), policy, now: now)
    }

    /// RFC 6749 §6 with rotation (RFC 9700 §4.14.2).
    private func refresh(
        _ parameters: OAuthParameters, _ client: OAuthClient, _ proof: DPoPProof?, _ store: any RecordTransaction,
        now: Instant
    ) throws -> TokenAnswer {
        let refused = OAuthError(.invalidGrant, "the refresh token is unknown, used, revoked or over: ask the person")
        let digest = Secret(try parameters.required("refresh_token")).digest
        guard var token = try store.record(RefreshToken.self, digest),
            let family = try store.record(TokenFamily.self, token.family), family.client == client.client
        else { throw refused }
        if token.isUsed {
            try store.revoke(family: family.id)
            try store.note(
                .tokensRevoked, by: .client(client.client), subject: family.subject, purpose: "refresh token reused",
                keys, now: now)
            throw refused
        }
        guard !family.isRevoked, now < family.expires, now < token.expires,
            family.key == nil || family.key == proof?.key
        else { throw refused }
        try store.limit(.tokenRefreshes, of: family.id, now: now)
        let scope = try parameters["scope"].map { text throws(OAuthError) in try Scope(text) }
        guard scope?.isWithin(family.scope) ?? true else {
            throw OAuthError(.invalidScope, "a refreshed token cannot do more than the first")
        }
        token.isUsed = true
        try store.put(token)
        return try store.issue(family, scope: scope, refreshable: true, policy, now: now)
    }

    /// RFC 6749 §4.4: a client in its own name, for all consents of its recipient.
    private func own(
        _ parameters: OAuthParameters, _ client: OAuthClient, _ proof: DPoPProof?, _ store: any RecordTransaction,
        now: Instant
    ) throws -> TokenAnswer {
        guard client.authentication != .none else {
            throw OAuthError(.unauthorizedClient, "a client without authentication has no credentials")
        }
        try store.limit(.ownTokens, of: client.id, now: now)
        let scope = try client.scope(asked: parameters["scope"])
        let family = try family(of: client, account: nil, scope: scope, consents: nil, proof, store, now: now)
        try store.insert(family)
        return try store.issue(family, refreshable: false, policy, now: now)
    }

    /// What a client gets tokens for. None for a suspended account, whatever its holder approved before.
    func family(
        of client: OAuthClient, account: AccountID?, scope: Scope, consents: Set<ConsentID>?, _ proof: DPoPProof?,
        _ store: any RecordTransaction, now: Instant
    ) throws -> TokenFamily {
        if let account, try store.record(Account.self, account.text)?.suspendedAt != nil {
            throw OAuthError(.invalidGrant, "the account is closed for now")
        }
        let lifetime = account == nil ? policy.accessToken : policy.tokenFamily
        return TokenFamily(
            id: Base64URL.encode(RandomBytes.make(16)), client: client.client, recipient: client.recipient,
            account: account, scope: scope, consents: consents, key: proof?.key,
            expires: now.advanced(seconds: lifetime))
    }
}
