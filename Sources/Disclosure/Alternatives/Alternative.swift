package import Metering

/// A figure that leaves and contains one that is held back: what to use in its place.
package struct Alternative: Hashable, Sendable, Encodable {
    /// The identifier of its set; for neighbours taken together their identifiers, joined by `+`.
    package let set: String
    package let firstDay: CivilDay
    package let lastDay: CivilDay

    package init(set: String, over period: ClosedRange<CivilDay>) {
        self.set = set
        firstDay = period.lowerBound
        lastDay = period.upperBound
    }
}
