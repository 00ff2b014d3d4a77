/// A scope token that asks for function blocks of Green Button, with parameters that narrow it:
/// `FB=4_5;IntervalDuration=3600;HistoryLength=34128000`.
///
/// Source: NAESB REQ.21, scope strings of Connect My Data. Parameters beside these two are kept and mean nothing here.
package struct GreenButtonScope: Hashable, Sendable, CustomStringConvertible {
    /// The time between two values.
    package enum Interval: Int, CaseIterable, Hashable, Sendable, Comparable {
        case halfHour = 1_800
        case hour = 3_600
        /// A civil day, 23 to 25 hours long.
        case day = 86_400

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    package let blocks: Set<Int>
    /// Half an hour where nothing is said.
    package let interval: Interval
    /// Seconds that the data may go back; nil: as far as the consent.
    package let history: Int?
    private let others: [String]

    package init(blocks: Set<Int>, interval: Interval) { self.init(blocks, interval, history: nil, others: []) }

    private init(_ blocks: Set<Int>, _ interval: Interval, history: Int?, others: [String]) {
        self.blocks = blocks
        self.interval = interval
        self.history = history
        self.others = others
    }

    /// Nil where the token is none, has a parameter twice, or asks for an interval that is not served or for a history
    /// of no length.
    package init?(_ word: String) {
        guard word.hasPrefix("FB=") else { return nil }
        var values: [Substring: Substring] = [:]
        for term in word.split(separator: ";") {
            let sides = term.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, values.updateValue(sides[1], forKey: sides[0]) == nil else { return nil }
        }
        let blocks = (values.removeValue(forKey: "FB") ?? "").split(separator: "_").map { Int($0) }
        let interval = Interval(rawValue: Int(values.removeValue(forKey: "IntervalDuration") ?? "1800") ?? 0)
        let history = values.removeValue(forKey: "HistoryLength").map { Int($0) }
        guard let interval, !blocks.isEmpty, !blocks.contains(nil),
            history.map({ $0.map(GreenButtonScope.lengths.contains) ?? false }) ?? true
        else { return nil }
        self.init(
            Set(blocks.compactMap(\.self)), interval, history: history.flatMap(\.self),
            others: values.map { "\($0)=\($1)" }.sorted())
    }

    /// Up to a century: longer than anything is kept.
    private static let lengths = 0...100 * 366 * 86_400

    package var description: String {
        let terms = ["FB=\(blocks.sorted().map(String.init).joined(separator: "_"))"]
        let own = ["IntervalDuration=\(interval.rawValue)"] + (history.map { ["HistoryLength=\($0)"] } ?? [])
        return (terms + own + others).joined(separator: ";")
    }

    /// Whether it asks for nothing that another does not.
    package func isWithin(_ other: GreenButtonScope) -> Bool {
        blocks.isSubset(of: other.blocks) && interval >= other.interval
            && (history ?? .max) <= (other.history ?? .max) && others == other.others
    }

    /// Narrowed to the granularity that a person consented to: without half-hourly data, to days.
    package func narrowed(to granularity: Granularity) -> GreenButtonScope {
        guard !granularity.contains(.halfHourly) else { return self }
        return GreenButtonScope(blocks, .day, history: history, others: others)
    }
}

extension Scope {
    /// What it asks of Green Button; nil where it asks nothing.
    package var greenButton: GreenButtonScope? { tokens.sorted().lazy.compactMap { GreenButtonScope($0) }.first }
}
