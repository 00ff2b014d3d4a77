package import Metering

/// A statement of an index to be judged, or one that others are judged by.
package struct IndexStatement: ReadingStatement {
    package let reading: KnownReading
    package var answers: Bool
    /// Whether the import that is judged brought it.
    package let isOwn: Bool
    /// Whether it is of the part of the import that is judged now.
    package let isOfPart: Bool

    package init(_ reading: KnownReading, answers: Bool, isOwn: Bool, isOfPart: Bool) {
        self.reading = reading
        self.answers = answers
        self.isOwn = isOwn
        self.isOfPart = isOfPart
    }

    package var value: Int64 { reading.value }
    package var mark: Mark { reading.mark }
}

/// Goes through the indexes of one register, channel by channel, and says which of them answer.
///
/// One is set aside where the connection cannot carry what would have flowed between it and its neighbours in time, and
/// it goes with neither of them. It stays where it goes with the one beyond a neighbour that does not: then the
/// neighbour is the odd one. At an end there is one neighbour only: it is believed where it goes with the next. So of
/// two readings neither is set aside, and a used meter that takes another's place counts from its second reading on. A
/// fall alone sets nothing aside: it may be a new meter.
///
/// Neighbours are what ranks first at their instants, whether it was set aside or not: the verdict rests on four
/// readings around each, on no other verdict, and so on no order of arrival.
///
/// Judged are the statements of a part of an import (`IndexStatement.isOfPart`) and two instants on either side of
/// each. An engine that keeps readings by month judges month by month; one part that is all of the import tells the
/// same.
package struct IndexWalk {
    /// How many instants on either side of a part have to be given: two that are judged beside one that came, and two
    /// that they are judged by.
    package static let reach = 4
    private static let judged = 2

    /// Whether a statement answers from now on.
    package struct Verdict: Sendable {
        package let channel: UInt32
        package let reading: KnownReading
        package let answers: Bool
    }

    /// What is said of a channel at one instant.
    private struct Position {
        let statements: Range<Int>
        let first: KnownReading
        var answer: KnownReading?
        let isOfPart: Bool
        let isOwn: Bool
    }

    private let register: Register
    private let passage: (UInt32, KnownReading, KnownReading) throws -> IndexPassage
    private let found: (IndexInTime) throws -> Void
    private var channel: UInt32 = 0
    private var statements: [IndexStatement] = []
    private var positions: [Position] = []
    /// What the import has to write, in the order of channel and instant where channels are judged in their order.
    package private(set) var verdicts: [Verdict] = []
    /// Statements of the import itself that were set aside.
    package private(set) var ownSetAside = 0

    package init(
        of register: Register, _ passage: @escaping (UInt32, KnownReading, KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) {
        self.register = register
        self.passage = passage
        self.found = found
    }

    /// Judges one channel. Precondition: the statements are in the order of their instants, those of one instant in the
    /// order of their arrival.
    package mutating func judge(_ channel: UInt32, _ statements: [IndexStatement]) throws {
        self.channel = channel
        self.statements = statements
        // Whoever gave them may fill them anew without a copy.
        defer { self.statements = [] }
        placeStatements()
        var next = 0
        for place in positions.indices where positions[place].isOfPart {
            next = max(next, place - IndexWalk.judged)
            while next <= min(place + IndexWalk.judged, positions.count - 1) {
                try settle(next)
                next += 1
            }
        }
        if next > 0 { try tellPairs() }
    }

    /// A position for each instant that something is said of, holes aside.
    private mutating func placeStatements() {
        positions.removeAll(keepingCapacity: true)
        var start = 0
        while start < statements.count {
            var end = start + 1
            while end < statements.count, statements[end].reading.at == statements[start].reading.at { end += 1 }
            let said = statements[start..<end]
            let distinct = said.count == 1 ? nil : Statements(said)
            let first = distinct?.first ?? statements[start]
            let answer = distinct.map(\.answer) ?? (first.answers ? first : nil)
            if first.mark.quality != .missing {
                positions.append(
                    Position(
                        statements: start..<end, first: first.reading, answer: answer?.reading,
                        isOfPart: said.contains { $0.isOfPart }, isOwn: said.contains { $0.isOwn }))
            }
            start = end
        }
    }

    // MARK: the verdict

    /// Lets the statement answer that ranks first of those that fit.
    private mutating func settle(_ place: Int) throws {
        let said = statements[positions[place].statements]
        if let only = said.first, said.count == 1 {
            positions[place].answer = try judge(only, at: place)
            return
        }
        positions[place].answer = nil
        for statement in Statements(said).ranked where statement.mark.quality != .missing {
            positions[place].answer = try judge(statement, at: place)
            if positions[place].answer != nil { return }
        }
    }

    /// The reading of a statement where it fits.
    private mutating func judge(_ statement: IndexStatement, at place: Int) throws -> KnownReading? {
        let opponent = try opponent(of: statement.reading, at: place)
        if statement.answers != (opponent == nil) { try change(statement, at: place, opponent) }
        return opponent == nil ? statement.reading : nil
    }

    private mutating func change(
        _ statement: IndexStatement, at place: Int, _ opponent: KnownReading?
    ) throws {
        verdicts.append(Verdict(channel: channel, reading: statement.reading, answers: opponent == nil))
        if opponent != nil, statement.isOwn { ownSetAside += 1 }
        if opponent == nil, statement.isOwn { return }
        let neighbour = opponent ?? first(place - 1) ?? first(place + 1)
        try tell(opponent == nil ? .countsAgain : .setAside, statement.reading, neighbour)
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

    private func pass(_ opening: KnownReading, _ closing: KnownReading) throws -> IndexPassage {
        try passage(channel, opening, closing)
    }

    // MARK: what is told

    /// Tells of readings that answer, one after the other, and do not go together.
    private func tellPairs() throws {
        var earlier: Position?
        for later in positions {
            guard let closing = later.answer else { continue }
            if let opening = earlier?.answer, later.isOfPart || earlier?.isOfPart == true && !later.isOwn {
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
        try found(
            IndexInTime(
                finding: finding, register: register, channel: channel, reading: reading, neighbour: neighbour))
    }
}
