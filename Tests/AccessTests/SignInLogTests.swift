import Metering
import Testing

@testable import Access

/// What the log has of sign-ins and accounts, and who can keep whom out.
@Suite struct SignInLogTests {
    private let town = Town()

    private func signIn(
        _ name: String, _ password: String = Town.password, from source: String = "192.0.2.1", after seconds: Int = 0
    ) throws -> Accounts.SignIn {
        try town.accounts().signIn(
            email: "\(name)@example.org", password: password, source: source,
            now: town.start.advanced(seconds: seconds))
    }

    private func actions(since count: Int = 0) throws -> [AuditAction] {
        try town.entries().dropFirst(count).compactMap(\.facts?.action)
    }

    @Test func `a stranger who fails from elsewhere keeps nobody out`() throws {
        _ = try town.person("otto")
        for _ in 0..<20 { _ = try signIn("otto", "wrong horse battery", from: "198.51.100.9") }
        guard case .tooMany = try signIn("otto", from: "198.51.100.9") else { throw Unexpected() }
        guard case .open = try signIn("otto") else { throw Unexpected() }
    }

    @Test func `who guesses one password from many networks is slowed down all the same`() throws {
        _ = try town.person("otto")
        for number in 0..<100 { _ = try signIn("otto", "wrong horse battery", from: "198.51.100.\(number)") }
        guard case .tooMany = try signIn("otto", Town.password, from: "203.0.113.1") else { throw Unexpected() }
    }

    @Test func `sign-ins, failures and sign-outs are in the log, about the person`() throws {
        let anna = try town.person("anna")
        let before = try town.entries().count
        _ = try signIn("anna", "wrong horse battery")
        _ = try signIn("nobody", "wrong horse battery")
        guard case .open(let secret, _) = try signIn("anna") else { throw Unexpected() }
        try town.accounts().signOut(secret, now: town.start)
        #expect(try actions(since: before) == [.signInFailed, .signInFailed, .signedIn, .signedOut])
        let told = try town.log.accessHistory(of: anna).map(\.facts.action)
        #expect(Array(told.prefix(3)) == [.signedOut, .signedIn, .signInFailed])
        #expect(try town.log.verify().faults.isEmpty)
    }

    @Test func `an account, an activation and the former holder's end are in the log`() throws {
        _ = try town.customer("anna")
        let before = try town.entries().count
        let (boris, _) = try town.customer("boris", from: day("2026-10-01"))
        #expect(
            try actions(since: before) == [.accountRegistered, .letterIssued, .occupancyEnded, .occupancyLinked])
        #expect(try town.log.accessHistory(of: boris).map(\.facts.action) == [.occupancyLinked, .accountRegistered])
    }

    @Test func `the log says who erased an account: the person, or whoever acts for the operator`() throws {
        let (anna, boris) = (try town.person("anna"), try town.person("boris"))
        try Erasure.erase(anna, by: .account(anna), on: town.store, town.keys, now: town.start)
        try Erasure.erase(boris, by: .machine, on: town.store, town.keys, now: town.start)
        #expect(try town.entries().compactMap(\.facts).suffix(2).map(\.actor) == [.account(anna), .machine])
    }

    // MARK: Registrations

    private func register(_ name: String, from source: String, after seconds: Int = 0) throws -> Accounts.Registration {
        try town.accounts().register(
            PersonalAttributes(name: name, email: "\(name)@example.org"), password: Town.password, source: source,
            now: town.start.advanced(seconds: seconds))
    }

    @Test func `an address gets three letters an hour, known or not, and a network registers twenty people`() throws {
        _ = try town.person("anna")
        for name in ["anna", "nobody"] {
            for source in 0..<3 { _ = try register(name, from: "\(source)") }
            guard case .tooMany(3_600) = try register(name, from: "9") else { throw Unexpected() }
        }
        for number in 0..<20 { _ = try register("resident\(number)", from: "198.51.100.9") }
        guard case .tooMany = try register("resident20", from: "198.51.100.9") else { throw Unexpected() }
        guard case .proofNeeded = try register("resident20", from: "198.51.100.10") else { throw Unexpected() }
        guard case .proofNeeded = try register("resident21", from: "198.51.100.9", after: 3_600) else {
            throw Unexpected()
        }
    }

    @Test func `an account whose address nobody proves is gone after a day`() throws {
        let anna = try town.person("anna")
        guard case .proofNeeded(let bela, _) = try register("bela", from: "a") else { throw Unexpected() }
        let late = town.start.advanced(seconds: 86_400)
        #expect(try town.accounts().removeUnproven(now: late.advanced(seconds: -1)) == 0)
        #expect(try town.accounts().removeUnproven(now: late) == 1)
        #expect(try town.accounts().attributes(of: bela) == nil)
        #expect(try town.accounts().attributes(of: anna) != nil)
        guard case .refused = try signIn("bela") else { throw Unexpected() }
    }
}
