import Metering

/// The rows below one date of an EDF export, in their order.
struct EDFDay {
    struct Row {
        let time: String
        let value: Int32
        let mark: Mark
        let line: UInt32

        var isMidnight: Bool { time == "00:00:00" }

        /// Minutes since midnight. Precondition: the time is a half-hour's, `HH:MM:SS`.
        fileprivate var minutes: Int64 {
            let digits = time.utf8.map { Int64($0) - 0x30 }
            return (digits[0] * 10 + digits[1]) * 60 + digits[3] * 10 + digits[4]
        }
    }

    let date: CivilDay
    private(set) var rows: [Row] = []
    private var order = PortalRowOrder()

    init(date: CivilDay) { self.date = date }

    /// Takes the next row; false where its time turns back, as below a date whose line was lost: it is of another day.
    mutating func take(_ row: Row) -> Bool {
        guard row.isMidnight || order.follows(row.minutes * 60) else { return false }
        rows.append(row)
        return true
    }

    /// Gives back the midnights at the end: below a turn of the times, they may be of the day that is not told.
    mutating func dropLastMidnights() -> [Row] {
        let last = rows.reversed().prefix(while: \.isMidnight)
        rows.removeLast(last.count)
        return last.reversed()
    }

    /// Whether its times go forward; nil where there are too few to tell.
    var isForward: Bool? {
        let times = rows.filter { !$0.isMidnight }.map(\.time)
        return times.count > 1 ? times[0] < times[times.count - 1] : nil
    }

    /// Of each row, whether it is a midnight that closes the date; the other midnight opens it. Nil of one that cannot
    /// be told.
    ///
    /// `isForward` is how the days around it go, `isClosing` what all midnights of the file are that have times beside
    /// them.
    func closings(isForward: Bool?, isClosing: Bool?) -> [Bool?] {
        guard let firstOther = rows.firstIndex(where: { !$0.isMidnight }) else { return rows.map { _ in isClosing } }
        return rows.indices.map { place in
            guard rows[place].isMidnight else { return false }
            return isForward.map { (place < firstOther) != $0 }
        }
    }
}

extension [EDFDay] {
    /// Of each day, how it goes: as its own times do, or those of a day before it, or after; else as the dates do.
    var directions: [Bool?] {
        let known = map(\.isForward)
        let order = Set(zip(self, dropFirst()).map { $0.date < $1.date })
        let byDates = order.count == 1 ? order.first : nil
        return indices.map { place in
            known[...place].last { $0 != nil } ?? known[place...].first { $0 != nil } ?? byDates
        }
    }

    /// What the midnights are that have times beside them, where all are the same.
    func commonClosing(_ directions: [Bool?]) -> Bool? {
        let told = zip(self, directions).flatMap { day, isForward in
            zip(day.rows, day.closings(isForward: isForward, isClosing: nil)).filter { $0.0.isMidnight }.compactMap(\.1)
        }
        let all = Set(told)
        return all.count == 1 ? all.first : nil
    }
}
