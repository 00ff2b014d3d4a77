package import Metering

/// What may be used in place of a figure that is held back: one that contains it, and leaves.
package struct Alternative: Hashable, Sendable, Encodable {
    /// The set that it covers; of neighbours taken together their identifiers, joined by `+`.
    package let set: String
    package let firstDay: CivilDay
    package let lastDay: CivilDay

    package init(set: String, over period: ClosedRange<CivilDay>) {
        self.set = set
        firstDay = period.lowerBound
        lastDay = period.upperBound
    }
}
