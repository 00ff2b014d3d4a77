import Metering
import Services
import Web

/// A person's own use as a file, for a spreadsheet in their language or for a program.
///
/// A line for each interval, day or month, in order, none left out; what is missing has an empty value and a word.
///
/// | | spreadsheet, French | spreadsheet, English | program |
/// |---|---|---|---|
/// | between columns | `;` | `,` | `,` |
/// | decimal sign | comma | point | – |
/// | amounts | kWh, l or m³ | the same | whole Wh or l |
/// | times | local, and the offset from UTC | the same | ISO 8601 with offset |
/// | byte order mark | yes | yes | no |
///
/// Lines end in CR LF (RFC 4180).
enum UseCSV {
    enum Profile: String, CaseIterable {
        case spreadsheet, program
    }

    static func text(_ chart: UseChart, _ profile: Profile) -> String {
        switch profile {
        case .spreadsheet: spreadsheet(chart)
        case .program: program(chart.use)
        }
    }

    private static func spreadsheet(_ chart: UseChart) -> String {
        let (words, amounts) = (chart.words, chart.amounts)
        let separator = words.say(";", ",")
        var lines = [
            [
                words.say("début", "start"), words.say("fin", "end"), words.say("écart à UTC", "offset from UTC"),
                amounts.unit.symbol, words.say("qualité", "quality"),
                "\(words.dates.short(chart.use.period.compared)), \(amounts.unit.symbol)",
            ]
        ]
        lines += chart.use.slots.map { cells(of: $0, chart) }
        let text = lines.map { line in line.map { quoted($0, separator) }.joined(separator: separator) }
        return "\u{FEFF}" + text.joined(separator: lineEnd) + lineEnd
    }

    private static func cells(of slot: UseSlot, _ chart: UseChart) -> [String] {
        let (start, end) = slot.span.times
        let offset = String(start.parisText.suffix(6))
        return [
            start.spreadsheetText, end.spreadsheetText, offset, plain(slot.value, chart.amounts),
            chart.remark(of: slot), plain(slot.past, chart.amounts),
        ]
    }

    private static func plain(_ amount: Int64?, _ amounts: Amounts) -> String {
        amount.map { amounts.number($0, decimals: 3, isGrouped: false) } ?? ""
    }

    private static let lineEnd = "\r\n"

    private static func program(_ use: OwnUse) -> String {
        let lines = use.slots.map { cells(of: $0, use.unit).joined(separator: ",") }
        return (["start,end,value,unit,state,known,of,past"] + lines).joined(separator: lineEnd) + lineEnd
    }

    private static func cells(of slot: UseSlot, _ unit: Metering.Unit) -> [String] {
        let (start, end) = slot.span.times
        let (state, known, all) = slot.content.state
        let number: (Int64?) -> String = { $0.map(String.init) ?? "" }
        let count: (Int?) -> String = { $0.map(String.init) ?? "" }
        return [
            start.parisText, end.parisText, number(slot.value), unit.symbol, state, count(known), count(all),
            number(slot.past),
        ]
    }

    private static func quoted(_ text: String, _ separator: String) -> String {
        text.contains(separator) || text.contains("\"") ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}

extension UseSlot.Span {
    fileprivate var times: (start: Instant, end: Instant) {
        switch self {
        case .interval(let start, let step): (start, start.advanced(minutes: step.minutes))
        case .days(let days): (days.lowerBound.start, days.upperBound.end)
        }
    }
}

extension UseSlot.Content {
    /// The state's name, and of a part how much of it is known.
    fileprivate var state: (name: String, known: Int?, of: Int?) {
        switch self {
        case .whole(_, let quality): (quality.name, nil, nil)
        case .part(_, let known, let all): ("partial", known, all)
        case .missing(let reason): (reason.name, nil, nil)
        case .notDue: ("not due", nil, nil)
        case .outside: ("not yours", nil, nil)
        }
    }
}

extension Instant {
    /// `2026-10-25 02:30`, as spreadsheets read it.
    fileprivate var spreadsheetText: String { String(parisText.prefix(16)).replacing("T", with: " ") }
}
