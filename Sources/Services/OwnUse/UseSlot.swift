package import Metering

/// One part of a period: an interval of a day, a day, or a month of a year.
package struct UseSlot: Hashable, Sendable {
    package enum Span: Hashable, Sendable {
        case interval(start: Instant, Step)
        case days(ClosedRange<CivilDay>)
    }

    /// What is known of it, in watt-hours or litres.
    package enum Content: Hashable, Sendable {
        /// All of it, with the worst quality of its parts.
        case whole(Int64, Quality)
        /// At least this much: of so many of its days or intervals something is missing, or all.
        case part(Int64, known: Int, of: Int)
        /// It was to come by now, and did not.
        case missing(MissingReason)
        /// It is still to come.
        case notDue
        /// Another customer's, or before there was a meter.
        case outside
    }

    package let span: Span
    package let content: Content
    /// The same part of the period that this one is compared with, where all of it is known.
    package let past: Int64?

    /// Nil where nothing is known.
    package var value: Int64? {
        switch content {
        case .whole(let value, _), .part(let value, _, _): value
        case .missing, .notDue, .outside: nil
        }
    }

    package var isWhole: Bool {
        if case .whole = content { true } else { false }
    }

    /// Whether something of it was to be there by now.
    package var isDue: Bool { content != .notDue && content != .outside }
}

/// Two sums over the same parts of a period and of the one it is compared with: those of which both are wholly known.
package struct UseComparison: Hashable, Sendable {
    package let now: Int64
    package let then: Int64
    /// How many intervals or days are in both sums.
    package let parts: Int

    /// Nil where no part is known in both.
    init?(_ pairs: [(now: Int64, then: Int64)]) {
        guard !pairs.isEmpty else { return nil }
        now = pairs.reduce(0) { $0 + $1.now }
        then = pairs.reduce(0) { $0 + $1.then }
        parts = pairs.count
    }

    package var difference: Int64 { now - then }

    /// The difference in percent of the past, rounded half away from zero; nil where the past is nothing.
    package var percent: Int? {
        guard then > 0 else { return nil }
        return Int((Double(difference) * 100 / Double(then)).rounded())
    }
}
