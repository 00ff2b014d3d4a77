import Metering

/// The rows below one date of an EDF export, in their order.
struct EDFDay {
    struct Row {
        let time: String
        let value: Int32
        let mark: Mark
        let line: UInt32

        var isMidnight: Bool { time == "00:00:00" }
    }

    let date: CivilDay
    var rows: [Row] = []

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
