import Access
import HTTPTypes
import Web

extension RefusalFormat {
    /// Errors as clients of OAuth read them (RFC 6749 §5.2), also those that came before an endpoint was asked.
    static let oauth = RefusalFormat { problem, request in
        var answer = Answer(
            problem.status,
            json: OAuthErrorDocument(error: problem.oauthCode, error_description: problem.detail.english))
        answer.fields[.cacheControl] = "no-store"
        for field in problem.fields { answer.fields[field.name] = field.value }
        return answer
    }
}

extension Problem {
    /// The error code that says as much, of those that RFC 6749 §4.1.2.1 and §5.2 have.
    fileprivate var oauthCode: String {
        switch status.code {
        case 500: "server_error"
        case 429, 503: "temporarily_unavailable"
        default: "invalid_request"
        }
    }
}

extension Answer {
    /// `WWW-Authenticate` for a client that was not believed.
    init(_ refusal: OAuthError, to call: Call) {
        self.init(
            .init(code: refusal.status),
            json: OAuthErrorDocument(error: refusal.code.rawValue, error_description: refusal.description))
        fields[.cacheControl] = "no-store"
        if let seconds = refusal.retryAfter { fields[.retryAfter] = "\(seconds)" }
        if refusal.status == 401 {
            fields[.wwwAuthenticate] = "Basic realm=\"\(call.tenant.origin)\", error=\"\(refusal.code.rawValue)\""
        }
    }
}

private struct OAuthErrorDocument: Encodable {
    let error: String
    let error_description: String
}
