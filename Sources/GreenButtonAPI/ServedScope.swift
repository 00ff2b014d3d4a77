import Access
import Metering
import Web

extension GreenButtonScope {
    /// The function blocks that are served: common parts (1), Connect My Data (3), interval metering (4) of electricity
    /// (5), gas (10) and water (11), security (13), authorization (14), bulk (35),
    /// notifications (39).
    private static let served: Set<Int> = [1, 3, 4, 5, 10, 11, 13, 14, 35, 39]

    /// The widest word of each interval, as the metadata list them.
    static let all = Interval.allCases.map { GreenButtonScope(blocks: served, interval: $0).description }

    /// The step that is read.
    var step: FigureStep {
        switch interval {
        case .halfHour: .halfHour
        case .hour: .hour
        case .day: .day
        }
    }

    /// The days of a question that the scope lets be read; nil where none is.
    func clip(_ days: ClosedRange<CivilDay>, now: Instant) -> ClosedRange<CivilDay>? {
        guard let history else { return days }
        let first = max(days.lowerBound, CivilDay(containing: now).advanced(by: -history / 86_400))
        return first <= days.upperBound ? first...days.upperBound : nil
    }
}
