import Metering

/// What a cell's format makes of its number.
enum CellFormat: Hashable {
    case number, date, time, dateTime

    /// Reads a number format. Sources: ECMA-376 part 1, 18.8.30 (`numFmtId` 14 to 22 and 45 to 47 are dates and times
    /// in every language, 27 to 36 and 50 to 58 in those of East Asia) and 18.8.31 (codes).
    init(id: Int, code: String?) {
        switch id {
        case 14...17, 27...31, 34...36, 50...54, 57, 58: self = .date
        case 18...21, 32, 33, 45...47, 55, 56: self = .time
        case 22: self = .dateTime
        default: self = code.map(CellFormat.init) ?? .number
        }
    }

    /// Letters of dates and times count outside of quotes, brackets and escapes; of several sections the first.
    private init(code: String) {
        var (letters, isQuoted, isBracketed, isEscaped) = (Set<Character>(), false, false, false)
        for character in code.lowercased() {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isQuoted = character != "\""
            } else if isBracketed {
                isBracketed = character != "]"
            } else {
                switch character {
                case "\"": isQuoted = true
                case "[": isBracketed = true
                case "\\", "_", "*": isEscaped = true
                case ";": if !letters.isEmpty { self = CellFormat(letters); return }
                default: letters.insert(character)
                }
            }
        }
        self = CellFormat(letters)
    }

    private init(_ letters: Set<Character>) {
        if letters.contains("0") && letters.contains("e") || letters.contains("#") { self = .number; return }
        let (hasDate, hasTime) = (!letters.isDisjoint(with: "dy"), !letters.isDisjoint(with: "hs"))
        switch (hasDate || letters.contains("m") && !hasTime, hasTime) {
        case (true, true): self = .dateTime
        case (true, false): self = .date
        case (false, true): self = .time
        case (false, false): self = .number
        }
    }
}

/// The day from which a workbook counts.
enum CellEpoch {
    /// Day 60 is 29 February 1900, which never was: from 1 March 1900 on, days count from 30 December 1899.
    case year1900
    case year1904

    private var first: CivilDay? {
        switch self {
        case .year1900: CivilDay(year: 1899, month: 12, day: 30)
        case .year1904: CivilDay(year: 1904, month: 1, day: 1)
        }
    }

    /// The text of a serial number: `2026-01-31`, `2026-01-31 00:30:00` or `00:30:00`. Nil where it is no day.
    ///
    /// A date without time is written with one where the number has one: the format hides it, the file says it.
    func text(_ serial: Double, as format: CellFormat) -> String? {
        guard let first, serial >= 0, serial < 110_000 else { return nil }
        let seconds = Int64((serial * 86_400).rounded())
        let (days, second) = (seconds / 86_400, Int(seconds % 86_400))
        let clock = CellEpoch.clock(second)
        if days == 0, format == .time { return clock }
        let day = first.advanced(by: Int(days))
        return format == .date && second == 0 ? day.description : "\(day) \(clock)"
    }

    private static func clock(_ second: Int) -> String {
        let parts = [second / 3_600, second / 60 % 60, second % 60]
        return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
