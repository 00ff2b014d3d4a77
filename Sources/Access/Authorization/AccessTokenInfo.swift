package import Metering

/// What a valid access token stands for (RFC 7662 calls it token information).
package struct AccessTokenInfo: Hashable, Sendable {
    package let client: ClientID
    package let recipient: RecipientID
    /// Who approved; nil for a client's own token.
    package let account: AccountID?
    package let scope: Scope
    package let consents: Set<ConsentID>?
    package let expires: Instant
    package let issuedAt: Instant
    /// The thumbprint of the key that the token is bound to.
    package let key: String?

    /// Who asks, for the access decision point.
    package var reader: ReadRequest.Reader { .recipient(client, recipient, consents: consents) }
}
