import Access
import Metering

/// What a token's Green Button scope narrows its reads to: `FB=4_5_15;IntervalDuration=3600;HistoryLength=34128000`.
///
/// Source: Green Button Alliance, *Green Button Connect My Data Implementation Agreement*, scope strings.
struct GreenButtonScope {
    /// The step that is read: half an hour, or an hour where the scope says so.
    let step: FigureStep
    /// How far back, in days.
    let history: Int?

    /// Throws where the scope asks for a step that is not given here.
    init(_ scope: Scope) throws(Problem) {
        let words = scope.words.filter { $0.hasPrefix("FB=") }.sorted()
        var values: [Substring: Substring] = [:]
        for term in words.first?.split(separator: ";") ?? [] {
            let sides = term.split(separator: "=", maxSplits: 1)
            if sides.count == 2 { values[sides[0]] = sides[1] }
        }
        switch values["IntervalDuration"] {
        case nil, "1800": step = .halfHour
        case "3600": step = .hour
        default: throw .insufficientScope("IntervalDuration=1800")
        }
        history = values["HistoryLength"].flatMap { Int($0) }.map { $0 / 86_400 }
    }

    /// The days of a question that the scope lets be read; nil where none is.
    func clip(_ days: ClosedRange<CivilDay>, now: Instant) -> ClosedRange<CivilDay>? {
        guard let history else { return days }
        let first = max(days.lowerBound, CivilDay(containing: now).advanced(by: -history))
        return first <= days.upperBound ? first...days.upperBound : nil
    }
}
