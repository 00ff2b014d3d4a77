package import Access

/// Who may call a route at all. What they may see of a person's data is decided by `AccessDecisionPoint`.
package enum RouteAudience: Hashable, Sendable {
    /// No login. The caller, where there is one, is known all the same.
    case everyone
    /// People of these roles, signed in with a session.
    case people(Set<Role>)
    /// Clients with an access token of this scope, or of this scope with parameters: `FB=4_5`.
    case clients(scope: String)
    /// Both: people of these roles, clients of this scope.
    case either(Set<Role>, scope: String)

    package static let signedIn = RouteAudience.people(Set(Role.allCases))

    /// Whether a caller belongs to it.
    package func admits(_ caller: Caller) -> Bool { (try? admit(caller)) != nil }

    /// Throws the problem to answer with unless a caller belongs to it.
    func admit(_ caller: Caller) throws(Problem) {
        switch (self, caller) {
        case (.everyone, _): return
        case (.people(let roles), .person(let session, _)), (.either(let roles, scope: _), .person(let session, _)):
            guard !roles.isDisjoint(with: session.roles) else { throw .notYourRole }
        case (.clients(let scope), .client(let token)), (.either(_, let scope), .client(let token)):
            guard token.scope.tokens.contains(where: { $0 == scope || $0.hasPrefix("\(scope)=") }) else {
                throw .insufficientScope(scope)
            }
        case (_, .nobody): throw .notSignedIn
        case (.people, .client), (.clients, .person): throw .notYourRole
        }
    }
}
