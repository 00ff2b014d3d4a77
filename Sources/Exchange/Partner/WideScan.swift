import Metering

/// A piece of a wide exchange file, read on any thread: days in columns, and the lines that want a careful look.
struct WideScan: Sendable {
    enum Part: Sendable {
        case days(DayColumns)
        case totals(RegisterBatch)
        /// A line that is not fourteen digits, a date and whole numbers: where it is in the piece, without its end.
        case line(Range<Int>, number: UInt32)
    }

    private(set) var parts: [Part] = []
    /// Lines of the file up to the end of the piece.
    private(set) var lineCount: UInt32

    private let settings: WideSettings
    private let columnCount: Int
    private var days: DayColumns?
    private var totals: RegisterBatch?
    /// The date of the line before, as it is written, and what it means: files hold one day, or few.
    private var dateText: [UInt8] = []
    private var day = CivilDay(daysSinceEpoch: 0)
    private var midnight = CivilDay(daysSinceEpoch: 0).start
    private var minutes = 0

    /// The piece stands after so many lines of its file.
    init(_ piece: [UInt8], _ settings: WideSettings, columnCount: Int, after lines: UInt32 = 0) {
        lineCount = lines
        self.settings = settings
        self.columnCount = columnCount
        let cells = WideCells()
        let bytes = piece.span
        var start = 0
        while start < bytes.count {
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? bytes.count
            lineCount &+= 1
            let isCRLF = end > start && bytes[end - 1] == UInt8(ascii: "\r")
            let line = start..<(isCRLF ? end - 1 : end)
            if !takeWhole(bytes.extracting(line), cells) {
                closeDays()
                parts.append(.line(line, number: lineCount))
            }
            start = end + 1
        }
        closeDays()
    }

    /// Takes a line that is plain throughout; false for any other.
    private mutating func takeWhole(_ line: Span<UInt8>, _ cells: WideCells) -> Bool {
        let separator = UInt8(ascii: ";")
        guard settings.unit.isKept, settings.mark == .measured, line.count > 26, line[14] == separator,
            line[25] == separator, let digits = line.digits(0..<14), readDate(line.extracting(15..<25))
        else { return false }
        if columnCount == 1 { return takeTotal(line, digits) }
        guard let count = cells.readWhole(line, from: 26), count == columnCount,
            let step = Step.allCases.first(where: { minutes == count * $0.minutes })
        else { return false }
        let unit = settings.unit.unit
        if days?.step != step || days?.valuesPerDay != count { closeDays() }
        if days == nil {
            days = DayColumns(step: step, unit: unit, valuesPerDay: count)
            days?.reserve(PieceReader<WideScan>.pieceSize / (27 + 3 * count))
        }
        let key = ChannelKey(digits: UInt64(digits), carrier: settings.carrier, direction: settings.direction)
        days?.append(key, day, line: lineCount, cells.whole(count))
        return true
    }

    /// Takes the one value of a line as the energy of its day; a mean power would have to be multiplied first.
    private mutating func takeTotal(_ line: Span<UInt8>, _ digits: Int) -> Bool {
        guard settings.unit.unit != .watt, let total = line.digits(26..<line.count).map({ Int64($0) }),
            WrittenUnit.registerValues.contains(total)
        else { return false }
        if totals == nil {
            totals = RegisterBatch()
            totals?.reserve(PieceReader<WideScan>.pieceSize / 30)
        }
        guard let register = totals?.place(of: .dailyEnergy) else { return false }
        let key = ChannelKey(digits: UInt64(digits), carrier: settings.carrier, direction: settings.direction)
        totals?.append(key, register: register, at: midnight, total, line: lineCount)
        return true
    }

    private mutating func closeDays() {
        if let days { parts.append(.days(days)) }
        if let totals { parts.append(.totals(totals)) }
        (days, totals) = (nil, nil)
    }

    private mutating func readDate(_ text: Span<UInt8>) -> Bool {
        if text.equals(dateText.span) { return true }
        guard let day = CivilDay(iso: text), CivilDay.accepted.contains(day) else { return false }
        (self.day, midnight, minutes) = (day, day.start, day.minutes)
        dateText = text.copied
        return true
    }
}
