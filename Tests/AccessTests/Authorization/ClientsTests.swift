import Foundation
import Metering
import TestKit
import Testing

@testable import Access

/// What an operator does to clients.
@Suite struct ClientsTests {
    private let office: Office
    private let clients: Clients

    init() throws {
        office = try Office()
        clients = Clients(office.town.store, office.town.keys)
    }

    private func basic(_ secret: Secret) -> String {
        "Basic " + Data("backend:\(secret.text)".utf8).base64EncodedString()
    }

    private func ownToken(_ secret: Secret, after seconds: Int = 0) throws -> TokenAnswer {
        try office.server.token(
            office.post("token", ["grant_type": "client_credentials"], authorization: basic(secret)),
            now: office.now.advanced(seconds: seconds))
    }

    @Test func `A new secret counts at once, and the former for a day, unless others know it`() throws {
        let second = try clients.renewSecret(of: office.backend, by: .machine, now: office.now)
        for secret in [office.secret, second] { _ = try ownToken(secret, after: 86_399) }
        #expect(throws: OAuthError.self) { try ownToken(office.secret, after: 86_400) }
        _ = try ownToken(second, after: 86_400)
        let third = try clients.renewSecret(of: office.backend, endingFormer: true, by: .machine, now: office.now)
        _ = try ownToken(third)
        for secret in [office.secret, second] { #expect(throws: OAuthError.self) { try ownToken(secret) } }
        #expect(throws: ClientFault.hasNoSecret("browser")) {
            try clients.renewSecret(of: office.browser, by: .machine, now: office.now)
        }
        #expect(throws: ClientFault.unknown("x")) {
            try clients.renewSecret(of: ClientID("x"), by: .machine, now: office.now)
        }
    }

    @Test func `Other keys take the place of a signing client's`() throws {
        let other = SigningKey()
        let set = [try other.publicKey()]
        try clients.replaceKeys(of: office.signer, with: set, by: .machine, now: office.now)
        func push(_ key: SigningKey) throws {
            let asked = ["response_type": "code", "client_id": "signer", "redirect_uri": Office.callback]
            let proof = [
                "scope": "curves", "code_challenge": Office.challenge, "code_challenge_method": "S256",
                "client_assertion_type": Office.jwtBearer, "client_assertion": try office.assertion(by: key),
            ]
            _ = try office.server.push(office.post("par", asked.merging(proof) { $1 }), now: office.now)
        }
        #expect(throws: OAuthError.self) { try push(office.key) }
        try push(other)
        #expect(throws: ClientFault.hasNoKeys("backend")) {
            try clients.replaceKeys(of: office.backend, with: set, by: .machine, now: office.now)
        }
    }

    @Test func `A suspended client gets and uses no token until it is let in again`() throws {
        let tokens = try office.tokens()
        let call = try office.call("Bearer \(tokens.accessToken.text)")
        _ = try office.server.accessToken(of: call, now: office.now)
        try clients.suspend(office.browser, by: .machine, now: office.now)
        #expect(throws: OAuthError.self) { try office.server.accessToken(of: call, now: office.now) }
        #expect(throws: OAuthError.self) {
            try office.server.token(office.refreshing(tokens.refreshToken), now: office.now)
        }
        #expect(throws: AuthorizationFailure.self) {
            try office.server.authorizationRequest(office.asking(office.browser), now: office.now)
        }
        try clients.resume(office.browser, by: .machine, now: office.now)
        _ = try office.server.accessToken(of: call, now: office.now)
        _ = try office.server.token(office.refreshing(tokens.refreshToken), now: office.now)
        let facts = try office.town.entries().compactMap(\.facts).filter { $0.action == .clientChanged }
        #expect(facts.map(\.purpose) == ["suspended browser", "resumed browser"])
    }

    @Test func `Nobody but an operator changes a client or suspends an account`() throws {
        let clerk = Agent.account(office.account)
        #expect(throws: NotAllowed.self) { try clients.suspend(office.browser, by: clerk, now: office.now) }
        #expect(throws: NotAllowed.self) {
            try office.town.accounts().suspend(office.account, by: clerk, now: office.now)
        }
    }

    @Test func `A suspended account has no session, no token and no new password, until it is opened again`() throws {
        let accounts = try office.town.accounts()
        func signIn() throws -> Session? {
            let result = try accounts.signIn(
                email: "anna@example.org", password: Town.password, source: "s", now: office.now)
            guard case .open(let secret, _) = result else { return nil }
            return try accounts.session(secret, now: office.now)
        }
        let tokens = try office.tokens()
        _ = try #require(try signIn())
        guard
            case .proofNeeded(let reset) = try accounts.askForReset(
                of: "anna@example.org", source: "s", now: office.now)
        else { throw Unexpected() }
        #expect(try accounts.suspend(office.account, by: .machine, now: office.now))
        #expect(try accounts.sessions(of: office.account, now: office.now).isEmpty)
        #expect(try signIn() == nil)
        #expect(try accounts.resetPassword(reset, to: "new horse battery", now: office.now) == .unproven)
        guard case .unknown = try accounts.askForReset(of: "anna@example.org", source: "s", now: office.now) else {
            throw Unexpected()
        }
        #expect(throws: OAuthError.self) {
            try office.server.token(office.refreshing(tokens.refreshToken), now: office.now)
        }
        #expect(try accounts.resume(office.account, by: .machine, now: office.now))
        #expect(try signIn() != nil)
        #expect(try !accounts.suspend(AccountID("x"), by: .machine, now: office.now))
    }

    @Test func `A suspended account gives no tokens for what was approved before or meanwhile`() throws {
        let accounts = try office.town.accounts()
        let before = try office.code(for: office.browser)
        #expect(try accounts.suspend(office.account, by: .machine, now: office.now))
        let meanwhile = try office.code(for: office.browser)
        for code in [before, meanwhile] {
            #expect(throws: OAuthError.self) { try office.server.token(office.redemption(code), now: office.now) }
        }
        let families = try office.town.store.read(in: office.town.keys.tenant) { try $0.records(TokenFamily.self) }
        #expect(families.isEmpty)
    }

    @Test func `A password that was forgotten takes back what was approved with it`() throws {
        let accounts = try office.town.accounts()
        let tokens = try office.tokens()
        let pending = try office.code(for: office.browser)
        let email = try #require(try accounts.attributes(of: office.account)).email
        guard case .proofNeeded(let proof) = try accounts.askForReset(of: email, source: "s", now: office.now) else {
            throw Unexpected()
        }
        #expect(try accounts.resetPassword(proof, to: "new horse battery", now: office.now) == .changed)
        let refresh = try #require(tokens.refreshToken)
        #expect(throws: OAuthError.self) {
            try office.server.token(office.refreshing(refresh), now: office.now)
        }
        #expect(throws: OAuthError.self) { try office.server.token(office.redemption(pending), now: office.now) }
    }

    @Test func `An address is proven with the password that was chosen for it, not by a click alone`() throws {
        let town = office.town
        let accounts = try town.accounts()
        // Somebody registers an address of somebody else, who opens the link of the e-mail.
        let attributes = PersonalAttributes(name: "bela", email: "bela@example.org")
        guard
            case .proofNeeded(let account, let secret) = try accounts.register(
                attributes, password: "four words of another", source: "s", now: town.start)
        else { throw Unexpected() }
        #expect(try accounts.proveAddress(secret, password: "bela's own password", now: town.start) == .wrongPassword)
        #expect(try accounts.proveAddress(.random(), password: "four words of another", now: town.start) == .unproven)
        #expect(try town.store.record(Account.self, account.text, in: town.keys.tenant)?.isVerified == false)
        #expect(try accounts.proveAddress(secret, password: "four words of another", now: town.start) == .proven)
        #expect(try accounts.proveAddress(secret, password: "four words of another", now: town.start) == .unproven)
    }
}
