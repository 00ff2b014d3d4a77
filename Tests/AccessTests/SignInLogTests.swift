import Metering
import Testing

@testable import Access

/// What the log has of sign-ins and accounts, and who can keep whom out.
@Suite struct SignInLogTests {
    private let town = Town()

    private func signIn(
        _ name: String, _ password: String = Town.password, from network: String = "192.0.2.1",
        knownAs device: KnownDevice? = nil, after seconds: Int = 0
    ) throws -> Accounts.SignIn {
        try town.accounts().signIn(
            email: "\(name)@example.org", password: password,
            source: RequestSource(network: network, device: device?.text),
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

    /// A hundred wrong passwords from as many networks, and letters for a forgotten one.
    private func besiege(_ name: String) throws {
        for number in 0..<100 { _ = try signIn(name, "wrong horse battery", from: "198.51.100.\(number)") }
        for _ in 0..<3 {
            _ = try town.accounts().askForReset(of: "\(name)@example.org", source: "198.51.100.1", now: town.start)
        }
    }

    private func device(of account: AccountID, after seconds: Int = 0) throws -> KnownDevice {
        try #require(try town.accounts().knownDevice(of: account, now: town.start.advanced(seconds: seconds)))
    }

    @Test func `strangers lock nobody out of a browser that was signed in before, nor from a new password`() throws {
        let anna = try town.person("anna")
        let device = try device(of: anna)
        try besiege("anna")
        guard case .tooMany = try signIn("anna"), case .open = try signIn("anna", knownAs: device) else {
            throw Unexpected()
        }
        func letter(_ device: KnownDevice?) throws -> Accounts.ResetRequest {
            try town.accounts().askForReset(
                of: "anna@example.org", source: RequestSource(network: "192.0.2.1", device: device?.text),
                now: town.start)
        }
        guard case .tooMany = try letter(nil), case .proofNeeded = try letter(device) else { throw Unexpected() }
    }

    @Test func `who has the password alone keeps nobody's own browser out of the second step`() throws {
        let otto = try town.person("otto", .operator)
        let accounts = try town.accounts()
        guard case .oneTimePasswordMissing(let first) = try signIn("otto"),
            let proposed = try accounts.proposeOneTimePassword(.atSignIn, session: first, now: town.start),
            case .open = try accounts.confirm(
                .atSignIn, code: proposed.code(at: town.start), session: first, now: town.start)
        else { throw Unexpected() }
        let own = try device(of: otto)
        guard case .oneTimePasswordNeeded(let thief) = try signIn("otto", from: "198.51.100.1"),
            case .oneTimePasswordNeeded(let person) = try signIn("otto", knownAs: own)
        else { throw Unexpected() }
        let later = town.start.advanced(seconds: 60)
        for _ in 0..<10 {
            guard
                case .refused = try accounts.giveOneTimePassword(
                    "000000", session: thief, source: "198.51.100.1", now: later)
            else { throw Unexpected() }
        }
        let code = proposed.code(at: later)
        guard
            case .tooMany = try accounts.giveOneTimePassword(
                code, session: thief, source: "198.51.100.1", now: later),
            case .open = try accounts.giveOneTimePassword(
                code, session: person, source: RequestSource(network: "192.0.2.1", device: own.text), now: later)
        else { throw Unexpected() }
    }

    @Test func `a browser of before the second step is a stranger to it`() throws {
        let anna = try town.person("anna")
        let accounts = try town.accounts()
        let before = try device(of: anna)
        guard case .open(let session, _) = try signIn("anna"),
            let proposed = try accounts.proposeOneTimePassword(.byChoice, session: session, now: town.start),
            case .open = try accounts.confirm(
                .byChoice, code: proposed.code(at: town.start), session: session, now: town.start),
            case .oneTimePasswordNeeded(let thief) = try signIn("anna", knownAs: before)
        else { throw Unexpected() }
        func guess(_ device: KnownDevice?) throws -> Accounts.SignIn {
            try accounts.giveOneTimePassword(
                "000000", session: thief, source: RequestSource(network: "198.51.100.1", device: device?.text),
                now: town.start.advanced(seconds: 60))
        }
        for number in 0..<10 {
            guard case .refused = try guess(number < 5 ? before : nil) else { throw Unexpected() }
        }
        guard case .tooMany = try guess(before) else { throw Unexpected() }
    }

    @Test func `a person has twenty sessions at most, and a further one ends the oldest`() throws {
        let anna = try town.person("anna")
        var secrets: [Secret] = []
        for second in 0..<21 {
            guard case .open(let secret, _) = try signIn("anna", after: second) else { throw Unexpected() }
            secrets.append(secret)
        }
        let now = town.start.advanced(seconds: 30)
        let alive = try secrets.map { try town.accounts().session($0, now: now) != nil }
        #expect(alive == [false] + Array(repeating: true, count: 20))
        #expect(try town.store.read(in: town.keys.tenant) { try $0.records(Session.self, of: anna.text).count } == 20)
    }

    @Test func `a known browser tries ten times in a quarter of an hour, and then is a stranger`() throws {
        let anna = try town.person("anna")
        let (device, other) = (try device(of: anna), try device(of: anna))
        try besiege("anna")
        for _ in 0..<10 {
            guard case .refused = try signIn("anna", "wrong horse battery", knownAs: device) else { throw Unexpected() }
        }
        guard case .tooMany = try signIn("anna", knownAs: device), case .open = try signIn("anna", knownAs: other)
        else {
            throw Unexpected()
        }
        guard case .open = try signIn("anna", knownAs: device, after: 900) else { throw Unexpected() }
    }

    @Test func `a browser that was known by the password before is a stranger's`() throws {
        let anna = try town.person("anna")
        let device = try device(of: anna)
        guard
            case .proofNeeded(let secret) = try town.accounts().askForReset(
                of: "anna@example.org", source: "192.0.2.1", now: town.start)
        else { throw Unexpected() }
        #expect(try town.accounts().resetPassword(secret, to: "an other battery staple", now: town.start) == .changed)
        for _ in 0..<10 { _ = try signIn("anna", "wrong horse battery", knownAs: device) }
        guard case .tooMany = try signIn("anna", "an other battery staple") else { throw Unexpected() }
    }

    @Test func `who has many networks of IPv6 keeps nobody out who comes from elsewhere`() throws {
        _ = try town.person("otto")
        for number in 10..<20 {
            for _ in 0..<10 {
                _ = try signIn("otto", "wrong horse battery", from: "20010db8000a00\(number)/64")
            }
        }
        guard case .tooMany = try signIn("otto", from: "20010db8000a0099/64"), case .open = try signIn("otto") else {
            throw Unexpected()
        }
    }

    @Test func `a browser is known for one login, for a year, and as it was given alone`() throws {
        let (anna, otto) = (try town.person("anna"), try town.person("otto"))
        let device = try device(of: anna)
        let login = Login.index(of: "anna@example.org", town.keys)
        let password = try #require(
            try town.store.read(in: town.keys.tenant) { try $0.record(Account.self, anna.text) }
        )
        .password
        func known(_ text: String, after seconds: Int = 0, keys: TenantKeys? = nil) -> KnownDevice? {
            KnownDevice(text, of: login, password, nil, keys ?? town.keys, now: town.start.advanced(seconds: seconds))
        }
        #expect(known(device.text, after: KnownDevice.lifetime - 1) == device)
        #expect(known(device.text, after: KnownDevice.lifetime) == nil)
        #expect(known(try self.device(of: otto).text) == nil)
        #expect(known(device.text, keys: MasterKey.random().keys(of: TenantID("lyon"))) == nil)
        let parts = device.text.split(separator: ".").map(String.init)
        let later = String(Int64(parts[0])! + 86_400)
        for forged in ["", "..", "a.b.c", "\(later).\(parts[1]).\(parts[2])", device.text + ".", device.id] {
            #expect(known(forged) == nil)
        }
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

    @Test func `a sign-in is in the log with its factors, its request and a mark of its network, not the network`()
        throws
    {
        let (anna, olga) = (try town.person("anna"), try town.person("olga", .operator))
        let accounts = try town.accounts()
        let source = RequestSource(network: "192.0.2.77", request: "r7")
        let before = try town.entries().count
        for (name, password) in [("anna", "wrong horse battery"), ("anna", Town.password), ("olga", Town.password)] {
            let result = try accounts.signIn(
                email: "\(name)@example.org", password: password, source: source, now: town.start)
            guard case .oneTimePasswordMissing(let secret) = result else { continue }
            let proposed = try #require(
                try accounts.proposeOneTimePassword(.atSignIn, session: secret, now: town.start))
            for code in ["none", proposed.code(at: town.start)] {
                _ = try accounts.confirm(.atSignIn, code: code, session: secret, source: source, now: town.start)
            }
        }
        let entries = try town.entries().dropFirst(before)
        let facts = entries.compactMap(\.facts).filter { $0.action != .secondStepAdded }
        #expect(facts.map(\.action) == [.signInFailed, .signedIn, .signInFailed, .signedIn])
        #expect(facts.map(\.purpose) == ["password", "password", "code", "password, code"])
        #expect(facts.map(\.actor).suffix(1) == [.account(olga)] && facts[1].actor == .account(anna))
        #expect(facts.allSatisfy { $0.request == "r7" && $0.network == town.keys.networkMark("192.0.2.77") })
        #expect(town.keys.networkMark("192.0.2.77") != town.keys.networkMark("192.0.2.78"))
        #expect(!entries.contains { $0.body.contains("192.0.2") })
    }

    @Test func `what a limit refused, and wrong passwords of somebody signed in, are in the log`() throws {
        let anna = try town.person("anna")
        let accounts = try town.accounts()
        let source = RequestSource(network: "192.0.2.77", request: "r7")
        func signIn() throws {
            _ = try accounts.signIn(
                email: "anna@example.org", password: "wrong horse battery", source: source, now: town.start)
        }
        for _ in 0..<13 { try signIn() }
        for _ in 0..<12 {
            _ = try accounts.confirm("wrong horse battery", of: anna, source: source, now: town.start)
        }
        try accounts.events.write(to: town.store, town.keys, now: town.start)
        let facts = try town.log.accessHistory(of: anna).map(\.facts)
        func count(_ action: AuditAction, _ purpose: String) -> [Int?] {
            facts.filter { $0.action == action && $0.purpose == purpose && $0.request == "r7" }.map(\.count)
        }
        #expect(count(.signInFailed, "password").count == 10 && count(.signInFailed, "limit") == [3])
        #expect(count(.proofFailed, "password").count == 10 && count(.proofFailed, "limit") == [2])
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
            PersonalAttributes(name: name, email: "\(name)@example.org"), password: Town.password,
            source: RequestSource(network: source),
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
