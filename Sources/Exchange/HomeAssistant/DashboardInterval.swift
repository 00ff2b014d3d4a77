import Metering

/// The interval of a column of the energy dashboard, of which the header says the start alone.
struct DashboardInterval {
    let start: WrittenMoment
    let end: WrittenMoment

    /// The columns of a header: hours, or parts of them, where two follow one another so; days or months where all
    /// begin at midnights in Paris.
    static func columns(_ names: ArraySlice<String>, line: UInt32) throws(FlowError) -> [DashboardInterval] {
        var starts: [Instant] = []
        for name in names {
            guard let start = ISOTimestamp(name.utf8.span)?.instant, Instant.accepted.contains(start),
                starts.last.map({ $0 < start }) ?? true
            else {
                throw .malformed(line: line, detail: "'\(name.prefix(24))' is no moment in UTC after the one before it")
            }
            starts.append(start)
        }
        guard let shortest = zip(starts.dropFirst(), starts).map({ $0.seconds(since: $1) }).min() else {
            throw .malformed(line: line, detail: "one column of values: how long it lasts is not told; export several")
        }
        do throws(RecordFault) {
            var columns: [DashboardInterval] = []
            for start in starts {
                guard let end = end(of: start, shortest: shortest, all: starts) else {
                    throw RecordFault(EnedisRule.step, "\(start.parisText)")
                }
                columns.append(DashboardInterval(start: try moment(start), end: try moment(end)))
            }
            return columns
        } catch {
            throw .malformed(
                line: line, detail: "the columns begin at no hours, days or months of Paris: \(error.detail)")
        }
    }

    private static func end(of start: Instant, shortest: Int64, all: [Instant]) -> Instant? {
        if let step = Step.allCases.first(where: { $0.seconds == shortest }) {
            return start.secondsSinceEpoch % shortest == 0 ? start.advanced(minutes: step.minutes) : nil
        }
        let day = CivilDay(containing: start)
        guard shortest >= 23 * 3_600, start == day.start else { return nil }
        let areMonths =
            shortest >= 28 * 86_400 - 3_600 && all.allSatisfy { CivilDay(containing: $0).components.day == 1 }
        return areMonths ? day.lastOfMonth.end : day.end
    }

    private static func moment(_ instant: Instant) throws(RecordFault) -> WrittenMoment {
        try WrittenMoment(instant.parisText.utf8.span)
    }
}
