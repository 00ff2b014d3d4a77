package import EmbeddedStore
package import Metering
package import Store

extension ReleaseRegister {
    /// Notes an agreement over the uses of a test's restricted sets, without an end, since before all its days.
    package func agree(
        to uses: [String] = ["1", "2a", "3", "4b", "5", "6", "clientele", "q", "sectors"], now: Instant
    ) throws {
        let agreement = try UseAgreement(
            recipient: "Test recipient", uses: uses, basis: "a test's contract", from: CivilDay.accepted.lowerBound)
        _ = try add(agreement, now: now)
    }
}

extension DataDirectory {
    /// Approvals of all uses, for tests that are not about readiness.
    package var approvalsOfAll: [String: String] {
        get throws {
            let uses = try catalogue.sets(ledger.known()).map(\.useCase)
            return Dictionary(uses.map { ($0, "readiness has tests of its own") }) { $1 }
        }
    }
}
