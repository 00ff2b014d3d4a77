/// The tokens of a `scope` parameter (RFC 6749 §3.3).
package struct Scope: Hashable, Sendable, Codable, CustomStringConvertible {
    package let tokens: Set<String>

    private enum CodingKeys: String, CodingKey { case tokens = "words" }

    package init(_ tokens: Set<String>) { self.tokens = tokens }

    /// Throws `invalid_scope` for characters that no scope has.
    package init(_ text: String) throws(OAuthError) {
        let tokens = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let isValid = tokens.allSatisfy { token in
            !token.isEmpty
                && token.utf8.allSatisfy { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
        }
        guard isValid else { throw OAuthError(.invalidScope, "a scope is words separated by one space") }
        self.tokens = Set(tokens)
    }

    /// Whether each token is one of another scope, or a narrower one of Green Button.
    package func isWithin(_ other: Scope) -> Bool {
        tokens.subtracting(other.tokens).allSatisfy { token in
            let narrower = GreenButtonScope(token)
            return other.tokens.contains { GreenButtonScope($0).flatMap { narrower?.isWithin($0) } ?? false }
        }
    }

    package var description: String { tokens.sorted().joined(separator: " ") }
}
