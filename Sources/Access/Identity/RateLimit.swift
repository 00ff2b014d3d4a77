/// How often something may be done in a number of seconds. `name` is part of stored records.
package struct RateLimit: Hashable, Sendable {
    package let name: String
    package let limit: Int
    package let seconds: Int

    package init(_ name: String, _ limit: Int, perSeconds seconds: Int) {
        self.name = name
        self.limit = limit
        self.seconds = seconds
    }

    /// Of one login from one network: a stranger who fails elsewhere keeps nobody out.
    package static let failedSignIns = RateLimit("failed-sign-ins", 10, perSeconds: 900)
    /// Of one login from what one customer may have of IPv6: it fills a part of the next limit alone.
    package static let failedSignInsOfSite = RateLimit("failed-sign-ins-of-site", 30, perSeconds: 900)
    /// Of one login from everywhere: slows down who guesses from many networks.
    package static let failedSignInsOfLogin = RateLimit("failed-sign-ins-of-login", 100, perSeconds: 900)
    /// Of a browser that the person signed in with before: it counts against none of the others.
    package static let failedSignInsOfDevice = RateLimit("failed-sign-ins-of-device", 10, perSeconds: 900)
    /// Of one account, by somebody who has its password or its session.
    package static let failedProofs = RateLimit("failed-proofs", 10, perSeconds: 900)
    package static let registrations = RateLimit("registrations", 3, perSeconds: 3_600)
    package static let registrationsOfSource = RateLimit("registrations-of-source", 20, perSeconds: 3_600)
    package static let consentRequests = RateLimit("consent-requests", 10_000, perSeconds: 86_400)
    package static let failedSignInsOfSource = RateLimit("failed-sign-ins-of-source", 100, perSeconds: 900)
    package static let passwordResets = RateLimit("password-resets", 3, perSeconds: 3_600)
    package static let passwordResetsOfSource = RateLimit("password-resets-of-source", 100, perSeconds: 900)
    package static let failedActivations = RateLimit("failed-activations", 10, perSeconds: 900)
    /// Of a client that proved who it is, in its own name.
    package static let ownTokens = RateLimit("own-tokens", 60, perSeconds: 60)
    /// Of one approval.
    package static let tokenRefreshes = RateLimit("token-refreshes", 60, perSeconds: 60)
    /// Tries that a client does not make by working: of a network, whatever client it names.
    package static let failedTokenRequestsOfSource = RateLimit("failed-token-requests-of-source", 100, perSeconds: 60)
    /// Requests of clients that cannot prove who they are, of which something is kept for minutes.
    package static let keptRequestsOfSource = RateLimit("kept-requests-of-source", 60, perSeconds: 60)
    package static let registeredClientsOfSource = RateLimit("registered-clients-of-source", 20, perSeconds: 3_600)
    /// Of one person or application.
    package static let orderedExports = RateLimit("ordered-exports", 100, perSeconds: 86_400)
    package static let accountCopies = RateLimit("exports", 10, perSeconds: 86_400)
}
