package import Metering

/// A dated disclosure policy: data with its source text, never constants in code.
///
/// A new text of law is a new file in `Policies/Data`, or in the `policies` folder of a data directory.
package struct Policy: Hashable, Sendable, Codable, Identifiable {
    package let id: String
    package let title: String
    package let source: Source
    package let validFrom: CivilDay
    /// Last day of validity; nil while in force.
    package let validUntil: CivilDay?
    /// Days between the measured day and its publication.
    package let delayDays: Int
    package let rules: [Rule]

    /// Where the policy comes from, in the words of its source.
    package struct Source: Hashable, Sendable, Codable {
        package let document: String
        package let section: String
        package let text: [String]
    }

    /// One row of a policy: for which data it speaks, what it asks, and the forms it then lets out.
    package struct Rule: Hashable, Sendable, Codable {
        package let id: String
        package let direction: Direction
        package let granularity: Granularity
        /// Finest step of a curve; nil for days and longer.
        package let finestStep: FigureStep?
        /// The consent that every point of the set must have given; nil where none is asked.
        package let consent: Membership.Consent?
        package let usages: [Usage]
        /// Fewest distinct points with energy in the period.
        package let minimumPoints: Int
        package let forms: [Form]
        /// Quartiles are rounded up to this many watt-hours.
        package let quartileUnit: Int64?
        /// The row of the source text, in a sentence.
        package let because: String
    }

    /// Whether a rule speaks of figures for whole days (and longer) or of curves within the day.
    package enum Granularity: String, Hashable, Sendable, Codable {
        case day, curve
    }

    /// A shape in which figures may leave.
    package enum Form: String, Hashable, Sendable, Codable {
        case sum, quartiles, points, synchronousCurve
    }

    package func isInForce(on day: CivilDay) -> Bool { validFrom <= day && validUntil.map { day <= $0 } ?? true }

    /// First day on which figures of a measured day may leave.
    package func publicationDay(of day: CivilDay) -> CivilDay { day.advanced(by: delayDays) }
}
