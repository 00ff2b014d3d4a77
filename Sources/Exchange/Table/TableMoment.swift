import Metering

/// Reads dates and times as people and spreadsheets write them: `15/01/2026 00:30`, `2026-01-15T00:30:00+01:00`,
/// `15.1.2026`, and a time of its own beside a date.
struct TableMoment {
    private let zone: TableZone
    private let order: TableMapping.DateOrder

    init(_ mapping: TableMapping) {
        zone = TableZone(mapping.zone) ?? .legal
        order = mapping.dates
    }

    /// `time` belongs to a date without one.
    func read(_ date: String, time: String?) throws(RecordFault) -> WrittenMoment {
        let parts = split(date)
        guard let day = day(parts.date) else { throw fault(date) }
        // A date cell beside a time may end with its midnight; any other time says something else than its column.
        if let time, parts.rest.contains(where: { !"0:".contains($0) }), parts.rest != time {
            throw RecordFault(EnedisRule.timestamp, "'\(date.prefix(24))' has a time, and so has its column")
        }
        let written = time.map { $0[...] } ?? parts.rest
        if written.isEmpty { return try WrittenMoment("\(day)".utf8.span) }
        let clock = try self.clock(written)
        let text = "\(day)T\(clock.time)\(clock.zone)"
        return try WrittenMoment(text.utf8.span)
    }

    /// The month of a date, or of `2026-01` and `01/2026`.
    func month(_ text: String) throws(RecordFault) -> CivilDay {
        if day(split(text).date) != nil { return try read(text, time: nil).civilDay().firstOfMonth }
        let numbers = text.split(whereSeparator: { "/-.".contains($0) }).map(String.init)
        if numbers.count == 2, let first = Int(numbers[0]), let second = Int(numbers[1]) {
            let (year, month) = numbers[0].count == 4 ? (first, second) : (second, first)
            if let day = CivilDay(year: year, month: month, day: 1), CivilDay.accepted.contains(day) { return day }
        }
        throw fault(text)
    }

    private func split(_ text: String) -> (date: Substring, rest: Substring) {
        let place = text.firstIndex { $0 == " " || $0 == "T" || $0 == "\u{A0}" } ?? text.endIndex
        return (text[..<place], text[place...].dropFirst())
    }

    private func day(_ text: Substring) -> CivilDay? {
        let numbers = text.split(omittingEmptySubsequences: false) { "/-.".contains($0) }
        guard numbers.count == 3, numbers.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }) else { return nil }
        let values = numbers.compactMap { Int($0) }
        guard values.count == 3 else { return nil }
        if numbers[0].count == 4 { return CivilDay(year: values[0], month: values[1], day: values[2]) }
        // Two digits of a year say two centuries.
        guard numbers[2].count == 4 else { return nil }
        let (day, month) = order == .dayFirst ? (values[0], values[1]) : (values[1], values[0])
        return CivilDay(year: values[2], month: month, day: day)
    }

    /// The time in ISO 8601, and its zone where it, or the mapping, says one.
    private func clock(_ text: Substring) throws(RecordFault) -> (time: String, zone: String) {
        var rest = text
        guard let hour = rest.takeDigits(1...2), rest.take(from: ":hH"), let minute = rest.takeDigits(2...2) else {
            throw fault(String(text))
        }
        var second = "00"
        if rest.take(from: ":") {
            guard let written = rest.takeDigits(2...2) else { throw fault(String(text)) }
            second = written
            if rest.take(from: ".,"), rest.takeDigits(1...18) == nil { throw fault(String(text)) }
        }
        let time = "\(hour.count == 1 ? "0" : "")\(hour):\(minute):\(second)"
        rest = rest.drop { $0 == " " }
        if !rest.isEmpty {
            guard rest.wholeMatch(of: #/Z|[+-]\d{2}(?::?\d{2})?/#) != nil else { throw fault(String(text)) }
            return (time, String(rest))
        }
        guard case .fixed(let offset) = zone else { return (time, "") }
        return (time, offset)
    }

    private func fault(_ text: String) -> RecordFault {
        RecordFault(EnedisRule.timestamp, "'\(text.prefix(24))' is no date as this table writes them")
    }
}

extension WrittenMoment {
    /// The civil day that is meant where a day is wanted: the one written, or the one that a moment with its zone opens
    /// in Paris, also at the hour at which gas days begin. Any other moment with a zone opens no day; nor do 22:00 and
    /// 23:00 without one, at which the next day begins in UTC.
    func civilDay(orGasDay isGas: Bool = false) throws(RecordFault) -> CivilDay {
        guard case .time(let timestamp) = self else { return day }
        guard let instant = timestamp.instant else {
            guard ![79_200, 82_800].contains(timestamp.wallTime.second) else {
                throw RecordFault(
                    EnedisRule.timestamp, "an hour beside \(day) at which the next day begins in UTC: write its zone")
            }
            return day
        }
        let day = CivilDay(containing: instant)
        guard instant == day.start || isGas && instant == day.gasDayStart else {
            throw RecordFault(EnedisRule.timestamp, "\(instant.parisText) is the start of no day in Paris")
        }
        return day
    }

    /// The midnight that closes a date; a moment with its time as it is.
    var afterDay: WrittenMoment {
        guard case .midnight(let day) = self else { return self }
        return .midnight(day.advanced(by: 1))
    }
}

extension Substring {
    /// Takes so many digits from the beginning, as many as there are; nil where there are fewer.
    fileprivate mutating func takeDigits(_ counts: ClosedRange<Int>) -> String? {
        let digits = prefix(counts.upperBound).prefix { $0.isASCII && $0.isNumber }
        guard counts.contains(digits.count) else { return nil }
        self = dropFirst(digits.count)
        return String(digits)
    }

    fileprivate mutating func take(from characters: String) -> Bool {
        guard let first, characters.contains(first) else { return false }
        self = dropFirst()
        return true
    }
}
