import Metering
import Web

/// The days of one page of a question.
struct DayPage {
    let days: ClosedRange<CivilDay>
    let next: String?

    init(_ all: ClosedRange<CivilDay>, of size: Int, _ call: Call) throws(Problem) {
        let first = try Cursor(call).map { cursor throws(Problem) in
            guard let day = CivilDay(cursor.place), all.contains(day) else { throw .badCursor }
            return day
        }
        let start = first ?? all.lowerBound
        let last = min(all.upperBound, start.advanced(by: size - 1))
        days = start...last
        next = last < all.upperBound ? Cursor.next(last.advanced(by: 1).description, for: call) : nil
    }
}
