import Metering

/// The written times of every interval of one civil day.
///
/// Made once and shared by all the points of the day: a file says the same 48 times thousands of times over.
struct DayStamps {
    /// Which end of an interval is written, and how (house standards, section 0.1).
    enum Style { case endWithOffset, localEnd, localStart }

    let day: CivilDay
    let step: Step
    private let texts: [[UInt8]]

    init(_ day: CivilDay, step: Step, style: Style) {
        self.day = day
        self.step = step
        let first = day.start
        texts = (0..<step.count(in: day)).map { index in
            let start = first.advanced(minutes: index * step.minutes)
            let end = start.advanced(minutes: step.minutes)
            return switch style {
            case .endWithOffset: Array(end.parisText.utf8)
            case .localEnd: DayStamps.local(end)
            case .localStart: DayStamps.local(start)
            }
        }
    }

    var count: Int { texts.count }

    subscript(index: Int) -> [UInt8] { texts[index] }

    /// `2026-10-25 02:30:00`: the zone is lost, only the order tells the two autumn hours apart.
    static func local(_ instant: Instant) -> [UInt8] {
        instant.parisText.utf8.prefix(19).map { $0 == UInt8(ascii: "T") ? UInt8(ascii: " ") : $0 }
    }
}
