import Access
import Foundation
import HTTPTypes
package import Web

extension Chapter {
    /// OAuth 2 over HTTP, for clients. `scopes`: those of the chapters that clients read. The pages on which people
    /// answer a client are people's.
    package static func oauth(scopes: [String]) -> Chapter {
        Chapter(
            at: ["/oauth", "/.well-known"], OAuth.routes(scopes), authenticator: .none, refusals: .oauth)
    }
}

/// Each route passes its request to `AuthorizationServer` and encodes the answer.
enum OAuth {
    static func routes(_ scopes: [String]) -> [Route] {
        [
            Route(.get, "/.well-known/oauth-authorization-server", for: .everyone, reply: .open) { call in
                Answer(json: ServerMetadata(call.tenant.authorization.policy, scopes: scopes))
            },
            endpoint("/oauth/par", .made) { call, request in
                let pushed = try call.tenant.authorization.push(request, now: call.now)
                return Answer(
                    .created, json: PushedAnswer(request_uri: pushed.requestURI, expires_in: pushed.lifetime))
            },
            endpoint("/oauth/token") { call, request in
                Answer(json: TokenDocument(try call.tenant.authorization.token(request, now: call.now), call.tenant))
            },
            endpoint("/oauth/device") { call, request in
                Answer(json: DeviceDocument(try call.tenant.authorization.device(request, now: call.now)))
            },
            endpoint("/oauth/revoke") { call, request in
                try call.tenant.authorization.revoke(request, now: call.now)
                return Answer()
            },
            endpoint("/oauth/introspect") { call, request in
                Answer(json: Introspection(try call.tenant.authorization.introspect(request, now: call.now)))
            },
            Route(.post, "/oauth/register", for: .everyone, body: .json, reply: .made) { call in
                try refusing(call) { try register(call) }
            },
        ]
    }

    /// An endpoint that takes a form from a client. Nothing of its answer may be kept (RFC 6749 §5.1).
    private static func endpoint(
        _ path: String, _ reply: RouteReply = .outcome,
        _ answer: @escaping @Sendable (Call, OAuthRequest) throws -> Answer
    ) -> Route {
        Route(.post, path, for: .everyone, body: .form, reply: reply) { call in
            try refusing(call) {
                guard call.query.pairs.isEmpty else {
                    throw OAuthError(.invalidRequest, "send the parameters in the body, not in the address")
                }
                guard let form = try? FormFields(call) else {
                    throw OAuthError(.invalidRequest, "send application/x-www-form-urlencoded in UTF-8")
                }
                var answer = try answer(call, OAuthRequest(call, try OAuthParameters(form.fields)))
                answer.fields[.cacheControl] = "no-store"
                return answer
            }
        }
    }

    private static func refusing(_ call: Call, _ body: () throws -> Answer) throws -> Answer {
        do {
            return try body()
        } catch let refusal as OAuthError {
            return Answer(refusal, to: call)
        }
    }

    /// RFC 7591 §3.
    private static func register(_ call: Call) throws -> Answer {
        guard call.tenant.authorization.policy.allowsRegistration else {
            throw OAuthError(.accessDenied, "clients are registered by the operator here", status: 403)
        }
        guard let metadata = try? JSONDecoder().decode(ClientMetadata.self, from: Data(call.bytes)) else {
            throw OAuthError(
                .invalidClientMetadata, "send the metadata of RFC 7591 as JSON, with public keys alone in jwks")
        }
        let (client, secret) = try call.tenant.authorization.register(metadata, source: call.source, now: call.now)
        return Answer(.created, json: RegistrationAnswer(client, secret, metadata))
    }
}

extension OAuthRequest {
    init(_ call: Call, _ parameters: OAuthParameters) {
        self.init(
            parameters, authorization: call.headers[.authorization], proofs: call.headers[values: .dpop],
            method: call.method.rawValue, url: call.url, source: call.source, id: call.id)
    }
}
