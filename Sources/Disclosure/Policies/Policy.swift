package import Metering

/// A dated disclosure policy: rules as data, with the text that they come from.
///
/// A new text of law is a new file in `Policies/Data`, or in the `policies` folder of a data directory;
/// `Policies/Data/policy.schema.json` is its schema.
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
    /// The rule of sums under differential privacy; nil where the policy permits none.
    package let noise: NoiseRule?

    /// The document that the policy comes from, with the passages that it rests on.
    package struct Source: Hashable, Sendable, Codable {
        package let document: String
        package let section: String
        package let text: [String]
    }

    /// Figures over whole days and longer, or curves within a day.
    package enum Granularity: String, Hashable, Sendable, Codable {
        case day, curve
    }

    /// A form in which figures may leave. There is none for a minimum, a maximum or the largest n: each is the value of
    /// one household.
    package enum Form: String, Hashable, Sendable, Codable {
        case sum, quartiles, points, synchronousCurve
    }

    package func isInForce(on day: CivilDay) -> Bool { validFrom <= day && validUntil.map { day <= $0 } ?? true }

    /// The first day on which figures of a measured day may leave.
    package func publicationDay(of day: CivilDay) -> CivilDay { day.advanced(by: delayDays) }

    /// The whole policy, as Swift's reflection wrote it when `Visibility` was named `Usage` and rules said nothing of
    /// unknown holders. Part of the fingerprints
    /// of figures' inputs, and so frozen: another text would make a new edition of every figure that is asked for
    /// again.
    package var frozenText: String {
        String(describing: self).replacing("Metering.Visibility.", with: "Metering.Usage.")
            .replacing(", unknownHolders: nil", with: "")
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, title, source, validFrom, validUntil, delayDays, rules, noise
    }
}
