import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Hummingbird
import Logging
import Metering
import Store

/// What the benchmark of the server needs beside it: people with consents and a program's token, and a server that
/// does nothing but answer.
@main
struct PortalBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(subcommands: [Seed.self, Bare.self, Logins.self])

    /// Gives every point of a store a holder who consents to one recipient, and prints, a line each: a token that may
    /// read them all; an operator's session and form token; the points.
    struct Seed: ParsableCommand {
        @Option var data: String
        @Option(help: "How many points get a holder.") var people = 1_000

        func run() throws {
            let directory = try DataDirectory(URL(filePath: data))
            let database = try AccessDatabase(in: directory, [.access])
            let file = URL(filePath: data + ".key")
            let key = MasterKey.random()
            try Data(key.bytes).write(to: file)
            let keys = key.keys(of: TenantID("default"))
            let now = Instant(secondsSinceEpoch: Int64(Date.now.timeIntervalSince1970))
            let seed = Town(database: database, keys: keys, now: now)
            let points = try directory.catalogue.points(directory.ledger.known()).prefix(people).map(\.id)
            print(try seed.populate(points).text)
            let session = try seed.operatorSession()
            print(session.text, Session.formToken(of: session))
            for point in points { print(point) }
        }
    }

    /// Hummingbird alone: one route, one word.
    struct Bare: AsyncParsableCommand {
        @Option var port: Int

        func run() async throws {
            let router = Router()
            router.get("/bare") { _, _ in "ok" }
            var logger = Logger(label: "bare")
            logger.logLevel = .error
            let application = Application(
                router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
            try await application.runService()
        }
    }
}

/// People who hold points and consent to everything that one recipient asks for.
private struct Town {
    let database: AccessDatabase
    let keys: TenantKeys
    let now: Instant
    private let recipient = RecipientID("bench")

    func populate(_ points: [PointID]) throws -> Secret {
        var policy = PasswordPolicy()
        policy.cost = .least
        let accounts = try Accounts(database, keys, policy: policy, slots: KeyDerivationSlots())
        let consents = Consents(database, keys)
        let words = BilingualText(french: "Mesure", english: "Measurement")
        let need = DataNeed(
            recipient: recipient, purpose: words, carriers: [.electricity], directions: [.extraction],
            granularity: [.daily, .halfHourly], pastMonths: 36, durationMonths: 12,
            text: ConsentText(version: "1", body: words))
        try consents.publish(need)
        try database.transaction(in: keys.tenant) { try $0.put(Agreement(recipient: recipient, from: now)) }
        let from = CivilDay(containing: now).advanced(by: -400)
        for (number, point) in points.enumerated() {
            let attributes = PersonalAttributes(name: "Person \(number)", email: "person\(number)@example.org")
            guard
                case .proofNeeded(let account, _) = try accounts.register(
                    attributes, password: "correct horse \(number)", now: now),
                let occupancy = try Occupancies(database, keys).link(
                    account, to: point, from: from, by: .machine, now: now)
            else { throw ValidationError("the store has people already") }
            let asked = try consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: now)
            let choice = ConsentChoice(granularity: [.daily, .halfHourly], textHash: need.text.hash)
            _ = try consents.accept(asked.consent, choice, by: account, now: now)
        }
        return try token()
    }

    /// An operator who has signed in.
    func operatorSession() throws -> Secret {
        var policy = PasswordPolicy()
        policy.cost = .least
        let accounts = try Accounts(database, keys, policy: policy, slots: KeyDerivationSlots())
        let (email, password) = ("operator@example.org", "correct horse battery")
        let attributes = PersonalAttributes(name: "Operator", email: email)
        let registration = try accounts.register(
            attributes, password: password, role: .operator, by: .machine, now: now)
        guard case .proofNeeded(_, let proof) = registration, try accounts.verifyEmail(proof, now: now),
            case .oneTimePasswordMissing(let first) = try accounts.signIn(
                email: email, password: password, source: "bench", now: now)
        else { throw ValidationError("the operator cannot sign in") }
        guard let proposed = try accounts.proposeOneTimePassword(session: first, now: now),
            case .open(let session, _) = try accounts.confirm(
                code: proposed.code(at: now), session: first, now: now)
        else { throw ValidationError("the operator cannot sign in") }
        return session
    }

    private func token() throws -> Secret {
        let secret = Secret.random()
        let client = OAuthClient(
            name: "bench", recipient: recipient, authentication: .secret(digest: secret.digest),
            grants: [.clientCredentials], scope: Scope(["curves"]), registeredAt: now)
        try database.transaction(in: keys.tenant) { try $0.insert(client) }
        var policy = OAuthPolicy(issuer: "http://127.0.0.1")
        policy.accessToken = 86_400
        let server = AuthorizationServer(database, keys, policy: policy)
        let basic = Data("\(client.id):\(secret.text)".utf8).base64EncodedString()
        return try server.token(
            OAuthRequest(
                OAuthParameters([("grant_type", "client_credentials")]), authorization: "Basic \(basic)",
                url: policy.tokenEndpoint), now: now
        ).accessToken
    }
}
