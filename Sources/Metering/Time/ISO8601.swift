/// A date and time read from a file: `2022-02-02T00:30:00+01:00`, `2022-02-02 00:30:00`, `2022-02-02T00:30:00.000Z`.
package struct ISOTimestamp: Hashable, Sendable {
    package let wallTime: WallTime
    /// Seconds to add to UTC, or nil where the text has no zone.
    package let offset: Int32?

    /// The moment, when the text has a zone.
    package var instant: Instant? {
        guard let offset else { return nil }
        return Instant(
            secondsSinceEpoch: Int64(wallTime.day.daysSinceEpoch) * 86_400 + Int64(wallTime.second) - Int64(offset))
    }

    /// Reads a timestamp that fills the whole text; fractions of a second are dropped.
    package init?(_ text: Span<UInt8>) {
        guard text.count >= 16, let day = CivilDay(iso: text.extracting(0..<10)) else { return nil }
        guard text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "), text[13] == UInt8(ascii: ":") else {
            return nil
        }
        guard let hour = text.digits(11..<13), let minute = text.digits(14..<16), minute < 60 else { return nil }
        var position = 16
        var second = 0
        if position < text.count, text[position] == UInt8(ascii: ":") {
            guard let value = text.digits(17..<19), value < 60 else { return nil }
            second = value
            position = 19
        }
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position += 1
            while position < text.count, text.digit(position) != nil { position += 1 }
        }
        let secondOfDay = hour * 3_600 + minute * 60 + second
        guard secondOfDay <= 86_400 else { return nil }
        guard case .some(let offset) = ISOTimestamp.offset(text, from: position) else { return nil }
        self.offset = offset
        wallTime = WallTime(day: day, second: Int32(secondOfDay))
    }

    package init?(_ text: String) { self.init(text.utf8.span) }

    /// The zone from a position on, as `Z`, `+01:00`, `+0100` (which `strftime` writes) or `+01`: nil when malformed,
    /// `.some(nil)` when the text ends there.
    private static func offset(_ text: Span<UInt8>, from position: Int) -> Int32?? {
        if position == text.count { return .some(nil) }
        if text[position] == UInt8(ascii: "Z") { return position + 1 == text.count ? .some(0) : nil }
        let isEast = text[position] == UInt8(ascii: "+")
        guard isEast || text[position] == UInt8(ascii: "-") else { return nil }
        let minutePlace: Int?
        switch text.count - position {
        case 6 where text[position + 3] == UInt8(ascii: ":"): minutePlace = position + 4
        case 5: minutePlace = position + 3
        case 3: minutePlace = nil
        default: return nil
        }
        guard let hours = text.digits(position + 1..<position + 3), hours < 15,
            let minutes = minutePlace.map({ text.digits($0..<$0 + 2) }) ?? 0, minutes < 60
        else { return nil }
        let seconds = Int32(hours * 3_600 + minutes * 60)
        return .some(isEast ? seconds : -seconds)
    }
}

extension CivilDay {
    /// Reads `2022-02-02`, and nothing else.
    package init?(iso text: Span<UInt8>) {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else { return nil }
        guard let year = text.digits(0..<4), let month = text.digits(5..<7), let day = text.digits(8..<10) else {
            return nil
        }
        self.init(year: year, month: month, day: day)
    }
}

extension Span<UInt8> {
    /// The value of a decimal digit, or nil.
    package func digit(_ position: Int) -> Int? {
        let value = self[position] &- 0x30
        return value < 10 ? Int(value) : nil
    }

    /// A run of at most 18 decimal digits as a number; nil where there is anything else, or the text is too short.
    package func digits(_ range: Range<Int>) -> Int? {
        guard range.upperBound <= count, range.count <= 18 else { return nil }
        var value = 0
        for position in range {
            guard let digit = digit(position) else { return nil }
            value = value * 10 + digit
        }
        return value
    }
}
