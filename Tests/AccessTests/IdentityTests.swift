import Foundation
import Metering
import TestKit
import Testing

@testable import Access

@Suite("A password")
struct PasswordTests {
    private let attributes = PersonalAttributes(name: "Anna Karénine", email: "anna.k@example.org")

    @Test(
        "is refused when it is short, commonplace or says who one is",
        arguments: [
            ("short", PasswordPolicy.Fault.tooShort), ("elevenchars", .tooShort), ("aaaaaaaaaaaaaaaa", .commonplace),
            ("abababababababab", .commonplace), ("motdepasse2026!", .commonplace), ("PASSWORD12345", .commonplace),
            ("azertyuiopqsdfgh", .commonplace), ("zyxwvutsrqponmlk", .commonplace), ("azertyazerty12", .commonplace),
            ("vive Karénine toujours", .saysWho), ("my anna.k is great", .saysWho),
        ])
    func faults(password: String, fault: PasswordPolicy.Fault) {
        #expect(PasswordPolicy().fault(of: password, for: attributes) == fault)
    }

    @Test(arguments: [
        "Monkey-2026-!!", "dragon!dragon!", "12-Football-34", "Sunshine#1234567", "1q2w3e4r5t6y", "administrator",
    ])
    func `a password of a kept list of ten thousand is refused, in any dress of digits and signs`(password: String) {
        #expect(PasswordPolicy().fault(of: password, for: attributes) == .commonplace)
        #expect(CommonPasswords.all.count >= 10_000)
    }

    @Test(arguments: [
        "anna03021987-!", "P@ssw0rd-2026", "Qwerty.Qwerty", "12Nastya1996!", "Minecraft2013!", "m!necr4ft-2013",
    ])
    func `the letters that most long passwords of breaches consist of are refused, in any dress`(password: String) {
        let somebody = PersonalAttributes(name: "Zoé", email: "z@example.org")
        #expect(PasswordPolicy().fault(of: password, for: somebody) == .commonplace)
    }

    @Test(arguments: [
        "123456789987654321", "1234567890-=", "123456789azerty", "qwerty123456789", "1qaz2wsx3edc", "3edc4rfv5tgb",
        "789456123789", "zaq12wsxcde3", "a1b2a1b2a1b2", "hé là!hé là!", "lkjhgfdsaqsd", "99887766554433",
    ])
    func `runs of keyboards, and parts that come again, make no password long`(password: String) {
        #expect(PasswordPolicy().fault(of: password, for: attributes) == .commonplace)
    }

    @Test(arguments: ["enedis-linky-2026", "Énergie-Lyon-69!", "metropole lyon 7", "compteur.linky"])
    func `words of the tenant and of ours are refused where they are most of a password`(password: String) {
        var policy = PasswordPolicy()
        policy.context = PasswordPolicy.words(of: "Métropole de Lyon")
        #expect(policy.context == ["metropole", "lyon"])
        #expect(policy.fault(of: password, for: attributes) == .commonplace)
        #expect(policy.fault(of: "\(password) et la nuit tombe", for: attributes) == nil)
    }

    @Test func `the same letters are the same password, whichever keyboard wrote the accents`() throws {
        let (composed, decomposed) = (
            "d\u{E9}j\u{E0} vu en \u{E9}t\u{E9}", "de\u{301}ja\u{300} vu en e\u{301}te\u{301}"
        )
        #expect(!composed.utf8.elementsEqual(decomposed.utf8))
        #expect(try PasswordHash(of: composed, cost: .least).isOf(decomposed))
        #expect(try PasswordHash(of: decomposed, cost: .least).isOf(composed))
    }

    @Test(
        "may be long, plain words, and in any script",
        arguments: [
            "correct horse battery", "douze cerises", "пятнадцать слов", "🐎🔋📎🐎🔋📎🌲🌊🌲🌊🌲🌊",
            String(repeating: "many words ", count: 1) + String(repeating: "and more ", count: 12),
        ])
    func accepted(password: String) {
        #expect(PasswordPolicy().fault(of: password, for: attributes) == nil)
    }

    @Test("has an upper bound, so that nobody makes the server hash a book")
    func tooLong() {
        #expect(PasswordPolicy().fault(of: String(repeating: "words ", count: 30), for: attributes) == .tooLong)
    }

    @Test("is kept as argon2id with the cost of ASVS 5.0, appendix C")
    func production() throws {
        let hash = try PasswordHash(of: "correct horse battery", cost: .production)
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(hash.isOf("correct horse battery"))
        #expect(!hash.isOf("correct horse batterz"))
    }

    @Test("has a salt of its own each time")
    func salt() throws {
        #expect(try PasswordHash(of: "a", cost: .least).text != PasswordHash(of: "a", cost: .least).text)
    }
}

@Suite("A one-time password")
struct OneTimePasswordTests {
    @Test(
        "is that of RFC 6238, appendix B",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ])
    func vectors(seconds: Int64, code: String) {
        let password = OneTimePassword(secret: Array("12345678901234567890".utf8))
        #expect(password.code(atStep: seconds / 30, digits: 8) == code)
    }

    @Test("is taken in its step and the next, and once")
    func window() {
        let password = OneTimePassword.random()
        let now = Instant(secondsSinceEpoch: 1_800_000_000)
        for step in -3...3 {
            let code = password.code(at: now.advanced(seconds: step * 30))
            let accepted = password.acceptedStep(of: code, now: now, after: nil)
            #expect((accepted != nil) == (step == 0 || step == -1))
            if let accepted { #expect(password.acceptedStep(of: code, now: now, after: accepted) == nil) }
        }
    }

    @Test("is written for an authenticator app in base 32")
    func uri() {
        let password = OneTimePassword(secret: Array("12345678901234567890".utf8))
        #expect(password.uri(account: "a").contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"))
    }
}

@Suite("Signing in")
struct SignInTests {
    private let town = Town()

    private func signIn(_ name: String, _ password: String = Town.password, after seconds: Int = 0) throws
        -> Accounts.SignIn
    {
        try town.accounts().signIn(
            email: "\(name)@example.org", password: password, source: "192.0.2.1",
            now: town.start.advanced(seconds: seconds))
    }

    private func propose(_ session: Secret, _ enrolment: Accounts.Enrolment = .atSignIn) throws -> OneTimePassword {
        try #require(try town.accounts().proposeOneTimePassword(enrolment, session: session, now: town.start))
    }

    @Test("opens a session with the right password, whatever the case of the address")
    func right() throws {
        let anna = try town.person("anna")
        guard case .open(let secret, let session) = try signIn("ANNA") else { throw Unexpected() }
        #expect(session.account == anna)
        #expect(try town.accounts().session(secret, now: town.start)?.account == anna)
        try town.accounts().signOut(secret, now: town.start)
        #expect(try town.accounts().session(secret, now: town.start) == nil)
    }

    @Test("answers alike for a wrong password, an unknown login and an unproven address")
    func refused() throws {
        _ = try town.person("anna")
        _ = try town.accounts().register(
            PersonalAttributes(name: "bela", email: "bela@example.org"), password: Town.password, now: town.start)
        for answer in [try signIn("anna", "wrong horse battery"), try signIn("nobody"), try signIn("bela")] {
            guard case .refused = answer else { throw Unexpected() }
        }
    }

    @Test("ends a session when it is idle, when it is old, and when the clock jumps back")
    func lifetime() throws {
        _ = try town.person("anna")
        let accounts = try town.accounts()
        guard case .open(let idle, _) = try signIn("anna") else { throw Unexpected() }
        #expect(try accounts.session(idle, now: town.start.advanced(seconds: 1_799)) != nil)
        #expect(try accounts.session(idle, now: town.start.advanced(seconds: 1_799 + 1_799)) != nil)
        #expect(try accounts.session(idle, now: town.start.advanced(seconds: 1_799 * 2 + 1_800)) == nil)
        guard case .open(let old, _) = try signIn("anna") else { throw Unexpected() }
        for minute in stride(from: 0, to: 720, by: 20) {
            #expect(try accounts.session(old, now: town.start.advanced(minutes: minute)) != nil)
        }
        #expect(try accounts.session(old, now: town.start.advanced(minutes: 720)) == nil)
        guard case .open(let jumped, _) = try signIn("anna") else { throw Unexpected() }
        #expect(try accounts.session(jumped, now: town.start.advanced(seconds: -3_600)) == nil)
    }

    @Test("asks staff for a one-time password, and opens nothing before")
    func staff() throws {
        _ = try town.person("otto", .operator)
        let accounts = try town.accounts()
        guard case .oneTimePasswordMissing(let first) = try signIn("otto") else { throw Unexpected() }
        #expect(try accounts.session(first, now: town.start) == nil)
        let proposed = try propose(first)
        #expect(try propose(first) == proposed)
        guard case .refused = try accounts.confirm(.atSignIn, code: "000000x", session: first, now: town.start),
            case .open(let secret, _) = try accounts.confirm(
                .atSignIn, code: proposed.code(at: town.start), session: first, now: town.start)
        else { throw Unexpected() }
        #expect(try accounts.session(secret, now: town.start)?.role == .operator)
        #expect(try accounts.session(first, now: town.start) == nil)
        guard case .oneTimePasswordNeeded(let second) = try signIn("otto") else { throw Unexpected() }
        let used = proposed.code(at: town.start)
        guard case .refused = try accounts.giveOneTimePassword(used, session: second, now: town.start) else {
            throw Unexpected()
        }
        let later = town.start.advanced(seconds: 30)
        guard case .open = try accounts.giveOneTimePassword(proposed.code(at: later), session: second, now: later)
        else {
            throw Unexpected()
        }
        guard case .oneTimePasswordNeeded(let stale) = try signIn("otto", after: 60) else { throw Unexpected() }
        let tooLate = town.start.advanced(seconds: 60 + 300)
        guard case .refused = try accounts.giveOneTimePassword(proposed.code(at: tooLate), session: stale, now: tooLate)
        else { throw Unexpected() }
    }

    @Test("asks a resident for a one-time password who chose to, until it is given up with a last code")
    func choice() throws {
        let anna = try town.person("anna")
        let accounts = try town.accounts()
        guard case .open(let other, _) = try signIn("anna"), case .open(let session, _) = try signIn("anna") else {
            throw Unexpected()
        }
        let proposed = try propose(session, .byChoice)
        func code(after seconds: Int) -> String { proposed.code(at: town.start.advanced(seconds: seconds)) }
        // The way of a sign-in, on which no password is asked for again, is closed to a session that is open.
        #expect(try accounts.proposeOneTimePassword(.atSignIn, session: session, now: town.start) == nil)
        guard case .refused = try accounts.confirm(.atSignIn, code: code(after: 0), session: session, now: town.start)
        else { throw Unexpected() }
        guard
            case .open(let renewed, _) = try accounts.confirm(
                .byChoice, code: code(after: 0), session: session, now: town.start)
        else { throw Unexpected() }
        #expect(try accounts.hasOneTimePassword(anna))
        for ended in [other, session] { #expect(try accounts.session(ended, now: town.start) == nil) }
        guard case .oneTimePasswordNeeded = try signIn("anna") else { throw Unexpected() }
        // Not another one in its place, and not away without it.
        let later = town.start.advanced(seconds: 60)
        #expect(try accounts.proposeOneTimePassword(.byChoice, session: renewed, now: later) == nil)
        guard
            case .refused = try accounts.confirm(.byChoice, code: code(after: 60), session: renewed, now: later),
            case .refused = try accounts.removeOneTimePassword(code(after: 0), session: renewed, now: later),
            case .open(let last, _) = try accounts.removeOneTimePassword(code(after: 60), session: renewed, now: later),
            case .open = try signIn("anna", after: 60)
        else { throw Unexpected() }
        #expect(try accounts.session(last, now: later)?.account == anna)
        let actions = try town.entries().compactMap(\.facts?.action)
        let steps: Set<AuditAction> = [.secondStepAdded, .secondStepRemoved]
        #expect(actions.filter(steps.contains).suffix(2) == [.secondStepAdded, .secondStepRemoved])
        #expect(actions.last == .signedIn)
    }

    @Test("lets staff give no one-time password up, and an operator forget one that was lost")
    func lost() throws {
        let (otto, anna) = (try town.person("otto", .operator), try town.person("anna"))
        let accounts = try town.accounts()
        guard case .oneTimePasswordMissing(let first) = try signIn("otto") else { throw Unexpected() }
        let proposed = try propose(first)
        guard
            case .open(let session, _) = try accounts.confirm(
                .atSignIn, code: proposed.code(at: town.start), session: first, now: town.start)
        else { throw Unexpected() }
        let later = town.start.advanced(seconds: 60)
        let removal = try accounts.removeOneTimePassword(proposed.code(at: later), session: session, now: later)
        guard case .refused = removal else { throw Unexpected() }
        #expect(throws: NotAllowed()) { try accounts.forgetOneTimePassword(of: otto, by: .account(anna), now: later) }
        #expect(try !accounts.forgetOneTimePassword(of: anna, by: .account(otto), now: later))
        #expect(try accounts.forgetOneTimePassword(of: otto, by: .machine, now: later))
        #expect(try accounts.session(session, now: later) == nil)
        guard case .oneTimePasswordMissing = try signIn("otto", after: 60) else { throw Unexpected() }
    }

    @Test("slows down after ten failures, says for how long, and locks nobody out for good")
    func limit() throws {
        _ = try town.person("anna")
        for _ in 0..<10 { _ = try signIn("anna", "wrong horse battery", after: 100) }
        guard case .tooMany(let wait) = try signIn("anna", after: 100) else { throw Unexpected() }
        #expect(wait == 900)
        guard case .tooMany(1) = try signIn("anna", after: 999) else { throw Unexpected() }
        guard case .open = try signIn("anna", after: 1_000) else { throw Unexpected() }
    }

    @Test("slows down one source that tries many logins")
    func source() throws {
        for number in 0..<100 { _ = try signIn("nobody\(number)") }
        _ = try town.person("anna")
        guard case .tooMany = try signIn("anna") else { throw Unexpected() }
    }

    @Test("ends every session when the password changes, which needs the old one")
    func change() throws {
        let anna = try town.person("anna")
        let accounts = try town.accounts()
        guard case .open(let secret, _) = try signIn("anna") else { throw Unexpected() }
        #expect(
            try accounts.changePassword(of: anna, from: "wrong", to: "new horse battery", now: town.start) == .unproven)
        #expect(
            try accounts.changePassword(of: anna, from: Town.password, to: "short", now: town.start)
                == .refused(.tooShort))
        let changed = try accounts.changePassword(
            of: anna, from: Town.password, to: "new horse battery", now: town.start)
        #expect(changed == .changed)
        #expect(try accounts.session(secret, now: town.start) == nil)
        guard case .refused = try signIn("anna"), case .open = try signIn("anna", "new horse battery") else {
            throw Unexpected()
        }
    }

    /// The secret of a letter that replaces a forgotten password.
    private func letter(_ email: String, from source: String = "192.0.2.1", after seconds: Int = 0) throws -> Secret {
        let request = try town.accounts().askForReset(
            of: email, source: RequestSource(network: source), now: town.start.advanced(seconds: seconds))
        guard case .proofNeeded(let secret) = request else { throw Unexpected() }
        return secret
    }

    @Test("takes a new password with a letter, once, within half an hour, and ends every session")
    func reset() throws {
        _ = try town.person("anna")
        let accounts = try town.accounts()
        guard case .open(let session, _) = try signIn("anna") else { throw Unexpected() }
        let (first, second) = (try letter(" ANNA@example.org"), try letter("anna@example.org"))
        let (new, late) = ("new horse battery", town.start.advanced(minutes: 30))
        #expect(try accounts.resetPassword(second, to: new, now: late) == .unproven)
        #expect(try accounts.resetPassword(.random(), to: new, now: town.start) == .unproven)
        #expect(try accounts.resetPassword(second, to: "short", now: town.start) == .refused(.tooShort))
        #expect(try accounts.session(session, now: town.start) != nil)
        guard case .changed = try accounts.resetPassword(second, to: new, now: late.advanced(seconds: -1)) else {
            throw Unexpected()
        }
        #expect(try accounts.session(session, now: town.start) == nil)
        for used in [first, second] {
            #expect(try accounts.resetPassword(used, to: new, now: town.start) == .unproven)
        }
        guard case .refused = try signIn("anna"), case .open = try signIn("anna", new) else { throw Unexpected() }
        let actions = try town.entries().compactMap(\.facts?.action)
        #expect(
            actions.suffix(5)
                == [.passwordResetAsked, .passwordResetAsked, .passwordChanged, .signInFailed, .signedIn])
    }

    @Test("does the same for an address that has no proven account, and keeps nothing of it")
    func resetOfNobody() throws {
        _ = try town.accounts().register(
            PersonalAttributes(name: "bela", email: "bela@example.org"), password: Town.password, now: town.start)
        for email in ["nobody@example.org", "bela@example.org"] {
            let request = try town.accounts().askForReset(of: email, source: "s", now: town.start)
            guard case .unknown = request else { throw Unexpected() }
            #expect(try town.entries().last?.facts?.action == .passwordResetAsked)
            #expect(try town.entries().last?.subject == nil)
        }
        #expect(try town.store.read(in: town.keys.tenant) { try $0.records(PasswordReset.self) } == [])
    }

    @Test("writes three letters an hour to one address, and a hundred in a quarter of an hour for one source")
    func resetLimits() throws {
        _ = try town.person("anna")
        for source in ["a", "b", "c"] { _ = try letter("anna@example.org", from: source) }
        for email in ["anna@example.org", "nobody@example.org"] {
            for _ in 0..<3 { _ = try? letter(email, from: "d") }
            let more = try town.accounts().askForReset(of: email, source: "e", now: town.start)
            guard case .tooMany(3_600) = more else { throw Unexpected() }
        }
        #expect(throws: Never.self) { try letter("anna@example.org", from: "a", after: 3_600) }
        for number in 0..<100 {
            _ = try town.accounts().askForReset(of: "\(number)@example.org", source: "f", now: town.start)
        }
        let more = try town.accounts().askForReset(of: "x@example.org", source: "f", now: town.start)
        guard case .tooMany(900) = more else { throw Unexpected() }
    }

    @Test("asks for the one-time password after a new password as before")
    func resetOfStaff() throws {
        _ = try town.person("otto", .operator)
        let accounts = try town.accounts()
        guard case .oneTimePasswordMissing(let first) = try signIn("otto") else { throw Unexpected() }
        let proposed = try propose(first)
        _ = try accounts.confirm(.atSignIn, code: proposed.code(at: town.start), session: first, now: town.start)
        _ = try accounts.resetPassword(letter("otto@example.org"), to: "new horse battery", now: town.start)
        guard case .oneTimePasswordNeeded = try signIn("otto", "new horse battery") else { throw Unexpected() }
    }

    @Test("makes one account for an address, and tells a second caller nothing")
    func taken() throws {
        _ = try town.person("anna")
        let again = try town.accounts().register(
            PersonalAttributes(name: "x", email: " Anna@Example.org "), password: Town.password, now: town.start)
        guard case .known = again else { throw Unexpected() }
    }

    @Test("makes staff of nobody who merely asks")
    func roles() throws {
        let (accounts, anna) = (try town.accounts(), try town.person("anna"))
        let attributes = PersonalAttributes(name: "x", email: "x@example.org")
        for role in Role.allCases where role != .resident {
            for clerk in [nil, .account(anna), .client(ClientID("c"))] as [Agent?] {
                #expect(throws: NotAllowed()) {
                    try accounts.register(attributes, password: Town.password, role: role, by: clerk, now: town.start)
                }
            }
        }
    }

    @Test("takes a proof of address once, within a day")
    func proof() throws {
        let accounts = try town.accounts()
        guard
            case .proofNeeded(_, let secret) = try accounts.register(
                PersonalAttributes(name: "c", email: "c@example.org"), password: Town.password, now: town.start)
        else { throw Unexpected() }
        #expect(try !accounts.verifyEmail(secret, now: town.start.advanced(seconds: 86_400)))
        #expect(try accounts.verifyEmail(secret, now: town.start.advanced(seconds: 86_399)))
        #expect(try !accounts.verifyEmail(secret, now: town.start))
    }

    @Test("gives forms a word of the session's own")
    func formToken() {
        let (mine, other) = (Secret.random(), Secret.random())
        #expect(Session.isFormToken(Session.formToken(of: mine), of: mine))
        #expect(!Session.isFormToken(Session.formToken(of: other), of: mine))
        #expect(!Session.isFormToken("", of: mine))
    }
}

@Suite("The code of a letter")
struct ActivationTests {
    private let town = Town()

    @Test("links its reader to the point once, however it is typed")
    func once() throws {
        let (anna, bela) = (try town.person("anna"), try town.person("bela"))
        let code = try town.occupancies.issueActivationLetter(
            for: town.point, from: day("2026-10-01"), by: .machine, now: town.start)
        #expect(code.count == 19)
        let typed =
            " " + code.lowercased().replacing("-", with: " ").replacing("0", with: "o").replacing("1", with: "l")
        guard case .linked(let occupancy) = try town.occupancies.activate(typed, by: anna, now: town.start) else {
            throw Unexpected()
        }
        #expect(occupancy.point == town.point && occupancy.customer == anna && occupancy.from == day("2026-10-01"))
        #expect(try town.occupancies.activate(code, by: bela, now: town.start) == .refused)
    }

    @Test("is over after sixty days, and when a later letter was written")
    func over() throws {
        let anna = try town.person("anna")
        let first = try town.occupancies.issueActivationLetter(
            for: town.point, from: day("2026-10-01"), by: .machine, now: town.start)
        let second = try town.occupancies.issueActivationLetter(
            for: town.point, from: day("2026-10-01"), by: .machine, now: town.start)
        #expect(try town.occupancies.activate(first, by: anna, now: town.start) == .refused)
        let late = town.start.advanced(seconds: 60 * 86_400)
        #expect(try town.occupancies.activate(second, by: anna, now: late) == .refused)
        guard case .linked = try town.occupancies.activate(second, by: anna, now: late.advanced(seconds: -1)) else {
            throw Unexpected()
        }
    }

    @Test("cannot be guessed: ten wrong tries in a quarter of an hour")
    func guesses() throws {
        let anna = try town.person("anna")
        let code = try town.occupancies.issueActivationLetter(
            for: town.point, from: day("2026-10-01"), by: .machine, now: town.start)
        for _ in 0..<10 {
            #expect(try town.occupancies.activate("ABCD-EFGH-JKMN-PQRS", by: anna, now: town.start) == .refused)
        }
        #expect(try town.occupancies.activate(code, by: anna, now: town.start) == .tooMany(retryAfter: 900))
    }

    @Test("is asked for, as links and moves are, by operators alone; a holder may move out")
    func clerks() throws {
        let (anna, occupancy) = try town.customer("anna")
        let (bela, otto) = (Agent.account(try town.person("bela")), Agent.account(try town.person("otto", .operator)))
        let (occupancies, now, later) = (town.occupancies, town.start, day("2026-10-01"))
        for stranger in [bela, .account(anna), .client(ClientID("c"))] {
            #expect(throws: NotAllowed()) {
                try occupancies.issueActivationLetter(for: town.point, from: later, by: stranger, now: now)
            }
            #expect(throws: NotAllowed()) {
                try occupancies.link(anna, to: PointID("q"), from: later, by: stranger, now: now)
            }
        }
        #expect(throws: NotAllowed()) { try occupancies.moveOut(occupancy.occupancy, on: later, by: bela, now: now) }
        #expect(try occupancies.link(anna, to: PointID("q"), from: later, by: otto, now: now)?.customer == anna)
        try occupancies.moveOut(occupancy.occupancy, on: later, by: .account(anna), now: now)
        #expect(try occupancies.all(of: anna).first { $0.point == town.point }?.until == later)
    }

    @Test("ends the former holder's days where the new one's begin")
    func succession() throws {
        let (anna, first) = try town.customer("anna", from: day("2026-01-01"))
        let (_, second) = try town.customer("bela", from: day("2026-06-15"))
        let days = day("2025-12-01")...day("2026-12-31")
        let former = try town.occupancies.all(of: anna)[0]
        #expect(former.occupancy == first.occupancy)
        #expect(former.clip(days) == day("2026-01-01")...day("2026-06-14"))
        #expect(second.clip(days) == day("2026-06-15")...day("2026-12-31"))
    }

    @Test("never gives days that another holder already has")
    func overlap() throws {
        _ = try town.customer("anna", from: day("2026-06-15"))
        let bela = try town.person("bela")
        for from in ["2026-06-15", "2026-06-14", "2020-01-01"] {
            let code = try town.occupancies.issueActivationLetter(
                for: town.point, from: day(from), by: .machine, now: town.start)
            #expect(try town.occupancies.activate(code, by: bela, now: town.start) == .refused)
        }
    }
}

@Suite("A rate limit")
struct RateLimitTests {
    @Test("never waits longer than one stretch, whatever the clock does")
    func clock() {
        let limit = RateLimit("x", 3, perSeconds: 100)
        var random = SeededGenerator(seed: 7)
        var bucket = RateBucket(limit, of: "w", now: Instant(secondsSinceEpoch: 0))
        for _ in 0..<2_000 {
            let now = Instant(secondsSinceEpoch: Int64.random(in: -500...500, using: &random))
            if let wait = bucket.wait(limit, now: now) { #expect((1...100).contains(wait)) }
            bucket.count(limit, now: now)
        }
    }
}
