package import Access
package import Metering

/// An export that somebody asked for: curves of points, by month.
package struct ExportOrder: Hashable, Sendable, Codable {
    package let reader: ReadRequest.Reader
    package let points: [PointID]
    package let first: CivilDay
    package let last: CivilDay
    package let carrier: Carrier
    package let direction: Direction
    package let step: FigureStep
    /// What the parts that are done rest on: one ticket for each consent or occupancy.
    package private(set) var tickets: [GrantTicket] = []

    package init(
        by reader: ReadRequest.Reader, points: [PointID], days: ClosedRange<CivilDay>, carrier: Carrier,
        direction: Direction, step: FigureStep
    ) {
        self.reader = reader
        self.points = points
        first = days.lowerBound
        last = days.upperBound
        self.carrier = carrier
        self.direction = direction
        self.step = step
    }

    /// One point and the days of one month: one read.
    package struct Part: Hashable {
        let channel: Channel
        let days: ClosedRange<CivilDay>

        /// `14500000000001/2026-10`, with no sign of a partner's identifier that means something in a path.
        var name: String {
            let isSafe = { (letter: Character) in letter.isASCII && (letter.isLetter || letter.isNumber) }
            return String(channel.point.text.map { isSafe($0) ? $0 : "-" }) + "/"
                + String(days.lowerBound.description.prefix(7))
        }
    }

    /// How many parts there are, without making one.
    package var partCount: Int { points.count * monthCount }

    private var monthCount: Int {
        let (first, last) = (first.description.prefix(7), last.description.prefix(7))
        let month = { (text: Substring) in (Int(text.prefix(4)) ?? 0) * 12 + (Int(text.suffix(2)) ?? 0) }
        return month(last) - month(first) + 1
    }

    package var parts: [Part] {
        points.flatMap { point in
            months.map {
                Part(channel: Channel(point: point, carrier: carrier, direction: direction), days: $0)
            }
        }
    }

    private var months: [ClosedRange<CivilDay>] {
        var (months, day): ([ClosedRange<CivilDay>], CivilDay) = ([], first)
        while day <= last {
            let end = min(day.lastOfMonth, last)
            months.append(day...end)
            day = end.advanced(by: 1)
        }
        return months
    }

    package mutating func rest(on ticket: GrantTicket) {
        if !tickets.contains(where: { $0.hasBasis(of: ticket) }) { tickets.append(ticket) }
    }
}
