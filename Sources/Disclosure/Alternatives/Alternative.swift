package import Metering

/// A figure that leaves and contains one that is held back: what to use in its place.
package struct Alternative: Hashable, Sendable {
    package let set: SetName
    package let firstDay: CivilDay
    package let lastDay: CivilDay
    /// In place of a month: how many of its days left one by one. Nil of one figure over all of the days.
    package let singleDays: Int?

    package init(set: SetName, over period: ClosedRange<CivilDay>, singleDays: Int? = nil) {
        self.set = set
        self.singleDays = singleDays
        firstDay = period.lowerBound
        lastDay = period.upperBound
    }
}

extension Alternative: Encodable {
    private enum CodingKeys: String, CodingKey {
        case set, parts, firstDay, lastDay, singleDays
    }

    /// Of sets taken together their short name, and each of them in `parts`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(set.text, forKey: .set)
        if !set.parts.isEmpty { try container.encode(set.parts, forKey: .parts) }
        try container.encode(firstDay, forKey: .firstDay)
        try container.encode(lastDay, forKey: .lastDay)
        try container.encodeIfPresent(singleDays, forKey: .singleDays)
    }
}
