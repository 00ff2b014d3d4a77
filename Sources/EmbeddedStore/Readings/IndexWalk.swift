import Metering
import Store

/// Goes through the indexes of a group, channel by channel, and says which of them answer.
///
/// One is set aside where the connection cannot carry what would have flowed between it and its neighbours in time, and
/// it goes with neither of them. It stays where it goes with the one beyond a neighbour that does not: then the
/// neighbour is the odd one. At an end there is one neighbour only: it is believed where it goes with the next. So of
/// two readings neither is set aside, and a used meter that takes another's place counts from its second reading on. A
/// fall alone sets nothing aside: it may be a new meter.
///
/// Neighbours are what ranks first at their instants, whether it was set aside or not: the verdict rests on four
/// readings around each, on no other verdict, and so on no order of arrival.
struct IndexWalk {
    /// Two that are judged beside one that came, and two that they are judged by.
    static let reach = 4
    private static let judged = 2

    private struct Position {
        let moment: ReadingRun.Moment
        let first: KnownReading
        var answer: KnownReading?
        let isOfGroup: Bool
        let isOwn: Bool
    }

    private let history: IndexHistory
    private let passage: (UInt32, KnownReading, KnownReading) throws -> IndexPassage
    private let found: (IndexInTime) throws -> Void
    private var channel: UInt32?
    private var positions: [Position] = []
    /// What the import has to write, in the order of channel and instant.
    private(set) var verdicts: [PagedReading] = []
    /// Readings of the import itself that were set aside.
    private(set) var ownSetAside = 0

    init(
        _ history: IndexHistory,
        _ passage: @escaping (UInt32, KnownReading, KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) {
        self.history = history
        self.passage = passage
        self.found = found
    }

    mutating func judge() throws {
        let run = history.run
        try run.forEachMoment { moment in
            let reading = moment.first.reading
            guard reading.mark.quality != .missing else { return }
            if reading.channel != channel {
                try judgeChannel()
                channel = reading.channel
                positions.removeAll(keepingCapacity: true)
            }
            let rows = run.rows[moment.rows]
            positions.append(
                Position(
                    moment: moment, first: run.known(moment.first), answer: moment.answer.map(run.known),
                    isOfGroup: rows.contains(where: history.isOfGroup), isOwn: rows.contains(where: history.isOwn)))
        }
        try judgeChannel()
    }

    private mutating func judgeChannel() throws {
        var next = 0
        for place in positions.indices where positions[place].isOfGroup {
            next = max(next, place - IndexWalk.judged)
            while next <= min(place + IndexWalk.judged, positions.count - 1) {
                try settle(next)
                next += 1
            }
        }
        if next > 0 { try tellPairs() }
    }

    // MARK: the verdict

    /// Lets the statement answer that ranks first of those that fit.
    private mutating func settle(_ place: Int) throws {
        let rows = history.run.rows[positions[place].moment.rows]
        if let only = rows.first, rows.count == 1 {
            positions[place].answer = try judge(only, at: place)
            return
        }
        var statements = Statements()
        statements.fill(rows)
        positions[place].answer = nil
        for row in statements.ranked where row.reading.mark.quality != .missing {
            positions[place].answer = try judge(row, at: place)
            if positions[place].answer != nil { return }
        }
    }

    /// The reading of a row where it fits.
    private mutating func judge(_ row: ReadingRun.Row, at place: Int) throws -> KnownReading? {
        let reading = history.run.known(row)
        let opponent = try opponent(of: reading, at: place)
        if row.reading.answers != (opponent == nil) { try change(row, at: place, opponent) }
        return opponent == nil ? reading : nil
    }

    private mutating func change(
        _ row: ReadingRun.Row, at place: Int, _ opponent: KnownReading?
    ) throws {
        var reading = row.reading
        reading.answers.toggle()
        verdicts.append(reading)
        if opponent != nil, history.isOwn(row) { ownSetAside += 1 }
        if opponent == nil, history.isOwn(row) { return }
        let neighbour = opponent ?? first(place - 1) ?? first(place + 1)
        try tell(opponent == nil ? .countsAgain : .setAside, history.run.known(row), neighbour)
    }

    /// The neighbour that speaks against a reading; nil of one that answers.
    private func opponent(of reading: KnownReading, at place: Int) throws -> KnownReading? {
        let left = try first(place - 1).map { try pass($0, reading) }
        if left == .possible { return nil }
        let right = try first(place + 1).map { try pass(reading, $0) }
        if right == .possible || left != .tooMuch && right != .tooMuch { return nil }
        let sides = try [-1, 1].compactMap { try side(of: reading, at: place, towards: $0) }
        if sides.contains(where: { $0.isNeighbourOdd || sides.count == 1 && !$0.isNeighbourBelieved }) { return nil }
        return first(left == .tooMuch ? place - 1 : place + 1)
    }

    /// What the reading beyond a neighbour says of it.
    private struct Side {
        /// It goes with the neighbour.
        var isNeighbourBelieved = false
        /// It goes with the reading that is judged, and not with the neighbour.
        var isNeighbourOdd = false
    }

    private func side(
        of reading: KnownReading, at place: Int, towards step: Int
    ) throws -> Side? {
        guard let neighbour = first(place + step) else { return nil }
        guard let beyond = first(place + 2 * step) else { return Side() }
        let isBelieved = try step < 0 ? pass(beyond, neighbour) == .possible : pass(neighbour, beyond) == .possible
        let fits = try step < 0 ? pass(beyond, reading) == .possible : pass(reading, beyond) == .possible
        return Side(isNeighbourBelieved: isBelieved, isNeighbourOdd: fits && !isBelieved)
    }

    private func first(_ place: Int) -> KnownReading? {
        positions.indices.contains(place) ? positions[place].first : nil
    }

    private func pass(
        _ opening: KnownReading, _ closing: KnownReading
    ) throws -> IndexPassage {
        try channel.map { try passage($0, opening, closing) } ?? .possible
    }

    // MARK: what is told

    /// Tells of readings that answer, one after the other, and do not go together.
    private func tellPairs() throws {
        var earlier: Position?
        for later in positions {
            guard let closing = later.answer else { continue }
            if let opening = earlier?.answer, later.isOfGroup || earlier?.isOfGroup == true && !later.isOwn {
                switch try pass(opening, closing) {
                case .possible: break
                case .falls: try tell(.falls, closing, opening)
                case .tooMuch: try tell(.doubted, closing, opening)
                }
            }
            earlier = later
        }
    }

    private func tell(
        _ finding: IndexInTime.Finding, _ reading: KnownReading, _ neighbour: KnownReading?
    ) throws {
        guard let channel else { return }
        try found(
            IndexInTime(
                finding: finding, register: history.register, channel: channel, reading: reading,
                neighbour: neighbour))
    }
}
