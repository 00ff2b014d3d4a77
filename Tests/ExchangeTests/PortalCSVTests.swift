import Exchange
import Metering
import TestKit
import Testing

@Suite("A customer portal file")
struct PortalCSVTests {
    private static let description =
        "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite;Pas en minutes"

    /// One section: its kind and its other description cells, its table.
    private func section(
        _ table: String, kind: String = "Courbe de charge", of quantity: String = "Energie active",
        for use: String = "Consommation", stage: String = "Comptage Brut", unit: String = "W", step: String = ""
    ) -> String {
        let values = "01234567890123;\(kind);01/01/2021;01/01/2023;\(quantity);\(use);\(stage);\(unit);\(step)"
        return "\(Self.description)\n\(values)\n\(table)\n"
    }

    private func curve(_ rows: String...) -> String {
        section((["Horodate;Valeur"] + rows).joined(separator: "\n"))
    }

    // MARK: Curves

    @Test("stamps half-hours at their end and keeps an empty cell as a missing value")
    func halfHours() throws {
        let sink = try RecordingSink.decoding(
            curve("2022-01-01T00:30:00+01:00;200;", "2022-01-01T01:00:00+01:00;", "2022-01-01T01:30:00+01:00;300"))
        let series = try #require(sink.series.first)
        #expect(series.unit == .watt)
        #expect(series.channel == Channel(point: PointID("01234567890123")))
        #expect(series.intervals.map(\.start.parisText.timeOfDay) == ["00:00", "00:30", "01:00"])
        #expect(series.intervals.map(\.value) == [200, 0, 300])
        #expect(series.intervals.map(\.mark) == [.measured, .missing(.sentEmpty), .measured])
        #expect(series.intervals.map(\.line) == [4, 5, 6])
        #expect(sink.diagnostics == [])
    }

    @Test("stamps ten minutes at their start, whatever the unit cell says", arguments: ["W", ""])
    func tenMinutes(unit: String) throws {
        let table = "Horodate;Valeur\n2022-01-01T00:00:00+01:00;18000\n2022-01-01T00:10:00+01:00;19000"
        let sink = try RecordingSink.decoding(section(table, unit: unit))
        #expect(sink.intervals.map(\.start.parisText.timeOfDay) == ["00:00", "00:10"])
        #expect(sink.intervals.map(\.step) == [.minutes10, .minutes10])
    }

    @Test("orders its rows, drops repeated ones and says so once")
    func disorder() throws {
        let first = "2022-01-01T00:30:00+01:00;1"
        let sink = try RecordingSink.decoding(
            curve("2022-01-01T01:30:00+01:00;3", first, first, "2022-01-01T01:00:00+01:00;2", first, first))
        #expect(sink.intervals.map(\.value) == [1, 2, 3])
        #expect(sink.diagnostics.map(\.rule.name) == ["repeated-rows"])
        #expect(sink.diagnostics.first?.severity == .note)
        #expect(sink.diagnostics.first?.detail == "3 repeated rows left out")
    }

    @Test("keeps the later of two figures for one moment and flags it; an empty row takes nothing away")
    func contradiction() throws {
        let sink = try RecordingSink.decoding(
            curve(
                "2022-01-01T00:30:00+01:00;1", "2022-01-01T01:00:00+01:00;2", "2022-01-01T00:30:00+01:00;7",
                "2022-01-01T01:00:00+01:00;"))
        #expect(sink.intervals.map(\.value) == [7, 2])
        let flagged = sink.diagnostics.filter { $0.severity == .flagged }
        #expect(flagged.map(\.line) == [6])
        #expect(flagged.first?.detail == "2022-01-01T00:30:00+01:00: line 4 has 1, then 7")
        #expect(flagged.first?.day == CivilDay("2022-01-01"))
    }

    @Test("tells the two passes of the autumn hour apart by their offset, or by their order without one")
    func autumn() throws {
        let times = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
        let offsets = ["+02:00", "+02:00", "+02:00", "+01:00", "+01:00", "+01:00"]
        let expected = ["23:00", "23:30", "00:00", "00:30", "01:00", "01:30"]
        for zones in [offsets, Array(repeating: "", count: 6)] {
            let rows = zip(times, zones).map { "2021-10-31T\($0):00\($1);5" }
            let sink = try RecordingSink.decoding(section((["Horodate;Valeur"] + rows).joined(separator: "\n")))
            #expect(sink.intervals.map(\.start.description.timeOfDay) == expected)
            #expect(sink.diagnostics == [])
        }
    }

    @Test("reads the spring change, where 01:30 is followed by 03:00")
    func spring() throws {
        let sink = try RecordingSink.decoding(
            curve("2021-03-28T01:30:00+01:00;1", "2021-03-28T03:00:00+02:00;2", "2021-03-28T03:30:00+02:00;3"))
        #expect(sink.intervals.map(\.step) == [.minutes30, .minutes30, .minutes30])
        #expect(sink.intervals.map(\.start.description.timeOfDay) == ["00:00", "00:30", "01:00"])
    }

    @Test("gives the production side as injection, a corrected stage as corrected, kilowatts as watts")
    func otherSide() throws {
        let table = "Horodate;Valeur\n2022-01-01T00:30:00+01:00;1,5\n2022-01-01T01:00:00+01:00;2"
        let sink = try RecordingSink.decoding(
            section(table, for: "Production", stage: "Comptage Corrigé", unit: "kW"))
        #expect(sink.series.map(\.channel.direction) == [.injection])
        #expect(sink.intervals.map(\.value) == [1_500, 2_000])
        #expect(sink.intervals.allSatisfy { $0.mark == .corrected })
    }

    @Test("sets a lone point aside, unless the file says the step")
    func lonePoint() throws {
        let table = "Horodate;Valeur\n2022-01-01T00:30:00+01:00;1"
        let alone = try RecordingSink.decoding(section(table))
        #expect(alone.series == [])
        #expect(alone.diagnostics.map(\.rule.name) == ["step-not-allowed"])
        let halfHour = try RecordingSink.decoding(section(table, step: "30")).intervals
        #expect(halfHour.map(\.step) == [.minutes30])
        #expect(halfHour.map(\.start.parisText.timeOfDay) == ["00:00"])
        let tenMinutes = try RecordingSink.decoding(section(table, step: "10")).intervals
        #expect(tenMinutes.map(\.start.parisText.timeOfDay) == ["00:30"])
    }

    @Test(
        "sets a damaged row aside with its line, and goes on",
        arguments: [
            ("2022-01-01T00:4", "malformed-timestamp"),
            ("2022-02-30T00:45:00+01:00;1", "malformed-timestamp"),
            ("9999-01-01T00:30:00+01:00;1", "date-out-of-range"),
            ("0001-01-01T00:30:00+01:00;1", "date-out-of-range"), ("2022-03-27T02:30:00;1", "skipped-hour"),
        ])
    func damagedRow(row: String, rule: String) throws {
        let sink = try RecordingSink.decoding(
            curve("2022-01-01T00:30:00+01:00;1", row, "2022-01-01T01:00:00+01:00;2"))
        #expect(sink.intervals.map(\.value) == [1, 2])
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
        #expect(sink.diagnostics.first?.line == 5)
        #expect(sink.diagnostics.first?.severity == .quarantined)
    }

    @Test(
        "keeps the interval of a value it cannot read, as missing", arguments: ["x", "1e308", "2147483648", "1 000"])
    func damagedValue(text: String) throws {
        let sink = try RecordingSink.decoding(
            curve("2022-01-01T00:30:00+01:00;1", "2022-01-01T01:00:00+01:00;\(text)", "2022-01-01T01:30:00+01:00;3"))
        #expect(sink.intervals.map(\.step) == [.minutes30, .minutes30, .minutes30])
        #expect(sink.intervals.map(\.mark) == [.measured, .missing(.quarantined), .measured])
        #expect(sink.intervals.map(\.value) == [1, 0, 3])
        #expect(sink.diagnostics.map { "\($0.severity) \($0.rule.name)" } == ["quarantined malformed-value"])
        #expect(sink.diagnostics.first?.line == 5)
    }

    @Test("turns the file away when a section is longer than the memory it may take")
    func tooLong() throws {
        var limits = ReadingLimits()
        limits.seriesLength = 1
        let text = curve("2022-01-01T00:30:00+01:00;1", "2022-01-01T01:00:00+01:00;2")
        #expect(throws: FlowError.tooLarge(line: 5, detail: "a curve of over 1 points")) {
            try RecordingSink.decoding(Array(text.utf8), limits: limits)
        }
    }

    // MARK: Sections

    @Test("reads several sections in one file by their headers, whatever their order")
    func sections() throws {
        let curve = curve("2022-01-01T00:30:00+01:00;1", "2022-01-01T01:00:00+01:00;2")
        let power = section(
            "Horodate;Valeur\n2022-01-01T18:40:00+01:00;3540\n2022-01-02T00:00:00+01:00;",
            kind: "Puissance maximale quotidienne", of: "Puissance maximale atteinte", unit: "VA")
        let index = section(
            """
            Horodate;Type de releve;EAS F1;EAS F2;EAS D1;EAS D2;EAS T
            2022-01-01T23:00:00+01:00;Arrêté quotidien;60;40;70;30;100
            Periode;Identifiant calendrier fournisseur
            Du 2022-01-01T00:00:00+01:00 au;FC000165
            """, kind: "Index", unit: "Wh")
        for text in [curve + power + index, index + curve + power] {
            let sink = try RecordingSink.decoding(text)
            #expect(sink.intervals.map(\.value) == [1, 2])
            let figures = sink.registers.map { "\($0.register.name) \($0.at.parisText) \($0.value)" }.sorted()
            #expect(
                figures == [
                    "index:EAS D1 2022-01-01T00:00:00+01:00 70", "index:EAS D2 2022-01-01T00:00:00+01:00 30",
                    "index:EAS F1 2022-01-01T00:00:00+01:00 60", "index:EAS F2 2022-01-01T00:00:00+01:00 40",
                    "index:total 2022-01-01T00:00:00+01:00 100", "maximum-power 2022-01-01T18:40:00+01:00 3540",
                ])
            #expect(sink.rules == ["empty-rows", "tariff-calendars"])
        }
    }

    @Test(
        "dates an index by its date alone: the time beside it is wrong half of the year",
        arguments: ["T00:00:00+02:00", "T01:00:00+02:00", "T23:00:00+02:00"])
    func indexDate(time: String) throws {
        let sink = try RecordingSink.decoding(
            section(
                "Horodate;Type de releve;EAS T\n2022-07-14\(time);Arrêté quotidien;100", kind: "Index", unit: ""))
        #expect(sink.registers.map(\.at) == [CivilDay("2022-07-14")?.start])
        #expect(sink.registers.map(\.register) == [.totalIndex])
    }

    @Test(
        "makes no total: the file's own is kept",
        arguments: [("60;40;70;;", []), ("60;40;;;", []), ("60;40;70;30;99", [99])])
    func total(cells: String, totals: [Int64]) throws {
        let header = "Horodate;Type de releve;EAS F1;EAS F2;EAS D1;EAS D2;EAS T"
        let sink = try RecordingSink.decoding(
            section(
                "\(header)\n2022-01-01T00:00:00+01:00;Arrêté quotidien;\(cells)", kind: "Index", unit: "Wh"))
        #expect(sink.registers.filter { $0.register == .totalIndex }.map(\.value) == totals)
    }

    @Test("notes rows without index and repeated days once each, and flags a contradicted day")
    func indexRows() throws {
        let rows = [";", ";", "5;", "5;", "6;"].map { "2021-10-31T00:00:00+02:00;Arrêté quotidien;\($0)" }
        let sink = try RecordingSink.decoding(
            section(
                "Horodate;Type de releve;EAS T\n\(rows.joined(separator: "\n"))", kind: "Index", unit: "Wh"))
        #expect(sink.registers.map(\.value) == [6])
        #expect(
            sink.diagnostics.map { "\($0.severity) \($0.rule.name)" }
                == ["flagged contradicted-row", "note empty-rows", "note repeated-rows"])
    }

    @Test(
        "leaves other sections in the file, with one word about each",
        arguments: [
            ("Courbe de charge", "Energie réactive", "Consommation", "W", "note other-quantity"),
            ("Energie quotidienne", "Energie active", "Consommation", "Wh", "quarantined other-section"),
            ("Courbe de charge", "Energie active", "Stockage", "W", "quarantined unreadable-section"),
            ("Courbe de charge", "Energie active", "Consommation", "V", "quarantined unreadable-section"),
        ])
    func otherSections(kind: String, quantity: String, use: String, unit: String, finding: String) throws {
        let table = "Horodate;Valeur\n2022-01-01T00:30:00+01:00;1\n2022-01-01T01:00:00+01:00;2"
        let sink = try RecordingSink.decoding(section(table, kind: kind, of: quantity, for: use, unit: unit))
        #expect(sink.series == [])
        #expect(sink.diagnostics.map { "\($0.severity) \($0.rule.name)" } == [finding])
    }

    @Test("sets aside a section of a point that is no PRM, and reads the next")
    func malformedPoint() throws {
        let table = "Horodate;Valeur\n2022-01-01T00:30:00+01:00;1\n2022-01-01T01:00:00+01:00;2"
        let short = section(table).replacing("01234567890123", with: "1234567890123")
        let sink = try RecordingSink.decoding(short + section(table))
        #expect(sink.series.count == 1)
        #expect(sink.diagnostics.map(\.rule.name) == ["malformed-identifier"])
    }

    @Test(
        "sets aside figures under the header of another kind of section, with their number",
        arguments: [
            ("Courbe de charge", "Horodate;Type de releve;EAS F1;EAS T", "W"),
            ("Index", "Horodate;Valeur", "Wh"), ("Puissance maximale quotidienne", "Horodate;Puissance", "VA"),
        ])
    func otherLayout(kind: String, header: String, unit: String) throws {
        let table = "\(header)\n2022-01-01T00:30:00+01:00;1\n2022-01-01T01:00:00+01:00;2"
        let sink = try RecordingSink.decoding(
            section(table, kind: kind, unit: unit) + curve("2022-01-01T00:30:00+01:00;1"))
        #expect(sink.registers.isEmpty && sink.series.isEmpty)
        let aside = sink.diagnostics.filter { $0.rule.name == "other-layout" }
        #expect(aside.map(\.severity) == [.quarantined])
        #expect(aside.first?.detail.hasPrefix("2 lines set aside") == true)
    }

    @Test("sets aside rows of a curve among indexes: they are not rows without a figure")
    func curveAmongIndexes() throws {
        let table = """
            Horodate;Type de releve;EAS F1;EAS T
            2022-01-01T00:00:00+01:00;Arrêté quotidien;60;60
            2022-01-02T00:30:00+01:00;5000
            2022-01-02T01:00:00+01:00;5001
            2022-01-03T00:00:00+01:00;Arrêté quotidien;;
            """
        let sink = try RecordingSink.decoding(section(table, kind: "Index", unit: "Wh"))
        #expect(sink.registers.map(\.value) == [60, 60])
        #expect(
            sink.diagnostics.map { "\($0.severity) \($0.rule.name)" }
                == ["quarantined other-layout", "quarantined other-layout", "note empty-rows"])
    }

    @Test("may stop after any of its headers", arguments: 0...3)
    func headersOnly(lines: Int) throws {
        let text = "\(Self.description)\n01234567890123;Index;;;Energie active;Consommation;;Wh;\nHorodate;Valeur"
        let head = text.split(separator: "\n").prefix(max(lines, 1)).joined(separator: "\n")
        let sink = try RecordingSink.decoding(head)
        #expect(sink.registers.isEmpty && sink.diagnostics.isEmpty)
    }
}

extension String {
    /// `00:30` of `2022-01-01T00:30:00+01:00`.
    fileprivate var timeOfDay: String { String(dropFirst(11).prefix(5)) }
}
