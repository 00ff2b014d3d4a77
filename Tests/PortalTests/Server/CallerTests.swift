import HTTPTypes
import Metering
import Testing

@testable import Access
@testable import Web

struct CallerTests {
    private let token = AccessTokenInfo(
        client: ClientID("c"), recipient: RecipientID("r"), account: nil, scope: Scope(["curves", "FB=4_5"]),
        consents: nil, expires: Instant(secondsSinceEpoch: 1), issuedAt: Instant(secondsSinceEpoch: 0), key: nil)

    @Test func `A token without the scope of a route is refused with 403, and the scope to ask for`() throws {
        let error = #expect(throws: Problem.self) { try RouteAudience.clients(scope: "totals").admit(.client(token)) }
        #expect(error?.status == .forbidden && error?.code == "insufficient-scope")
        #expect(error?.fields[.wwwAuthenticate]?.contains("scope=\"totals\"") == true)
        for scope in ["curves", "FB"] {
            #expect(throws: Never.self) { try RouteAudience.clients(scope: scope).admit(.client(token)) }
        }
    }

    /// Atom ids of downloads that people have kept are derived from it: these texts never change.
    @Test func `Public ids are derived from the texts that they always were`() {
        #expect(Caller.client(token).publicIDSeed == "client c")
        #expect(Caller.nobody.publicIDSeed == "address ")
    }

    @Test func `Nobody's calls are counted by address, and nobody owns jobs`() {
        #expect(Caller.nobody.rateLimitKey(from: "192.0.2.1") == "address 192.0.2.1")
        #expect(Caller.nobody.owner.isEmpty)
    }
}
