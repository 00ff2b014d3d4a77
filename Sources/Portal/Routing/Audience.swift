package import Access

/// Who may call a route at all. What of one person's data they may see is the access decision point's, never this.
package enum Audience: Hashable, Sendable {
    /// No login. The caller, where there is one, is known all the same.
    case everyone
    /// People of these roles, signed in with a session.
    case people(Set<Role>)
    /// Programs with an access token of this scope, or of this scope with parameters: `FB=4_5`.
    case clients(scope: String)
    /// Both: people of these roles, programs of this scope.
    case either(Set<Role>, scope: String)

    package static let signedIn = Audience.people(Set(Role.allCases))

    /// Whether a caller belongs to it; throws what the caller has to be told otherwise.
    func admit(_ caller: Caller) throws(Problem) {
        switch (self, caller) {
        case (.everyone, _): return
        case (.people(let roles), .person(let session, _)), (.either(let roles, scope: _), .person(let session, _)):
            guard roles.contains(session.role) else { throw .notYourRole }
        case (.clients(let scope), .client(let token)), (.either(_, let scope), .client(let token)):
            guard token.scope.tokens.contains(where: { $0 == scope || $0.hasPrefix("\(scope)=") }) else {
                throw .insufficientScope(scope)
            }
        case (_, .nobody): throw .notSignedIn
        case (.people, .client), (.clients, .person): throw .notYourRole
        }
    }
}
