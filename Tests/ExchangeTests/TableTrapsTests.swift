import Exchange
import Foundation
import Metering
import TestKit
import Testing

/// What could put a value where it does not belong without a word.
@Suite("A trap in a table")
struct TableTrapsTests {
    private static let point = PointID("01234567890123")

    private func decode(_ text: String, of point: PointID? = point) throws -> RecordingSink {
        try RecordingSink.decoding(Array(text.utf8), of: point)
    }

    private func decode(_ text: String, _ json: String, of point: PointID? = nil) throws -> RecordingSink {
        let mapping = try JSONDecoder().decode(TableMapping.self, from: Data(json.utf8))
        #expect(mapping.fault == nil)
        let sink = RecordingSink()
        try FlowDecoder(point: point, mapping: mapping).decode(MemorySource(text), into: sink)
        return sink
    }

    private func quarantined(_ sink: RecordingSink) -> [Diagnostic] {
        sink.diagnostics.filter { $0.severity == .quarantined }
    }

    // MARK: Registers that are a part

    private static let fluvius =
        "Van (datum);Van (tijdstip);Tot (datum);Tot (tijdstip);EAN-code;Register;Volume;Eenheid;Validatiestatus\n"

    private static func fluviusRow(_ day: Int, _ register: String, _ volume: String, until: String? = nil) -> String {
        let end = until.map { "\(day)-01-2026;\($0)" } ?? "\(day + 1)-01-2026;00:00:00"
        return "\(day)-01-2026;00:00:00;\(end);541448800000000001;\(register);\(volume);kWh;Gevalideerd\n"
    }

    @Test("of registers by day and by night: the day is their sum, in any order of rows")
    func dayTotals() throws {
        var rows = [
            Self.fluviusRow(15, "Afname Dag", "5,1"), Self.fluviusRow(15, "Afname Nacht", "2,3"),
            Self.fluviusRow(15, "Injectie Dag", "1"), Self.fluviusRow(15, "Injectie Nacht", "0"),
            Self.fluviusRow(15, "Afname Dag", "5,1"),
        ]
        for _ in 0..<4 {
            let sink = try decode(Self.fluvius + rows.joined(), of: nil)
            #expect(
                sink.registers.filter { $0.channel.direction == .extraction }.map(\.value) == [7_400])
            #expect(sink.registers.filter { $0.channel.direction == .injection }.map(\.value) == [1_000])
            #expect(sink.registers.allSatisfy { $0.register == .dailyEnergy })
            rows.append(rows.removeFirst())
        }
    }

    @Test("of one register alone is no day: it is set aside; a meter of one register has its whole day")
    func oneRegister() throws {
        let sink = try decode(Self.fluvius + Self.fluviusRow(15, "Afname Dag", "5,1"), of: nil)
        #expect(sink.registers.isEmpty)
        #expect(quarantined(sink).map(\.detail).first?.contains("'afname nacht' has no row") == true)
        let single = try decode(Self.fluvius + Self.fluviusRow(15, "Afname", "5,1"), of: nil)
        #expect(single.registers.map(\.value) == [5_100])
        let twice = try decode(
            Self.fluvius + Self.fluviusRow(15, "Afname Dag", "5") + Self.fluviusRow(15, "Afname Dag", "6")
                + Self.fluviusRow(15, "Afname Nacht", "1"), of: nil)
        #expect(twice.registers.isEmpty && quarantined(twice).count == 3)
    }

    @Test("of a quarter-hour that both registers have is their sum, whatever mapping says so")
    func quarterHours() throws {
        let row = { (register: String, value: String) in Self.fluviusRow(15, register, value, until: "00:15:00") }
        let sink = try decode(Self.fluvius + row("Afname Dag", "0,1") + row("Afname Nacht", "0,02"), of: nil)
        #expect(sink.intervals.map(\.value) == [120])
        let json = """
            {"columns": {"point": "p", "start": "d", "value": "v", "direction": "r"}, "unit": "kWh", "step": "P1D",
             "directions": {"HP": "extraction", "HC": "extraction"}}
            """
        let days = try decode("p;d;v;r\nP1;2026-01-15;3;HP\nP1;2026-01-16;4;HP\nP1;2026-01-15;2;HC\n", json)
        #expect(days.registers.map(\.value) == [5_000])
        #expect(quarantined(days).map(\.line) == [3])
    }

    // MARK: Another header

    @Test(
        "of a second header in another unit or direction is read by that header, or set aside and counted",
        arguments: [
            (
                "Début;Fin;Valeur (en kW)\n", "Début;Fin;Valeur (en W)\n", "15/01/2026 0%:00;15/01/2026 0%:30;7\n",
                [7_000, 7]
            ),
            (
                "Date;Energie consommée (kWh)\n", "Date;Energie injectée (kWh)\n", "1%/01/2026;7\n", [7_000, 7_000]
            ),
            ("Début;Fin;Valeur (en kW)\n", "Début;Fin;Index (kWh)\n", "15/01/2026 0%:00;15/01/2026 0%:30;7\n", [7_000]),
            (
                "Date de relevé;Index relevé (litres);Consommation du jour (litres)\n",
                "Date de relevé;Index relevé (m3);Consommation du jour (m3)\n", "2026-01-1%;7;7\n",
                [7, 7, 7_000, 7_000]
            ),
        ])
    func secondHeader(first: String, second: String, row: String, values: [Int64]) throws {
        let text = first + row.replacing("%", with: "1") + second + row.replacing("%", with: "2")
        let sink = try decode(text)
        #expect(sink.intervals.map { Int64($0.value) } + sink.registers.map(\.value) == values)
        if first.contains("consommée") {
            #expect(sink.registers.map(\.channel.direction) == [.extraction, .injection])
        }
        if second.contains("Index (kWh)") {
            #expect(quarantined(sink).map(\.rule.name) == ["other-layout"])
            #expect(quarantined(sink).map(\.line) == [4] && quarantined(sink).map(\.values) == [1])
        }
    }

    @Test("of a mapping ends where names stand above other columns, until its header comes again")
    func headerOfMapping() throws {
        let json = """
            {"columns": {"point": "PRM", "start": "Date", "value": "Puissance (W)"}, "unit": "W", "step": "PT30M"}
            """
        let rows = "P1;15/01/2026 00:00;1\n"
        let text =
            "PRM;Date;Puissance (W)\n\(rows)PRM;Date;Puissance (kW)\nP1;15/01/2026 00:30;2\nP1;15/01/2026 01:00;3\n"
            + "PRM;Date;Puissance (W)\nP1;15/01/2026 01:30;4\nTotal;;10\n"
        let sink = try decode(text, json)
        #expect(sink.intervals.map(\.value) == [1, 4])
        #expect(quarantined(sink).map(\.rule.name) == ["other-layout", "malformed-timestamp"])
        #expect(quarantined(sink).map(\.values) == [2, 1])
    }

    @Test("of a point above one table says nothing of the next one")
    func labelOfOneTable() throws {
        let export = "Date;Energie consommée (kWh)\n1%/01/2026;1,5\n"
        let label = "Identifiant PRM;01234567890123\n"
        let text = label + export.replacing("%", with: "1") + export.replacing("%", with: "2")
        let sink = try decode(text, of: nil)
        #expect(sink.registers.map(\.at.description) == ["2026-01-10T23:00:00Z"])
        #expect(quarantined(sink).map(\.rule.name) == ["rows-without-point"])
        let named = try decode(
            text + label.replacing("3\n", with: "4\n") + export.replacing("%", with: "3"), of: nil)
        #expect(named.registers.map(\.channel.point.text) == ["01234567890123", "01234567890124"])
    }

    // MARK: Days and numbers

    @Test(
        "of a day written with its zone is the day in Paris that it opens",
        arguments: [
            ("2026-01-14T23:00:00Z", "P1D", "2026-01-14T23:00:00Z"),
            ("2026-07-14T22:00:00Z", "P1D", "2026-07-14T22:00:00Z"),
            ("2026-01-15T00:00:00+01:00", "P1D", "2026-01-14T23:00:00Z"),
            ("2026-01-31T23:00:00Z", "P1M", "2026-01-31T23:00:00Z"),
            ("2026-01-15 19:00:00", "P1D", "2026-01-14T23:00:00Z"),
            ("2026-01-15T00:00:00Z", "P1D", nil), ("2026-01-31T12:00:00Z", "P1M", nil),
        ] as [(String, String, String?)])
    func zonedDays(written: String, step: String, start: String?) throws {
        let json = """
            {"columns": {"point": "p", "start": "d", "value": "v"}, "unit": "kWh", "step": "\(step)"}
            """
        let sink = try decode("p;d;v\nP1;\(written);3\n", json)
        #expect(sink.registers.map(\.at.description) == [start].compactMap(\.self))
        #expect(quarantined(sink).count == (start == nil ? 1 : 0))
    }

    @Test("of a gas day written with its zone is the day that begins then, at 06:00 or at midnight")
    func zonedGasDays() throws {
        let json = """
            {"columns": {"point": "p", "start": "d", "value": "v"}, "carrier": "gas", "unit": "kWh", "step": "gas-day"}
            """
        let sink = try decode(
            "p;d;v\nG1;2026-07-15T04:00:00Z;1\nG1;2026-07-15T22:00:00Z;2\nG1;2026-07-17T05:00:00Z;3\n", json)
        #expect(sink.registers.map(\.at.description) == ["2026-07-15T04:00:00Z", "2026-07-16T04:00:00Z"])
        #expect(quarantined(sink).map(\.line) == [4])
    }

    @Test("of a day written with the hour of a midnight in UTC is set aside: it may be the day after")
    func dayWithTime() throws {
        let header = "Identifiant PRM;01234567890123\nDate;Energie consommée (kWh)\n"
        let times = ["", " 00:00:00", " 23:59:59", " 22:00:00", " 23:00"]
        let rows = times.enumerated().map { "\($0 + 15)/01/2026\($1);1,5\n" }
        let sink = try decode(header + rows.joined(), of: nil)
        #expect(
            sink.registers.map { CivilDay(containing: $0.at).description } == [
                "2026-01-15", "2026-01-16", "2026-01-17",
            ])
        #expect(quarantined(sink).map(\.line) == [6, 7])
    }

    @Test(
        "of numbers in which a sign may stand between thousands: they are flagged, never read otherwise",
        arguments: [
            (["0,5", "1.234"], true), (["1.234", "2.500"], true), (["1.234", "2.5"], false), (["0,5", "1,25"], false),
            (["1234", "500"], false),
        ])
    func decimalSign(numbers: [String], isFlagged: Bool) throws {
        let rows = numbers.enumerated().map { "15/01/2026 0\($0):00:00;15/01/2026 0\($0 + 1):00:00;\($1)\n" }
        let sink = try decode("Début;Fin;Valeur (en W)\n" + rows.joined())
        #expect(sink.diagnostics.map(\.rule.name) == (isFlagged ? ["decimal-sign"] : []))
        #expect(sink.intervals.count == 2)
    }

    @Test("of a billed period of GRDF in UTC is of its days in Paris")
    func billedPeriod() throws {
        let text = """
            {"1": {"idPce": "01234567890123", "releves": [{"dateDebutReleve": "2025-12-31T23:00:00Z",
             "dateFinReleve": "2026-01-31T23:00:00Z", "energieConsomme": 310, "qualificationReleve": "Mesuré"}]}}
            """
        let sink = try decode(text, of: nil)
        #expect(sink.registers.map(\.register) == [.periodEnergy(days: 31)])
        #expect(sink.registers.map(\.at.description) == ["2025-12-31T23:00:00Z"])
    }

    @Test(
        "of what stands between thousands counts there alone",
        arguments: [
            (".", "1.234,5", 1_234_500), (".", "1.234.567", 1_234_567_000), (".", "12.34", nil), (".", "0.105", nil),
            (".", "1234,5", 1_234_500), (".", "1,234.567", nil), (" ", "1 234,5", 1_234_500),
            (" ", "1\u{202F}234,5", 1_234_500), (" ", "12 34", nil), (",", "1,234.5", 1_234_500), (",", "-1,234", nil),
            (".", "123,456", 123_456), ("'", "1'234'567.8", 1_234_567_800),
        ] as [(String, String, Int64?)])
    func thousands(separator: String, written: String, value: Int64?) throws {
        let json = """
            {"columns": {"point": "p", "start": "d", "value": "v"}, "unit": "kWh", "step": "P1D",
             "thousands": "\(separator)"}
            """
        let sink = try decode("p;d;v\nP1;2026-01-15;\(written)\n", json)
        #expect(sink.registers.map(\.value) == [value].compactMap(\.self))
        #expect(quarantined(sink).count == (value == nil ? 1 : 0))
    }

    @Test("of a number in a sheet has nothing between its thousands")
    func thousandsOfSheets() throws {
        let json = """
            {"columns": {"point": "p", "start": "d", "value": "v"}, "unit": "kWh", "step": "P1D", "thousands": "."}
            """
        let mapping = try JSONDecoder().decode(TableMapping.self, from: Data(json.utf8))
        let rows =
            SpreadsheetFixture.row(1, ["Exports of our meters"]) + SpreadsheetFixture.row(2, ["p", "d", "v"])
            + "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>P1</v></c><c r=\"B3\" s=\"1\"><v>46037</v></c><c r=\"C3\"><v>1.234</v></c></row>"
        let notes = SpreadsheetFixture.row(1, ["Read me"])
        let sink = RecordingSink()
        try FlowDecoder(mapping: mapping).decode(
            MemorySource(SpreadsheetFixture.xlsx([.init(name: "Notes", rows: notes), .init(name: "S", rows: rows)])),
            into: sink)
        #expect(sink.registers.map(\.value) == [1_234])
        #expect(sink.diagnostics.map(\.detail) == ["1 sheet that is no data: 'Notes'"])
    }

    @Test("of a time in both the column of dates and that of times is no moment, unless they agree")
    func twoTimes() throws {
        let json = """
            {"columns": {"point": "p", "start": "d", "startTime": "t", "value": "v"}, "unit": "W", "step": "PT30M"}
            """
        let sink = try decode(
            "p;d;t;v\nP1;15/01/2026 00:00:00;00:30;1\nP1;15/01/2026 01:00;01:00;2\nP1;15/01/2026 02:00;01:30;3\n", json)
        #expect(sink.intervals.map(\.value) == [1, 2])
        #expect(quarantined(sink).map(\.line) == [4])
    }

    @Test("of a formula inside quotes keeps its zero")
    func quotedFormula() throws {
        let json =
            "{\"columns\": {\"point\": \"p\", \"start\": \"d\", \"value\": \"v\"}, \"unit\": \"kWh\", \"step\": \"P1D\"}"
        let sink = try decode("p,d,v\n\"=\"\"0123\"\"\",2026-01-15,1\n=\"0124\",2026-01-15,1\n", json)
        #expect(sink.registers.map(\.channel.point.text) == ["0123", "0124"])
    }

    @Test("of rows with an index and a value: both keep the repeated hour")
    func indexInAutumn() throws {
        let rows = WallRows("2026-10-25")
        let lines = (0..<rows.count).map { "\(rows.stamp($0));\(rows.stamp($0 + 1));0,\(rows.value($0));\(100 + $0)" }
        let json = """
            {"columns": {"start": "a", "end": "b", "value": "v", "index": "i"}, "unit": "kWh"}
            """
        let sink = try decode((["a;b;v;i"] + lines).joined(separator: "\n"), json, of: Self.point)
        #expect([Instant: Int32](sink.intervals) == rows.expected)
        #expect(
            sink.registers.map(\.at)
                == (1...rows.count).map { rows.day.start.advanced(minutes: $0 * 30) })
        #expect(sink.diagnostics == [])
    }

    // MARK: What is left

    @Test("of a second column of figures in a portal's table: it is named in a note")
    func secondEnergy() throws {
        let sink = try decode("Date;Energie consommée (kWh);Energie injectée (kWh)\n15/01/2026;1;2\n")
        #expect(sink.registers.map(\.value) == [1_000])
        #expect(sink.diagnostics.map(\.severity) == [.note])
        #expect(sink.diagnostics.map(\.detail) == ["the column 'energie injectee (kwh)' is left in the file"])
    }

    @Test("of 20,000 rows is looked for headers where a line can be one")
    func manyRows() throws {
        let clock = ContinuousClock()
        let rows = (0..<20_000).map { "\($0 / 96 % 27 + 1)-0\($0 / 96 / 27 % 9 + 1)-2025" }
        let lines = rows.enumerated().map { place, date in
            let (hour, quarter) = (place % 96 / 4, place % 4 * 15)
            let start = "\(hour < 10 ? "0" : "")\(hour):\(quarter == 0 ? "00" : "\(quarter)"):00"
            return "\(date);\(start);\(date);\(start);541448800000000001;Afname Dag;0,1;kWh;Gevalideerd\n"
        }
        var count = 0
        let time = try clock.measure {
            count = quarantined(try decode(Self.fluvius + lines.joined(), of: nil)).count
        }
        // Each is an interval of no length: all of the work of a row, and none of its record.
        #expect(count == 20_000)
        #expect(time < .seconds(20), "\(time)")
    }

    // MARK: EDF

    private static let edf = "Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée\n"

    @Test(
        "of EDF: a line that is no date of its own leaves the times below it without one",
        arguments: ["15/01/2026 23:00:00;9;Réelle", "15/01/2026;9;Réelle", "15 janvier 2026;;", "32/01/2026;;"])
    func edfDates(line: String) throws {
        let text = Self.edf + "16/01/2026;;\n23:30:00;1;Réelle\n23:00:00;2;Réelle\n\(line)\n22:30:00;3;Réelle\n"
        let sink = try decode(text)
        #expect(sink.intervals.map(\.value).sorted() == [1, 2])
        #expect(quarantined(sink).map(\.line) == [5, 6])
    }

    @Test("of EDF: rows below another header are no powers in W")
    func edfHeader() throws {
        let other = "Date et heure de relève par le distributeur;Puissance atteinte (kW);Nature de la donnée\n"
        let text =
            Self.edf + "16/01/2026;;\n23:30:00;1;Réelle\n23:00:00;2;Réelle\n\(other)15/01/2026;;\n22:30:00;3;Réelle\n"
        let sink = try decode(text)
        #expect(sink.intervals.map(\.value).sorted() == [1, 2])
        #expect(quarantined(sink).map(\.rule.name) == ["other-layout"])
    }

    @Test("of EDF: a midnight beside one other time goes as the days around it go; one alone as the other midnights")
    func edfMidnights() throws {
        let day = "00:30:00;1;Réelle\n01:00:00;2;Réelle\n23:30:00;3;Réelle\n00:00:00;4;Réelle\n"
        let forward = try decode(
            Self.edf + "15/01/2026;;\n\(day)16/01/2026;;\n23:30:00;5;Réelle\n00:00:00;6;Réelle\n"
                + "17/01/2026;;\n00:00:00;7;Réelle\n")
        let values = [Instant: Int32](forward.intervals)
        let ends = try ["2026-01-15", "2026-01-16", "2026-01-17"].map { try #require(CivilDay($0)).end }
        #expect(ends.map { values[$0.advanced(minutes: -30)] } == [4, 6, 7])
        #expect(quarantined(forward) == [])
        let alone = try decode(Self.edf + "15/01/2026;;\n00:00:00;7;Réelle\n")
        #expect(alone.intervals.isEmpty)
        #expect(
            quarantined(alone).map(\.detail) == ["a midnight alone: whether it opens or closes 2026-01-15 is not told"])
    }

    // MARK: Proposals

    private func suggestion(_ text: String) throws -> MappingSuggestion {
        try MappingSuggestion(of: MemorySource(text))
    }

    @Test("in a proposal: the side of the stamp is said unless both bounds are there, by the file's own order")
    func side() throws {
        func table(_ places: [Int]) -> String {
            let rows = WallRows("2026-01-15")
            return "Horodate;kW\n" + places.map { "\(rows.stamp($0));0,\(rows.value($0))\n" }.joined()
        }
        let all = Array(0..<48)
        for (places, side) in [
            (all, "start"), (Array(1...48), "end"), (all.reversed(), "start"), (Array((1...48).reversed()), "end"),
            (Array(5...40), "start"),
        ] {
            let suggestion = try suggestion(table(places))
            #expect(suggestion.assumptions == ["the time of a row is the \(side) of its interval"])
            #expect((suggestion.mapping.columns.end != nil) == (side == "end"))
        }
        let bounded = try suggestion(
            "von;bis;kW\n15.01.2026 00:15;15.01.2026 00:30;1\n15.01.2026 00:30;15.01.2026 00:45;2\n")
        #expect(bounded.assumptions.filter { $0.contains("interval") } == [])
    }

    @Test("in a proposal: columns of numbers that are left are named, and a mark of thousands or decimals is said")
    func leftColumns() throws {
        let two = try suggestion("Date;Consommation (kWh);Production (kWh)\n15/01/2026;1,234;2\n16/01/2026;5,678;3\n")
        #expect(two.assumptions.contains { $0.contains("'Production (kWh)' are left") })
        #expect(two.assumptions.contains { $0.contains("in '1,234' decimals follow the mark") })
        let known = try suggestion(
            "Date;Energie consommée (kWh);Energie injectée (kWh)\n15/01/2026;1;2\n16/01/2026;1;2\n")
        #expect(known.assumptions.contains { $0.contains("'Energie injectée (kWh)' are left") })
    }

    @Test("in a proposal: a period that ends the day before the next one begins has that day too")
    func includedEnds() throws {
        let text =
            "Du;Au;Consommation (kWh)\n01/01/2026;31/01/2026;310\n01/02/2026;28/02/2026;280\n01/03/2026;31/03/2026;300\n"
        let table = text.replacing("Du;Au", with: "Début;Fin")
        let suggestion = try suggestion(table)
        #expect(suggestion.mapping.endDate == .included)
        #expect(suggestion.assumptions.contains { $0.contains("is part of it") })
        let sink = RecordingSink()
        try FlowDecoder(point: Self.point, mapping: suggestion.mapping).decode(MemorySource(table), into: sink)
        #expect(sink.registers.map(\.register) == [31, 28, 31].map { .periodEnergy(days: $0) })
        let next = try self.suggestion("Début;Fin;kWh\n01/01/2026;01/02/2026;3\n01/02/2026;01/03/2026;4\n")
        #expect(next.mapping.endDate == .excluded)
        let days = try self.suggestion("Début;Fin;kWh\n01/01/2026;01/01/2026;3\n02/01/2026;02/01/2026;4\n")
        #expect(days.mapping.endDate == .included)
    }

    @Test("in a proposal: what a charger's meter showed at both ends is found")
    func chargingSessions() throws {
        let text =
            "Created,Finished,Loadpoint,Identifier,Vehicle,Meter Start (kWh),Meter Stop (kWh),Energy (kWh)\n"
            + "2026-01-15 18:03:11,2026-01-15 22:40:05,Garage,,Zoe,100.5,117.25,16.75\n"
            + "2026-01-16 18:03:11,2026-01-16 22:40:05,Garage,,Zoe,117.25,120.5,3.25\n"
        let columns = try suggestion(text).mapping.columns
        #expect(columns.openingIndex == "Meter Start (kWh)" && columns.index == "Meter Stop (kWh)")
        #expect(columns.start == "Created" && columns.end == "Finished")
    }

    @Test(
        "in a proposal: a table of rooms, of prices, or without dates that can be read has none, and says why",
        arguments: [
            ("Date;Température (°C);Humidité (%)\n", "20,5;40", "'Température (°C)', 'Humidité (%)'"),
            ("Date;Prix (€/kWh);Coût (€)\n", "0,25;3", "nothing of rooms or prices"),
            ("entity_id;state;last_changed\n", "", "nothing of rooms or prices"),
        ])
    func nothingOfRooms(header: String, figures: String, words: String) throws {
        let rows = (10..<20).map { day in
            figures.isEmpty
                ? "sensor.living_temperature;\(day);2026-01-\(day)T00:00:00Z\n" : "\(day)/01/2026;\(figures)\n"
        }
        let error = #expect(throws: FlowError.self) { try suggestion(header + rows.joined()) }
        #expect(error?.description.contains(words) == true)
        let dates = #expect(throws: FlowError.self) { try suggestion("Date;kWh\n15/01/26;1\n16/01/26;2\n") }
        #expect(dates?.description.contains("four digits of the year") == true)
        let json = "{\"columns\": {\"start\": \"d\", \"index\": \"t\"}, \"unit\": \"°C\"}"
        let mapping = try JSONDecoder().decode(TableMapping.self, from: Data(json.utf8))
        #expect(mapping.fault?.contains("nothing of rooms or prices") == true)
    }

    @Test("in a proposal: months, thousands apart, what never falls and where an index stands are told")
    func told() throws {
        let months = try suggestion("Mois;Consommation (kWh)\n01/2026;3\n02/2026;2\n03/2026;1\n")
        #expect(months.mapping.step == .month && months.mapping.columns.start == "Mois")
        let rows = (10..<20).map { "\($0)/01/2026;12 3\($0),5\n" }.joined()
        let index = try suggestion("Date;Index (kWh)\n" + rows)
        #expect(index.mapping.columns.index == "Index (kWh)")
        #expect(index.assumptions.contains { $0.contains("stands at the end of its date") })
        let value = try suggestion("Date;Import (kWh)\n" + rows)
        #expect(value.mapping.columns.value == "Import (kWh)")
        #expect(value.assumptions.contains { $0.contains("write 'index' in place of 'value'") })
    }

    @Test("of a space between thousands: it stands nowhere else in a number")
    func spaceOfThousands() throws {
        let rows = ["1 234,5", "1\u{A0}000", "12 34"].enumerated().map {
            "15/01/2026 0\($0):00:00;15/01/2026 0\($0 + 1):00:00;\($1)\n"
        }
        let sink = try decode("Début;Fin;Valeur (en W)\n" + rows.joined())
        #expect(sink.intervals.map(\.value) == [1_235, 1_000])
        #expect(quarantined(sink).map(\.line) == [4])
    }

    @Test("of a row of two indexes of which one is no number: both are counted as set aside")
    func countedFigures() throws {
        let sink = try decode(
            "Created,Finished,Loadpoint,Meter Start (kWh),Meter Stop (kWh)\n"
                + "2026-01-15 18:03:11,2026-01-15 22:40:05,Garage,100.5,x\n")
        #expect(sink.registers.isEmpty)
        #expect(quarantined(sink).map(\.values) == [2])
    }

    // MARK: Whose, and which way

    private static let curve = "Début;Fin;Valeur (en kW)\n15/01/2026 00:00:00;15/01/2026 00:30:00;0,5\n"

    @Test(
        "of Enedis' curve is of the direction that a line above it, or its sheet, says; where both are said it is refused",
        arguments: [
            ("Consommation", Direction.extraction), ("Export", .extraction), ("Production d'électricité", .injection),
            ("Énergie injectée", .injection),
        ])
    func directionAbove(words: String, direction: Direction) throws {
        let text = try decode("\(words)\n\n\(Self.curve)")
        let rows =
            SpreadsheetFixture.row(1, ["Début", "Fin", "Valeur (en kW)"])
            + SpreadsheetFixture.row(2, ["15/01/2026 00:00:00", "15/01/2026 00:30:00", "0,5"])
        let book = try SpreadsheetFixture.xlsx([.init(name: words, rows: rows)])
        let sheet = try RecordingSink.decoding(book, of: Self.point)
        for sink in [text, sheet] {
            #expect(sink.series.map(\.channel.direction) == [direction])
            #expect(sink.intervals.map(\.value) == [500])
        }
        #expect(throws: FlowError.self) { try decode("Consommation et production\n\(Self.curve)") }
    }

    @Test("of several tables under one --point: each further one is flagged, in a file and in an archive")
    func severalTables() throws {
        let other = Self.curve.replacing("15/01", with: "16/01")
        let joined = try decode(Self.curve + other)
        #expect(joined.intervals.count == 2)
        #expect(joined.diagnostics.map(\.rule.name) == ["several-tables"])
        #expect(joined.diagnostics.map(\.line) == [3])
        let archive = try ArchiveWriter.pack([("a.csv", Array(Self.curve.utf8)), ("b.csv", Array(other.utf8))])
        let packed = try RecordingSink.decoding(archive, of: Self.point)
        #expect(packed.intervals.count == 2)
        #expect(packed.diagnostics.map(\.rule.name) == ["several-tables"])
        #expect(packed.diagnostics.map(\.detail).first?.hasPrefix("'b.csv'") == true)
        #expect(try decode(Self.curve).diagnostics.isEmpty)
    }

    @Test("of Fluvius with volumes is of gas or water: none of it passes for electricity")
    func fluviusGas() throws {
        let energy = Self.fluviusRow(15, "Afname", "38,5")
        for unit in ["m3", "m³"] {
            let volume = energy.replacing("kWh", with: unit)
            #expect(throws: FlowError.self) { try decode(Self.fluvius + energy + volume, of: nil) }
        }
    }

    @Test("of a session that ends before it begins keeps none of its indexes")
    func backwardSession() throws {
        let sink = try decode(
            "Created,Finished,Loadpoint,Meter Start (kWh),Meter Stop (kWh)\n"
                + "2026-01-15 20:00:00,2026-01-15 19:00:00,Garage,100,90\n")
        #expect(sink.registers.isEmpty)
        #expect(quarantined(sink).map(\.values) == [2])
    }

    @Test("of Home Assistant's dashboard with a statistic twice adds it once, and sets the other aside")
    func statisticTwice() throws {
        let row = "sensor.a,grid_consumption,kWh,0.5,0.25\n"
        let header = "entity_id,type,unit,2026-01-15T00:00:00.000Z,2026-01-15T01:00:00.000Z\n"
        let sink = try decode(header + row + row)
        #expect(sink.intervals.map(\.value) == [500, 250])
        #expect(quarantined(sink).map(\.values) == [2])
    }
}
