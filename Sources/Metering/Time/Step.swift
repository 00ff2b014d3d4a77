/// The regular interval of a load curve.
package enum Step: Int32, CaseIterable, Hashable, Sendable, Comparable {
    case minutes5 = 5
    case minutes10 = 10
    case minutes15 = 15
    case minutes30 = 30
    case hour = 60

    package var minutes: Int { Int(rawValue) }
    package var seconds: Int64 { Int64(rawValue) * 60 }

    package init?(minutes: Int) {
        guard let raw = Int32(exactly: minutes) else { return nil }
        self.init(rawValue: raw)
    }

    /// ISO 8601: `PT30M`, `PT1H`. Enedis writes an hour as `PT60M`: both are read.
    package var isoText: String { self == .hour ? "PT1H" : "PT\(rawValue)M" }

    package init?(iso text: some StringProtocol) {
        if text == "PT1H" {
            self = .hour
            return
        }
        guard text.hasPrefix("PT"), text.hasSuffix("M"), let minutes = Int(text.dropFirst(2).dropLast()) else {
            return nil
        }
        self.init(minutes: minutes)
    }

    /// The number of intervals in a civil day: 46, 48 or 50 half-hours.
    package func count(in day: CivilDay) -> Int { day.minutes / minutes }

    package static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }

    /// The coarsest step that divides both.
    package func common(with other: Step) -> Step {
        var (left, right) = (minutes, other.minutes)
        while right != 0 { (left, right) = (right, left % right) }
        return Step(minutes: left) ?? .minutes5
    }
}
