package import Metering

/// That an operator let a use's figures of a day leave although they were not ready, and why (`ReadinessRule`).
package struct DayApproval: Hashable, Sendable {
    package let use: String
    package let day: CivilDay
    /// For the operator alone.
    package let reason: String

    /// Throws `StoreError.badApproval`.
    package init(use: String, day: CivilDay, reason: String) throws(StoreError) {
        let isLine = !reason.contains(where: \.isNewline) && (1...500).contains(reason.count)
        guard isLine, !reason.allSatisfy(\.isWhitespace) else {
            throw .badApproval("a reason has 1 to 500 characters on one line")
        }
        (self.use, self.day, self.reason) = (use, day, reason)
    }

    /// As it was recorded.
    package init(recorded use: String, _ day: CivilDay, _ reason: String) {
        (self.use, self.day, self.reason) = (use, day, reason)
    }
}
