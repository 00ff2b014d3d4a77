/// Why a question was refused. Callers are all told the same; the log has the reason.
package enum ReadRefusal: String, Error, Hashable, Sendable, Codable {
    case noOccupancy = "no-occupancy"
    case noConsent = "no-consent"
    case notConsented = "not-consented"
    case noAgreement = "no-agreement"
    case noMandate = "no-mandate"
    case tooFewSubscriptions = "too-few-subscriptions"
    case outOfPeriod = "out-of-period"
    case stepTooFine = "step-too-fine"
    case notYourRole = "not-your-role"
    /// No rule lets the tenant's kind of organisation read so (`OperatorKind`).
    case notThisKind = "not-this-kind"
}
