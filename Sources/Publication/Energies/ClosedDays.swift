import Disclosure
import Metering
import Store

/// What closed days, and what imports changed of them since: read once for each day.
struct ClosedDays {
    /// Which closings count.
    struct Asked {
        /// Those of when the figure of this number was judged; nil: those of now.
        var beforeFigure: Int64?
        /// The import at which channels are closed that no figure closed; nil: they are not.
        var others: Revision?
    }

    /// The closings of one day.
    struct Day {
        fileprivate(set) var closings: [DayClosing] = []
        fileprivate(set) var others: Revision?
        /// What imports changed after the first closing.
        fileprivate var changes: [(revision: Revision, channels: ClosedRange<UInt32>)] = []

        /// Nil where nothing of the day is closed.
        var isEstimating: Bool? { closings.first?.isEstimating }

        /// Whether anything came since a part of it was closed.
        var hasChanges: Bool { !changes.isEmpty }

        /// The channels that are closed, ascending, by import: of those that are asked for, up to the highest number.
        func closed(among asked: ChannelNumbers, highest: UInt32) -> [(horizon: Revision, channels: [UInt32])] {
            var isClosed = [Bool](repeating: false, count: asked.count ?? Int(highest) + 1)
            var parts: [(horizon: Revision, channels: [UInt32])] = []
            func close(_ numbers: some Sequence<UInt32>, at horizon: Revision) {
                let channels = numbers.filter { number in
                    guard let place = asked.place(of: number), place < isClosed.count, !isClosed[place] else {
                        return false
                    }
                    isClosed[place] = true
                    return true
                }
                if !channels.isEmpty { parts.append((horizon, channels)) }
            }
            for closing in closings.reversed() { close(closing.channels.points, at: closing.horizon) }
            if let others { close(isClosed.indices.lazy.map(asked.number), at: others) }
            return parts
        }

        /// Of ascending channels those of which something may have come after an import. More may be named than
        /// changed, never less.
        func changed(_ channels: [UInt32], after horizon: Revision) -> [UInt32] {
            let ranges = changes.filter { $0.revision > horizon }.map(\.channels)
                .sorted { $0.lowerBound < $1.lowerBound }
            var (place, reach) = (0, Int64(-1))
            return channels.filter { channel in
                while place < ranges.count, ranges[place].lowerBound <= channel {
                    reach = max(reach, Int64(ranges[place].upperBound))
                    place += 1
                }
                return Int64(channel) <= reach
            }
        }
    }

    private let office: ReleaseOffice
    private let known: Known
    private let asked: Asked
    private var days: [CivilDay: Day] = [:]

    init(_ office: ReleaseOffice, _ known: Known, _ asked: Asked = Asked()) {
        (self.office, self.known, self.asked) = (office, known, asked)
    }

    /// Costs what closed the days of a period, and the ranges that later imports changed: reads those that are not read
    /// yet.
    mutating func read(_ period: ClosedRange<CivilDay>) throws {
        let unread = period.all.filter { days[$0] == nil }
        guard let first = unread.first, let last = unread.last else { return }
        let closings = Dictionary(
            grouping: try office.releases.closings(of: first...last, before: asked.beforeFigure), by: \.day)
        let earliest = (closings.values.joined().map(\.horizon) + [asked.others].compactMap { $0 }).min()
        var changes: [CivilDay: [(revision: Revision, channels: ClosedRange<UInt32>)]] = [:]
        if let earliest, earliest < known.horizon {
            try office.measures.forEachChange(of: .all, in: first...last, after: earliest, known) { revision, range in
                for day in range.days.all { changes[day, default: []].append((revision, range.channels)) }
            }
        }
        for day in unread {
            days[day] = Day(closings: closings[day] ?? [], others: asked.others, changes: changes[day] ?? [])
        }
    }

    mutating func day(_ day: CivilDay) throws -> Day {
        if let known = days[day] { return known }
        try read(day...day)
        return days[day] ?? Day()
    }
}
