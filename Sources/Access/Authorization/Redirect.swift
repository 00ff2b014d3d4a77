import Foundation

/// Where a person is sent back to, with the answer in the query (RFC 6749 §4.1.2, `iss` of RFC 9207).
enum Redirect {
    static func address(_ uri: String, code: Secret, state: String?, issuer: String) -> String {
        join(uri, [("code", code.text)], state, issuer)
    }

    static func address(_ uri: String, _ error: OAuthError, state: String?, issuer: String) -> String {
        join(uri, [("error", error.code.rawValue), ("error_description", error.description)], state, issuer)
    }

    private static func join(_ uri: String, _ answer: [(String, String)], _ state: String?, _ issuer: String) -> String
    {
        let query = (answer + (state.map { [("state", $0)] } ?? []) + [("iss", issuer)])
            .map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&")
        return uri + (uri.contains("?") ? "&" : "?") + query
    }

    /// All but the unreserved characters of RFC 3986 §2.3.
    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
