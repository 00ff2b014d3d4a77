package import Metering

extension AuthorizationServer {
    /// Who calls the API: checks the token, and its key where it is bound to one (RFC 6750, RFC 9449 §7). It says
    /// nothing of what may be read: that is the access decision point's.
    package func accessToken(of request: OAuthRequest, now: Instant) throws
        -> AccessTokenInfo
    {
        let refused = OAuthError(.invalidToken, "the access token is missing, unknown, revoked or over")
        guard let header = request.authorization, let space = header.firstIndex(of: " ") else { throw refused }
        let token = Secret(String(header[header.index(after: space)...]))
        let scheme = header[..<space].lowercased()
        guard scheme == "bearer" || scheme == "dpop",
            let access = try store.record(AccessToken.self, token.digest, in: keys.tenant),
            let family = try store.record(TokenFamily.self, access.family, in: keys.tenant),
            let info = access.info(in: family, now: now),
            try store.record(OAuthClient.self, family.client.text, in: keys.tenant)?.isSuspended != true,
            (info.key != nil) == (scheme == "dpop")
        else { throw refused }
        if let key = info.key {
            let proof = try deciding { try DPoPProof.check(request, token: token, policy, $0, now: now) }
            guard proof?.key == key else {
                throw OAuthError(.invalidDPoPProof, "the proof is by another key", status: 401)
            }
        }
        return info
    }

    /// RFC 7662: what a token stands for, to the client that has it; nil – `active: false` and nothing else – for any
    /// other.
    package func introspect(_ request: OAuthRequest, now: Instant) throws -> AccessTokenInfo? {
        try deciding(on: request) { store in
            let client = try authenticate(request, store, now: now)
            guard client.authentication != .none else {
                throw OAuthError(.invalidClient, "a client without authentication cannot ask about tokens")
            }
            let token = Secret(try request.parameters.required("token"))
            guard let access = try store.record(AccessToken.self, token.digest),
                let family = try store.record(TokenFamily.self, access.family), family.client == client.client
            else { return nil }
            return access.info(in: family, now: now)
        }
    }

    /// RFC 7009: revokes a token with its whole family. A token that is unknown or another client's changes nothing,
    /// and is answered alike.
    package func revoke(_ request: OAuthRequest, now: Instant) throws {
        try deciding(on: request) { store in
            let client = try authenticate(request, store, now: now)
            let digest = Secret(try request.parameters.required("token")).digest
            let family =
                try store.record(RefreshToken.self, digest)?.family
                ?? store.record(AccessToken.self, digest)?.family
            guard let family, try store.record(TokenFamily.self, family)?.client == client.client else { return }
            try store.revoke(family: family)
        }
    }

    /// The families that a person approved and that are in force.
    package func families(of account: AccountID, now: Instant) throws -> [TokenFamily] {
        try store.read(in: keys.tenant) { store in
            try store.records(TokenFamily.self, about: SubjectID(account)).filter { !$0.isRevoked && now < $0.expires }
        }
    }

    /// Revokes a family for the person who approved it. False where it is another's.
    package func revoke(family: String, by account: AccountID, now: Instant) throws -> Bool {
        try store.transaction(in: keys.tenant) { store in
            guard try store.record(TokenFamily.self, family)?.account == account else { return false }
            try store.revoke(family: family)
            try store.note(.tokensRevoked, by: .account(account), subject: SubjectID(account), keys, now: now)
            return true
        }
    }
}

extension AccessToken {
    /// What the token stands for now; nil where it is over, or its family is over or revoked.
    fileprivate func info(in family: TokenFamily, now: Instant) -> AccessTokenInfo? {
        guard issuedAt <= now.advanced(seconds: 60), now < expires, !family.isRevoked, now < family.expires else {
            return nil
        }
        return AccessTokenInfo(
            client: family.client, recipient: family.recipient, account: family.account, scope: scope,
            consents: family.consents, expires: expires, issuedAt: issuedAt, key: family.key)
    }
}
