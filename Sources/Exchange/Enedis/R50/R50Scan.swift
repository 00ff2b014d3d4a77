import Metering

/// A piece of an R50 document that holds whole `PRM` elements, read on any thread: plain days in columns, and the
/// elements that want the XML parser.
///
/// Plain is an element of which every byte is what Enedis writes for whole measured days: its tags in the XSD's order,
/// a PRM of fourteen digits, every half-hour of the day in its order with a whole number and `IV` 0. Of such bytes
/// well-formedness is known without a parser. Whatever else comes is left to it.
struct R50Scan: Sendable {
    enum Part: Sendable {
        case days(DayColumns)
        /// An element that is not plain: where it is in the piece.
        case element(Range<Int>)
        /// Line ends of plain elements, which the parser's count of lines needs.
        case lineEnds(UInt32)
        /// From here on nothing is plain: between two elements, or in one, is what could hide tags.
        case rest(Range<Int>)
    }

    private(set) var parts: [Part] = []
    /// Lines of the document before the piece.
    private let lineCount: UInt32
    private var days: DayColumns?
    private var lineEnds: UInt32 = 0
    private var stamps: DayStamps?
    private var values: [Int32] = []

    /// The piece stands after so many lines of its document.
    init(_ piece: [UInt8], after lines: UInt32) {
        lineCount = lines
        piece.withUnsafeBytes { bytes in
            var cursor = TagCursor(bytes)
            while true {
                cursor.skipBlanks()
                if cursor.isAtEnd { break }
                let start = cursor.position
                let line = cursor.line
                if takeElement(&cursor) { continue }
                close(line - lineEnds)
                lineEnds = line
                cursor.move(to: start, line: line)
                guard cursor.takeUnread(through: "</PRM>") else {
                    parts.append(.rest(start..<piece.count))
                    return
                }
                parts.append(.element(start..<cursor.position))
                lineEnds = cursor.line
            }
            close(cursor.line - lineEnds)
        }
    }

    /// Ends the columns, and tells of the line ends since the last part.
    private mutating func close(_ ends: UInt32) {
        if let days, days.count > 0 { parts.append(.days(days)) }
        if ends > 0 { parts.append(.lineEnds(ends)) }
        days = nil
    }

    /// Takes a plain element whole; else nothing of it is kept.
    private mutating func takeElement(_ cursor: inout TagCursor) -> Bool {
        guard cursor.takeTag("<PRM>"), cursor.takeTag("<Id_PRM>"), let digits = cursor.takeDigits(14),
            cursor.take("</Id_PRM>")
        else { return false }
        let key = ChannelKey(digits: digits, carrier: .electricity, direction: .extraction)
        // Counts, not the columns themselves: held twice, they would be copied with each day.
        let (partCount, dayCount) = (parts.count, days?.count)
        var isPlain = true
        while isPlain, cursor.takeTag("<Donnees_Releve>") { isPlain = takeDay(of: key, &cursor) }
        if isPlain, cursor.takeTag("</PRM>") { return true }
        if parts.count > partCount {
            if case .days(let earlier) = parts[partCount] { days = earlier }
            parts.removeLast(parts.count - partCount)
        }
        if let dayCount { days?.keep(first: dayCount) } else { days = nil }
        return false
    }

    private mutating func takeDay(of key: ChannelKey, _ cursor: inout TagCursor) -> Bool {
        guard cursor.takeTag("<Date_Releve>"), let day = cursor.takeDate(), CivilDay.accepted.contains(day),
            cursor.take("</Date_Releve>")
        else { return false }
        if cursor.takeTag("<Id_Affaire>"), !cursor.takePlainText(before: "</Id_Affaire>") { return false }
        // Files hold one day, or few.
        if stamps?.day != day { stamps = DayStamps(day, step: .minutes30, style: .endWithOffset) }
        guard let stamps else { return false }
        cursor.skipBlanks()
        let line = lineCount &+ cursor.line &+ 1
        values.removeAll(keepingCapacity: true)
        for index in 0..<stamps.count {
            guard cursor.takeTag("<PDC>"), cursor.takeTag("<H>"), cursor.take(stamps[index]), cursor.take("</H>"),
                cursor.takeTag("<V>"), let watts = cursor.takeNumber(), cursor.take("</V>"), cursor.takeTag("<IV>"),
                cursor.take("0"), cursor.take("</IV>"), cursor.takeTag("</PDC>")
            else { return false }
            values.append(watts)
        }
        guard cursor.takeTag("</Donnees_Releve>") else { return false }
        if days?.valuesPerDay != stamps.count {
            if let days { parts.append(.days(days)) }
            days = DayColumns(step: .minutes30, unit: .watt, valuesPerDay: stamps.count)
            days?.reserve(PieceReader<R50Scan>.pieceSize / (60 * stamps.count))
        }
        days?.append(key, day, line: line, values[...])
        return true
    }
}
