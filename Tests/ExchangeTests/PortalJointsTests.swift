import Metering
import TestKit
import Testing

@testable import Exchange

/// Portal exports of two households, joined, after which lines between them were lost or became others.
@Suite("A portal export behind that of another household")
struct PortalJointsTests {
    private static let first = "01234567890123"
    private static let second = "01234567890124"
    private static let columns =
        "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes"
    private static let exactly = "01/01/2026;02/01/2026"
    private static let widely = "01/01/2025;01/01/2027"

    /// What stands between the last row of the first household and the first of the second.
    struct Joint: CustomStringConvertible, Sendable {
        let description: String
        let text: String
        var hasLastEnd = true

        init(_ description: String, _ text: String, hasLastEnd: Bool = true) {
            (self.description, self.text, self.hasLastEnd) = (description, text, hasLastEnd)
        }
    }

    private static func values(_ point: String, period: String = exactly) -> String {
        "\(point);Courbe de charge;\(period);Energie active;Consommation;Comptage Brut;W;"
    }

    /// The 48 rows of a day of January 2026, their values from a thousand on.
    private static func rows(_ day: Int, from value: Int, zone: String = "+01:00") -> [String] {
        let day = CivilDay(year: 2026, month: 1, day: day)!
        return (1...48).map { half in
            let date = half == 48 ? day.advanced(by: 1) : day
            let (hour, minute) = (half % 48 / 2, half % 2 * 30)
            return "\(date)T\(hour < 10 ? "0" : "")\(hour):\(minute == 0 ? "00" : "30"):00\(zone);\(value + half - 1)"
        }
    }

    private static func joined(_ joint: Joint, period: String, day: Int) -> String {
        let head = [columns, values(first, period: period), "Horodate;Valeur"] + rows(1, from: 1_000)
        return head.joined(separator: "\n") + (joint.hasLastEnd ? "\n" : "") + joint.text
            + rows(day, from: 5_000).joined(separator: "\n") + "\n"
    }

    private static let lost: [Joint] = [
        Joint("a table header", "Horodate;Valeur\n"),
        Joint("an empty line and a table header", "\nHorodate;Valeur\n"),
        Joint("a mark and a table header", "\u{FEFF}Horodate;Valeur\n"), Joint("a mark", "\u{FEFF}"),
        Joint("a mark inside the last line", "\u{FEFF}", hasLastEnd: false),
        Joint("an empty line", "\n"), Joint("empty lines", "\n\n\n"),
        Joint(
            "a header with two spaces",
            "  Identifiant  PRM;\(columns.dropFirst(16))\n\(values(second))\nHorodate;Valeur\n"),
        Joint("a description of a short identifier", "\(columns)\n1234567;Courbe\nHorodate;Valeur\n"),
        Joint("a description of a spreadsheet", "PRM;Type\n1.23457E+12;Courbe de charge\nHorodate;Valeur\n"),
        Joint("a description without identifier", "\(values(""))\nHorodate;Valeur\n"),
        Joint("a description without identifier nor table header", "\(values(""))\n"),
        Joint("a description under its header without identifier", "\(columns)\n\(values(""))\nHorodate;Valeur\n"),
        Joint("a comment", "# export 2\n"), Joint("separators alone", ";;;\n"), Joint("dashes", "-----\n"),
        Joint("a space", " \n"), Joint("a word", "Export\n"), Joint("a value alone", ";5\n"),
        Joint("a number alone", "5\n"), Joint("a date of a spreadsheet", "02/01/2026 00:30;5000\n"),
        Joint("an identifier that is nearly a date", "2026-01234567;Courbe de charge\nHorodate;Valeur\n"),
        Joint("a description without its header", "\(values(second))\n"),
        Joint("a time without seconds beyond the others' form", "2026-01-02T00:30:00.000+01:00;5000\n"),
    ]

    private func expectAside(_ text: String, _ comment: Comment) throws {
        let sink = try RecordingSink.decoding(text)
        #expect(sink.series.map(\.channel.point.text) == [Self.first], comment)
        #expect(sink.intervals.map(\.value) == (1_000..<1_048).map { $0 }, comment)
        let aside = sink.diagnostics.filter { $0.severity == .quarantined }
        #expect(aside.count == 1, comment)
        let count = aside.first?.detail.split(separator: " ").first.flatMap { Int($0) } ?? 0
        #expect((48...51).contains(count), "\(comment): \(aside.map(\.detail))")
    }

    @Test("sets its rows aside with their number, whatever is left between the two", arguments: lost, [1, 2])
    func rowsAside(joint: Joint, day: Int) throws {
        for period in [Self.exactly, Self.widely, ";"] {
            try expectAside(Self.joined(joint, period: period, day: day), "\(joint), \(period)")
        }
    }

    @Test("takes the last value of the first with it where the line's end was lost too")
    func lastEnd() throws {
        let joint = Joint("", "Horodate;Valeur\n", hasLastEnd: false)
        let sink = try RecordingSink.decoding(Self.joined(joint, period: Self.widely, day: 2))
        #expect(sink.intervals.map(\.value) == (1_000..<1_047).map { $0 })
        #expect(sink.diagnostics.map(\.rule.name) == ["rows-without-point"])
        #expect(sink.diagnostics.first?.detail.hasPrefix("49 lines set aside: ") == true)
    }

    @Test("sets its rows aside where nothing is left between the two but that they begin anew, or leave the period")
    func nothingLeft() throws {
        let nothing = Joint("nothing", "")
        for period in [Self.exactly, Self.widely, ";"] {
            try expectAside(Self.joined(nothing, period: period, day: 1), "\(period)")
        }
        let text = Self.joined(nothing, period: Self.exactly, day: 2)
        try expectAside(text, "next day")
        let sink = try RecordingSink.decoding(text)
        #expect(sink.rules == ["outside-period"])
        #expect(
            sink.diagnostics.first?.detail.contains("outside the described period, 2026-01-01 to 2026-01-02") == true)
        #expect(sink.diagnostics.first?.line == 52)
    }

    @Test(
        "is read under a description of its own, with other line ends, quotes or a mark",
        arguments: [
            Joint("plain", ""), Joint("a mark inside the last line", "\u{FEFF}", hasLastEnd: false),
            Joint("an empty line", "\n"), Joint("a comment", "# export 2\n"), Joint("separators", ";;;\n"),
            Joint("a table header", "Horodate;Valeur\n"),
            Joint("rows of nobody", "Horodate;Valeur\n2026-01-01T00:30:00+01:00;7\n"),
        ])
    func described(joint: Joint) throws {
        let quoted = Self.columns.replacing("Identifiant PRM", with: "\"Identifiant PRM\"")
        for columns in [Self.columns, quoted] {
            for (point, end) in [(Self.second, "\n"), ("\"\(Self.second)\"", "\n"), (Self.second, "\r\n")] {
                let head = [columns, Self.values(point, period: Self.widely), "Horodate;Valeur", ""]
                let own = Joint("", joint.text + head.joined(separator: end), hasLastEnd: joint.hasLastEnd)
                let sink = try RecordingSink.decoding(Self.joined(own, period: Self.exactly, day: 2))
                #expect(sink.series.map(\.channel.point.text) == [Self.first, Self.second], "\(joint)")
                #expect(
                    sink.series.map { $0.intervals.map(\.value) }
                        == [1_000, 5_000].map { first in
                            (0..<48).map { first + $0 }
                        }, "\(joint)")
            }
        }
    }

    @Test(
        "gives none of its values to the first, even where the rows of the first are outside its period",
        arguments: ["", "\n"])
    func firstOutside(between: String) throws {
        let joint = Joint("", between)
        let outside = Self.joined(joint, period: "02/01/2025;02/01/2025", day: 1)
        #expect(try RecordingSink.decoding(outside).series.isEmpty)
        let inside = try RecordingSink.decoding(
            Self.joined(joint, period: "01/01/2025;01/01/2026", day: 1).replacing(
                "2026-01-01T00:30:00+01:00;5", with: "2025-12-31T00:30:00+01:00;5"))
        #expect(inside.series.isEmpty)
        #expect(inside.rules == ["outside-period", "rows-without-point"])
    }

    // MARK: Registers

    @Test(
        "gives none of its indexes to the first",
        arguments: [
            "Horodate;Type de releve;EAS T\n", "\nHorodate;Type de releve;EAS T\n", "\n", "# 2\n", ";;;\n", "-----\n",
        ], [1, 3])
    func indexes(between: String, from day: Int) throws {
        func rows(_ day: Int, _ value: Int) -> String {
            (day...day + 1).map { "2026-01-1\($0)T00:00:00+01:00;Arrêté quotidien;\(value + $0)\n" }.joined()
        }
        let head =
            "\(Self.columns)\n\(Self.first);Index;10/01/2026;20/01/2026;Energie active;Consommation;Comptage Brut;Wh;\n"
        let text = head + "Horodate;Type de releve;EAS T\n" + rows(1, 1_000_000) + between + rows(day, 5_000_000)
        let sink = try RecordingSink.decoding(text)
        #expect(sink.registers.map(\.value) == [1_000_001, 1_000_002])
        #expect(sink.diagnostics.map(\.rule.name) == ["rows-without-point"])
        let count = between == "# 2\n" || between == "-----\n" ? 3 : 2
        #expect(sink.diagnostics.first?.detail.hasPrefix("\(count) lines set aside: ") == true)
    }

    @Test("gives none of its maxima to the first, even where its rows are like those of a curve")
    func maxima() throws {
        let head =
            "\(Self.columns)\n\(Self.first);Puissance maximale;01/01/2026;05/01/2026;;Consommation;;VA;\nHorodate;Valeur\n"
        let own = (1...4).map { "2026-01-0\($0)T1\($0):01:00+01:00;100\($0)\n" }.joined()
        let sink = try RecordingSink.decoding(head + own + Self.rows(1, from: 5_000).joined(separator: "\n"))
        #expect(sink.registers.map(\.value) == [1_001, 1_002, 1_003, 1_004])
        #expect(sink.diagnostics.map { $0.detail.hasPrefix("48 lines set aside:") } == [true])
    }

    // MARK: What ends nothing

    private func read(_ rows: [String], between: String = "", after: String = "", period: String = exactly) throws
        -> RecordingSink
    {
        let head = "\(Self.columns)\n\(Self.values(Self.first, period: period))\n"
        return try RecordingSink.decoding(
            head + between + "Horodate;Valeur\n" + between + rows.joined(separator: "\n") + "\n" + after)
    }

    @Test(
        "is not seen in empty lines above and below the rows, or in cells left empty", arguments: ["", "\n", "\n\n"],
        [
            "", "\n", "\n\n", ";;;\n", ";;;\n;;;\n", " \n", "Horodate;Valeur\n",
        ])
    func harmless(between: String, after: String) throws {
        let sink = try read(Self.rows(1, from: 1_000), between: between, after: after)
        #expect(sink.intervals.map(\.value) == (1_000..<1_048).map { $0 })
        #expect(sink.diagnostics == [])
    }

    @Test("is not seen in rows newest first, with a zone or without", arguments: ["+01:00", "", "Z"])
    func newestFirst(zone: String) throws {
        let sink = try read(Self.rows(1, from: 1_000, zone: zone).reversed(), period: Self.widely)
        #expect(sink.intervals.map(\.value) == (1_000..<1_048).map { $0 })
        #expect(sink.diagnostics == [])
    }

    @Test(
        "is not seen in rows that are bad in their own form",
        arguments: [
            "2026-02-30T00:45:00+01:00;1", "2026-01-01T00:4", "9999-01-01T00:30:00+01:00;1",
            "2026-01-01T12:30:00+01:00;x",
        ])
    func badRow(row: String) throws {
        var rows = Self.rows(1, from: 1_000)
        rows[24] = row
        let sink = try read(rows)
        #expect(sink.intervals.filter { $0.mark == .measured }.map(\.value) == (1_000..<1_048).filter { $0 != 1_024 })
        #expect(sink.diagnostics.map(\.severity) == [.quarantined])
        #expect(sink.diagnostics.first?.line == 28)
    }

    @Test("is not seen in first rows of other days: these alone are set aside, with the point they stand under")
    func early() throws {
        let sink = try read(["2025-12-31T23:30:00+01:00;7", "2025-12-31T23:59:00+01:00;8"] + Self.rows(1, from: 1_000))
        #expect(sink.intervals.map(\.value) == (1_000..<1_048).map { $0 })
        #expect(sink.diagnostics.map(\.rule.name) == ["outside-period"])
        #expect(sink.diagnostics.first?.detail.hasPrefix("2 lines set aside: ") == true)
        #expect(sink.diagnostics.first?.point?.text == Self.first)
        #expect(sink.diagnostics.first?.line == 4)
    }

    @Test(
        "reads the dates of a description by day or by year first, and none where they are no dates",
        arguments: [
            ("01/01/2026;02/01/2026", 48), ("2026-01-01;2026-01-02", 48),
            ("01/01/2026 00:00:00;02/01/2026 00:00:00", 48),
            ("1/1/2026;2/1/2026", 48), ("02/01/2026;03/01/2026", 1), ("01/12/2025;01/01/2026", 0), (";01/01/2026", 0),
            ("02/01/2026;", 1), (";", 48), ("janvier;31/31/2026", 48), ("02/01/2026;01/01/2026", 0),
        ])
    func dates(period: String, count: Int) throws {
        var rows = Self.rows(1, from: 1_000)
        if count == 1 { rows.append("2026-01-02T00:30:00+01:00;9") }
        let sink = try read(rows, period: period)
        #expect(sink.intervals.count == (count == 1 ? 2 : count))
        #expect(sink.rules == (count == 48 ? [] : ["outside-period"]))
    }
}
