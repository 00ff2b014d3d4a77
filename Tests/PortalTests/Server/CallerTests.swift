import Metering
import Testing

@testable import Access
@testable import Portal

struct CallerTests {
    /// Atom ids of downloads that people have kept are derived from it: these texts never change.
    @Test func `Public ids are derived from the texts that they always were`() {
        let token = AccessTokenInfo(
            client: ClientID("c"), recipient: RecipientID("r"), account: nil, scope: Scope(["curves"]), consents: nil,
            expires: Instant(secondsSinceEpoch: 1), issuedAt: Instant(secondsSinceEpoch: 0), key: nil)
        #expect(Caller.client(token).publicIDSeed == "client c")
        #expect(Caller.nobody.publicIDSeed == "address ")
    }

    @Test func `Nobody's calls are counted by address, and nobody owns jobs`() {
        #expect(Caller.nobody.rateLimitKey(from: "192.0.2.1") == "address 192.0.2.1")
        #expect(Caller.nobody.owner.isEmpty)
    }
}
