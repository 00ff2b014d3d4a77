package import Metering

/// A device that waits until a person approves it elsewhere (RFC 8628).
struct DeviceCode: StoredRecord {
    static let kind = RecordKind("device_code")
    let id: String
    /// The digest of what the person types.
    let userCode: String
    let client: ClientID
    var scope: Scope
    let expires: Instant
    var interval: Int
    var polledAt: Instant?
    var state = State.pending

    enum State: Hashable, Codable {
        case pending, denied
        case approved(AccountID, Set<ConsentID>)
    }

    var owner: String { userCode }
    var subject: SubjectID? {
        if case .approved(let account, _) = state { SubjectID(account) } else { nil }
    }
    var end: Instant? { expires }
}

/// What a device shows to its user.
package struct DeviceAnswer: Sendable {
    package let deviceCode: Secret
    /// `BDWP-HQPK`: twenty consonants to the power of eight, 34 bits.
    package let userCode: String
    package let verificationAddress: String
    package let lifetime: Int
    package let interval: Int
}

extension AuthorizationServer {
    private static let letters = Array("BCDFGHJKLMNPQRSTVWXZ")

    /// The device authorization endpoint.
    package func device(_ request: OAuthRequest, now: Instant) throws -> DeviceAnswer {
        try deciding(on: request) { store in
            let client = try authenticateForKeeping(request, store, now: now)
            try client.require(.deviceCode)
            let scope = try client.scope(asked: request.parameters["scope"])
            let secret = Secret.random()
            var generator = SystemRandomNumberGenerator()
            let typed = String(
                (0..<8).map { _ in
                    AuthorizationServer.letters[
                        Int.random(in: 0..<AuthorizationServer.letters.count, using: &generator)]
                })
            _ = try store.removeEnded(DeviceCode.kind, before: now.advanced(seconds: -policy.deviceCode), limit: 100)
            try store.insert(
                DeviceCode(
                    id: secret.digest, userCode: Secret(typed).digest, client: client.client, scope: scope,
                    expires: now.advanced(seconds: policy.deviceCode), interval: policy.devicePolling))
            return DeviceAnswer(
                deviceCode: secret, userCode: "\(typed.prefix(4))-\(typed.suffix(4))",
                verificationAddress: policy.verificationAddress, lifetime: policy.deviceCode,
                interval: policy.devicePolling)
        }
    }

    /// The client and the scope behind a code that a person typed: to be shown before the answer. Tries are counted.
    package func deviceRequest(
        _ userCode: String, by account: AccountID, now: Instant
    ) throws -> (client: ClientID, scope: Scope) {
        try deciding { store in
            let device = try pending(userCode, by: account, store, now: now)
            return (device.client, device.scope)
        }
    }

    /// The person's answer: consents, or nil for no, and no more than the scope asked for. Throws `invalid_request`
    /// for a code that is none, `access_denied` and `invalid_scope` as `approve` does.
    package func answerDevice(
        _ userCode: String, scope: Scope? = nil, consents: Set<ConsentID>?, by account: AccountID, now: Instant
    ) throws {
        try answerDevice(userCode, scope: scope, consents.map { ConsentAnswers(kept: $0) }, by: account, now: now)
    }

    /// The same with the person's answers, which become true with the approval or not at all.
    package func answerDevice(
        _ userCode: String, scope: Scope? = nil, _ answers: ConsentAnswers?, by account: AccountID, now: Instant
    ) throws {
        try deciding { store in
            var device = try pending(userCode, by: account, store, now: now)
            if let scope {
                guard scope.isWithin(device.scope) else {
                    throw OAuthError(.invalidScope, "more was granted than was asked for")
                }
                device.scope = scope
            }
            let consents = try answers.map {
                try carryOut($0, to: device.client, by: account, store, now: now)
            }
            device.state = consents.map { .approved(account, $0) } ?? .denied
            try store.put(device)
        }
    }

    private func pending(
        _ userCode: String, by account: AccountID, _ store: any RecordTransaction, now: Instant
    ) throws -> DeviceCode {
        if let wait = try store.wait(.failedActivations, of: account.text, now: now) { throw OAuthError.tooMany(wait) }
        let typed = userCode.uppercased().filter { AuthorizationServer.letters.contains($0) }
        let found = try store.records(DeviceCode.self, of: Secret(typed).digest).first {
            $0.state == .pending && now < $0.expires
        }
        guard let found else {
            try store.count(.failedActivations, of: account.text, now: now)
            throw OAuthError(.invalidRequest, "this code is unknown, used or over: look at the device again")
        }
        return found
    }

    func poll(
        _ parameters: OAuthParameters, _ client: OAuthClient, _ proof: DPoPProof?, _ store: any RecordTransaction,
        now: Instant
    ) throws -> TokenAnswer {
        guard var device = try store.record(DeviceCode.self, Secret(try parameters.required("device_code")).digest),
            device.client == client.client
        else { throw OAuthError(.invalidGrant, "the device code is unknown, used, or not this client's") }
        guard now < device.expires else { throw OAuthError(.expiredToken, "the person did not answer: start again") }
        if let polled = device.polledAt, now.seconds(since: polled) < Int64(device.interval) {
            device.interval += 5
            device.polledAt = now
            try store.put(device)
            throw OAuthError(.slowDown, "wait \(device.interval) seconds between two requests")
        }
        device.polledAt = now
        switch device.state {
        case .pending:
            try store.put(device)
            throw OAuthError(.authorizationPending, "the person has not answered yet")
        case .denied:
            try store.remove(DeviceCode.self, device.id)
            throw OAuthError(.accessDenied, "the person did not agree")
        case .approved(let account, let consents):
            try store.remove(DeviceCode.self, device.id)
            let family = try family(
                of: client, account: account, scope: device.scope, consents: consents, proof, store, now: now)
            try store.insert(family)
            return try store.issue(family, refreshable: client.grants.contains(.refreshToken), policy, now: now)
        }
    }
}
