import Access
import Foundation
import Metering
import Synchronization

/// A customer with a consent in force, and a client of its recipient, in any store.
struct Hamlet: Sendable {
    let keys = MasterKey.random().keys(of: TenantID("lyon"))
    let now = CivilDay(daysSinceEpoch: 20_700).start
    let store: any RecordStore
    let customer = AccountID("holder")
    let client = ClientID("client")
    let recipient = RecipientID("supplier")
    let point = PointID("14500000000001")
    let consent: ConsentID
    private let callback = "https://app.example/callback"

    init(_ store: any RecordStore) throws {
        self.store = store
        let occupancy = Occupancy(point: point, customer: customer, from: CivilDay(daysSinceEpoch: 20_000))
        let words = BilingualText(french: "f", english: "e")
        let need = DataNeed(
            recipient: recipient, purpose: words, carriers: [.electricity], directions: [.extraction],
            granularity: [.daily, .halfHourly], pastMonths: 12, durationMonths: 12,
            text: ConsentText(version: "1", body: words))
        let (agreement, program) = (
            Agreement(recipient: recipient, from: now),
            OAuthClient(
                client: client, name: "c", recipient: recipient, authentication: .none, redirectURIs: [callback],
                scope: Scope(["curves"]), registeredAt: now)
        )
        try store.transaction(in: keys.tenant) { store in
            try store.put(occupancy)
            try store.put(need)
            try store.put(agreement)
            try store.put(program)
        }
        let consents = Consents(store, keys)
        let asked = try consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: now)
        let choice = ConsentChoice(granularity: [.daily, .halfHourly], textHash: need.text.hash)
        consent = try consents.accept(asked.consent, choice, by: customer, now: now).consent
    }

    var consents: Consents { Consents(store, keys) }
    var server: AuthorizationServer {
        AuthorizationServer(store, keys, policy: OAuthPolicy(issuer: "https://maille.example"))
    }
    var request: ReadRequest {
        let days = CivilDay(daysSinceEpoch: 20_690)...CivilDay(daysSinceEpoch: 20_699)
        return ReadRequest(
            by: .recipient(client, recipient, consents: [consent]), about: .point(point), days: days, step: .halfHour,
            purpose: "test", request: "r")
    }

    func code() throws -> String {
        let asked = try server.authorizationRequest(
            OAuthParameters([
                ("response_type", "code"), ("client_id", client.text), ("redirect_uri", callback),
                ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256"),
            ]), now: now)
        let address = try server.approve(asked, consents: [consent], by: customer, now: now)
        return URLComponents(string: address)?.queryItems?.first { $0.name == "code" }?.value ?? ""
    }

    func redemption(_ code: String) throws -> OAuthRequest {
        OAuthRequest(
            try OAuthParameters([
                ("grant_type", "authorization_code"), ("code", code), ("client_id", client.text),
                ("redirect_uri", callback), ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            ]), url: "https://maille.example/oauth/token")
    }

    func refreshing(_ token: Secret?) throws -> OAuthRequest {
        OAuthRequest(
            try OAuthParameters([
                ("grant_type", "refresh_token"), ("refresh_token", token?.text ?? ""), ("client_id", client.text),
            ]), url: "https://maille.example/oauth/token")
    }

    /// Runs a body many times in fifty threads, and gives the answers and the errors.
    func race<Answer: Sendable>(
        _ count: Int, _ body: @escaping @Sendable () throws -> Answer
    ) -> (answers: [Answer], errors: [any Error]) {
        let results = Mutex<[Result<Answer, any Error>]>([])
        let left = Mutex(count)
        let threads = DispatchGroup()
        for _ in 0..<min(count, 50) {
            threads.enter()
            Thread.detachNewThread {
                while left.withLock({ left in
                    left -= 1
                    return left >= 0
                }) {
                    let result = Result { try body() }
                    results.withLock { $0.append(result) }
                }
                threads.leave()
            }
        }
        threads.wait()
        let all = results.withLock { $0 }
        return (
            all.compactMap { try? $0.get() },
            all.compactMap { if case .failure(let error) = $0 { error } else { nil } }
        )
    }
}
