import Metering

/// What a cell's format makes of its number.
enum CellFormat: Hashable {
    case number, date, time, dateTime
    /// Hours that go on past 24.
    case duration

    /// Reads a number format. Sources: ECMA-376 part 1, 18.8.30 (`numFmtId` 14 to 22 and 45 to 47 are dates and times
    /// in every language, 27 to 36 and 50 to 58 in those of East Asia) and 18.8.31 (codes).
    init(id: Int, code: String?) {
        switch id {
        case 14...17, 27...31, 34...36, 50...54, 57, 58: self = .date
        case 46: self = .duration
        case 18...21, 32, 33, 45, 47, 55, 56: self = .time
        case 22: self = .dateTime
        default: self = code.map { CellFormat(code: $0.lowercased()) } ?? .number
        }
    }

    /// What some programs write for no format of its own, in their language.
    private static let general = ["general", "standard", "standaard", "estandar", "estándar", "@"]

    /// Letters of dates and times count outside of quotes, brackets and escapes; of several sections the first. Where a
    /// place of a digit comes before any of them, they are words, as in `0.0 kWh`.
    private init(code: String) {
        var (letters, isQuoted, bracket, isEscaped) = (Set<Character>(), false, String?.none, false)
        if CellFormat.general.contains(code) { self = .number; return }
        for character in code {
            if isEscaped {
                isEscaped = false
            } else if isQuoted {
                isQuoted = character != "\""
            } else if let inside = bracket {
                bracket = character == "]" ? nil : inside + String(character)
                if character == "]", !inside.isEmpty, inside.allSatisfy({ "hms".contains($0) }) {
                    self = .duration
                    return
                }
            } else {
                switch character {
                case "\"": isQuoted = true
                case "[": bracket = ""
                case "\\", "_", "*": isEscaped = true
                case ";": if !letters.isEmpty { self = CellFormat(letters); return }
                case "0", "#", "?": if letters.isDisjoint(with: "ymdhs") { self = .number; return }
                default: letters.insert(character)
                }
            }
        }
        self = CellFormat(letters)
    }

    private init(_ letters: Set<Character>) {
        let (hasDate, hasTime) = (!letters.isDisjoint(with: "dy"), !letters.isDisjoint(with: "hs"))
        switch (hasDate || letters.contains("m") && !hasTime, hasTime) {
        case (true, true): self = .dateTime
        case (true, false): self = .date
        case (false, true): self = .time
        case (false, false): self = .number
        }
    }
}
