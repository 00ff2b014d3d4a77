package import Access

/// The person whom a page is for.
package struct SignedInAccount {
    package let session: Session
    package let secret: Secret

    package var account: AccountID { session.account }

    package init?(_ call: Call) {
        guard case .person(let session, let secret) = call.caller else { return nil }
        self.session = session
        self.secret = secret
    }

    /// For routes whose audience is people: never throws there.
    package static func required(_ call: Call) throws(Problem) -> SignedInAccount {
        guard let person = SignedInAccount(call) else { throw .notSignedIn }
        return person
    }
}
