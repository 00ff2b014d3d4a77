package import Metering

/// A dated disclosure policy: data with its source text, never constants in code.
///
/// A new text of law is a new file in `Policies/Data`, or in the `policies` folder of a data directory.
/// `Policies/Data/policy.schema.json` says what a file may hold.
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
    /// What sums under differential privacy may cost; nil where the policy has none.
    package let noise: NoiseRule?

    /// Where the policy comes from, in the words of its source.
    package struct Source: Hashable, Sendable, Codable {
        package let document: String
        package let section: String
        package let text: [String]
    }

    /// Whether a rule speaks of figures for whole days (and longer) or of curves within the day.
    package enum Granularity: String, Hashable, Sendable, Codable {
        case day, curve
    }

    /// A shape in which figures may leave. There is none for a minimum, a maximum or the largest n: each is one
    /// household's value.
    package enum Form: String, Hashable, Sendable, Codable {
        case sum, quartiles, points, synchronousCurve
    }

    package func isInForce(on day: CivilDay) -> Bool { validFrom <= day && validUntil.map { day <= $0 } ?? true }

    /// First day on which figures of a measured day may leave.
    package func publicationDay(of day: CivilDay) -> CivilDay { day.advanced(by: delayDays) }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, title, source, validFrom, validUntil, delayDays, rules, noise
    }
}
