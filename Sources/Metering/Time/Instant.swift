/// A moment in UTC, to the second.
package struct Instant: Hashable, Sendable, Comparable {
    package let secondsSinceEpoch: Int64

    package init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

    package func advanced(minutes: Int) -> Instant {
        Instant(secondsSinceEpoch: secondsSinceEpoch + Int64(minutes) * 60)
    }

    package func advanced(seconds: Int) -> Instant { Instant(secondsSinceEpoch: secondsSinceEpoch + Int64(seconds)) }

    /// Whole seconds from another moment to this one.
    package func seconds(since other: Instant) -> Int64 { secondsSinceEpoch - other.secondsSinceEpoch }

    package static func < (left: Instant, right: Instant) -> Bool { left.secondsSinceEpoch < right.secondsSinceEpoch }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC: `2026-10-25T00:30:00Z`.
    package var description: String {
        let day = CivilDay(daysSinceEpoch: Int32(secondsSinceEpoch.flooringDivision(by: 86_400)))
        let second = Int(secondsSinceEpoch - Int64(day.daysSinceEpoch) * 86_400)
        return "\(day)T\(ClockText.hoursMinutesSeconds(second))Z"
    }
}

extension BinaryInteger {
    func flooringDivision(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

enum ClockText {
    static func hoursMinutesSeconds(_ second: Int) -> String {
        "\(twoDigits(second / 3_600)):\(twoDigits(second / 60 % 60)):\(twoDigits(second % 60))"
    }

    static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension Instant: Codable {
    /// Whole seconds since 1970 in UTC.
    package init(from decoder: any Decoder) throws {
        self.init(secondsSinceEpoch: try decoder.singleValueContainer().decode(Int64.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(secondsSinceEpoch)
    }
}
