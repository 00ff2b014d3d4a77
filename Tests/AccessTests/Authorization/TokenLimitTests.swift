import Metering
import Testing

@testable import Access

/// Limits that a busy honest client does not meet, and a stranger does not use up for it.
@Suite struct TokenLimitTests {
    private static let wrong = ["grant_type": "refresh_token", "refresh_token": "guess", "client_id": "browser"]

    private func status(_ body: () throws -> Void) rethrows -> Int? {
        do {
            try body()
            return nil
        } catch let refusal as OAuthError {
            return refusal.status
        }
    }

    @Test func `an application serves as many people as it has`() throws {
        let office = try Office()
        let approvals = try (0..<200).map { _ in try office.tokens() }
        for approval in approvals {
            #expect(
                try office.server.token(office.refreshing(approval.refreshToken), now: office.now).refreshToken != nil)
        }
    }

    @Test func `one approval is refreshed sixty times a minute, and no other waits for it`() throws {
        let office = try Office()
        let other = try office.tokens()
        var token = try office.tokens().refreshToken
        for _ in 0..<60 { token = try office.server.token(office.refreshing(token), now: office.now).refreshToken }
        #expect(try status { _ = try office.server.token(office.refreshing(token), now: office.now) } == 429)
        #expect(try office.server.token(office.refreshing(other.refreshToken), now: office.now).refreshToken != nil)
        let later = office.now.advanced(seconds: 60)
        #expect(try office.server.token(office.refreshing(token), now: later).refreshToken != nil)
    }

    @Test func `who guesses tokens with a public client's name keeps nobody else from that client`() throws {
        let office = try Office()
        let approval = try office.tokens()
        let guess = { (source: String) throws in
            try status {
                _ = try office.server.token(office.post("token", Self.wrong, source: source), now: office.now)
            }
        }
        for _ in 0..<100 { #expect(try guess("198.51.100.9") == 400) }
        #expect(try guess("198.51.100.9") == 429)
        #expect(try guess("198.51.100.10") == 400)
        #expect(try office.server.token(office.refreshing(approval.refreshToken), now: office.now).refreshToken != nil)
    }

    @Test func `what a client that proves nothing leaves with the server is bounded`() throws {
        let office = try Office()
        let request = [
            "response_type": "code", "client_id": "browser", "redirect_uri": Office.callback,
            "code_challenge": Office.challenge, "code_challenge_method": "S256",
            "padding": String(repeating: "x", count: 60_000),
        ]
        let long = request.merging(["state": String(repeating: "x", count: 9_000)]) { $1 }
        #expect(try status { _ = try office.server.push(office.post("par", long), now: office.now) } == 400)
        for _ in 0..<59 { _ = try office.server.push(office.post("par", request), now: office.now) }
        #expect(try status { _ = try office.server.push(office.post("par", request), now: office.now) } == 429)
        let kept = try office.town.store.read(in: office.town.keys.tenant) { try $0.records(PushedRequest.self) }
        #expect(kept.count == 59)
        #expect(kept.allSatisfy { $0.parameters["padding"] == nil })
        // They go with their time, not with the day.
        let later = office.now.advanced(seconds: 700)
        _ = try office.server.push(office.post("par", request), now: later)
        #expect(
            try office.town.store.read(in: office.town.keys.tenant) { try $0.records(PushedRequest.self) }.count == 1)
    }

    @Test func `a network registers twenty sandbox clients an hour`() throws {
        let office = try Office()
        var metadata = ClientMetadata()
        metadata.redirect_uris = [Office.callback]
        for _ in 0..<20 { _ = try office.server.register(metadata, source: "198.51.100.9", now: office.now) }
        #expect(try status { _ = try office.server.register(metadata, source: "198.51.100.9", now: office.now) } == 429)
        _ = try office.server.register(metadata, source: "198.51.100.10", now: office.now)
    }

    @Test func `how programs authenticate, and what is refused to them, is in the log, counted`() throws {
        let office = try Office()
        for _ in 0..<3 { _ = try office.tokens() }
        let before = try office.town.entries().count
        let guess = OAuthRequest(
            try OAuthParameters(TokenLimitTests.wrong.map { (name: $0.key, value: $0.value) }), url: "x",
            source: "192.0.2.7", id: "r7")
        for _ in 0..<101 { _ = try? office.server.token(guess, now: office.now) }
        try office.server.events.write(to: office.town.store, office.town.keys, now: office.now)
        let facts = try office.town.entries().dropFirst(before).compactMap(\.facts)
        let refused = facts.filter { $0.action == .clientRefused }
        #expect(Set(refused.map { "\($0.purpose ?? "") \($0.count ?? 0)" }) == ["invalid_grant 100", "limit 1"])
        #expect(refused.allSatisfy { $0.actor == .machine && $0.request == "r7" })
        #expect(refused.allSatisfy { $0.network == office.town.keys.networkMark("192.0.2.7") })
    }
}
