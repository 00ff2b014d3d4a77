import Metering

/// Why somebody may read personal data.
package enum LegalBasis: String, CaseIterable, Hashable, Sendable, Codable {
    /// A person reads what is their own: GDPR art. 15, Code de l'énergie D.341-22.
    case ownData = "own-data"
    /// A consent in force: GDPR art. 6(1)(a), Code de l'énergie L.341-4 and D.341-22.
    case consent
    /// The network operator's own duties, on daily indexes: the curve is taken at the consumer's request only, never
    /// systematically (Code de l'énergie L.322-8, D.322-16).
    case operatorDuty = "operator-duty"
    /// The total of a building, for its manager (Code de l'énergie D.341-13 and D.341-16).
    case buildingTotals = "building-totals"

    /// Totals of buildings: only over more than this many subscriptions.
    package static let buildingSubscriptionsOver = 10
    /// Totals of buildings: at most this many years back.
    package static let buildingPastYears = 3
}
