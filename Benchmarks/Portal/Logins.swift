import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store

/// Whether the time of a refusal tells who has an account: the median of a refused sign-in with a wrong password, at
/// an unknown login and at an unproven address, in turn; and of asking for a new password at a known and an unknown
/// address (ASVS 5.0, 6.3.8: at most 5 % apart).
struct Logins: ParsableCommand {
    @Option(help: "How many tries of each kind.") var tries = 200
    @Option(help: "The folder that a store is made in and removed from.") var folder = "/tmp"

    private enum Kind: String, CaseIterable {
        case wrongPassword = "sign-in, wrong password"
        case unknownLogin = "sign-in, unknown login"
        case unprovenAddress = "sign-in, unproven address"
        case forgottenKnown = "forgotten, known address"
        case forgottenUnknown = "forgotten, unknown address"
    }

    func run() throws {
        let url = URL(filePath: folder).appending(path: "maille-logins-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let database = try AccessDatabase(in: try DataDirectory(url), [.access])
        let keys = MasterKey.random().keys(of: TenantID("default"))
        let accounts = try Accounts(database, keys, slots: KeyDerivationSlots())
        var now = Instant(secondsSinceEpoch: 1_800_000_000)
        for (name, isProven) in [("proven", true), ("unproven", false)] {
            let attributes = PersonalAttributes(name: "Somebody", email: "\(name)@example.org")
            let registration = try accounts.register(attributes, password: Logins.password, now: now)
            guard case .proofNeeded(_, let proof) = registration else { throw Unexpected() }
            if isProven { _ = try accounts.verifyEmail(proof, now: now) }
        }
        var times: [Kind: [Duration]] = [:]
        for number in 0..<tries {
            // In an order of chance; hours pass, so that no limit is met.
            for kind in Kind.allCases.shuffled() {
                now = now.advanced(seconds: 3_600)
                let start = ContinuousClock.now
                try perform(kind, accounts, number, now)
                times[kind, default: []].append(ContinuousClock.now - start)
            }
        }
        for kind in Kind.allCases {
            let base = Logins.median(times[kind.rawValue.hasPrefix("sign-in") ? .wrongPassword : .forgottenKnown] ?? [])
            let median = Logins.median(times[kind] ?? [])
            print(
                kind.rawValue.padding(toLength: 28, withPad: " ", startingAt: 0),
                String(format: "%8.3f ms  %+.2f %%", median, (median / base - 1) * 100))
        }
    }

    private static let password = "correct horse battery"

    private func perform(_ kind: Kind, _ accounts: Accounts, _ number: Int, _ now: Instant) throws {
        func signIn(_ name: String, _ password: String) throws {
            let result = try accounts.signIn(
                email: "\(name)@example.org", password: password, source: RequestSource(network: "\(number)"),
                now: now)
            guard case .refused = result else { throw Unexpected() }
        }
        func forget(_ name: String) throws -> Accounts.ResetRequest {
            try accounts.askForReset(
                of: "\(name)@example.org", source: RequestSource(network: "\(number)"), now: now)
        }
        switch kind {
        case .wrongPassword: try signIn("proven", "wrong horse battery")
        case .unknownLogin: try signIn("nobody\(number)", "wrong horse battery")
        case .unprovenAddress: try signIn("unproven", Logins.password)
        case .forgottenKnown: guard case .proofNeeded = try forget("proven") else { throw Unexpected() }
        case .forgottenUnknown: guard case .unknown = try forget("nobody\(number)") else { throw Unexpected() }
        }
    }

    /// In milliseconds.
    private static func median(_ times: [Duration]) -> Double {
        times.map { $0 / .milliseconds(1) }.sorted()[times.count / 2]
    }

    private struct Unexpected: Error {}
}
