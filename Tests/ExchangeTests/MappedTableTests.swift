import Exchange
import Foundation
import Metering
import TestKit
import Testing

@Suite("A table that a mapping describes")
struct MappedTableTests {
    private func mapping(_ json: String) throws -> TableMapping {
        let mapping = try JSONDecoder().decode(TableMapping.self, from: Data(json.utf8))
        #expect(mapping.fault == nil)
        return mapping
    }

    private func decode(_ text: String, _ mapping: TableMapping, of point: PointID? = nil) throws -> RecordingSink {
        let sink = RecordingSink()
        try FlowDecoder(point: point, mapping: mapping).decode(MemorySource(text), into: sink)
        return sink
    }

    private static let grid = """
        {"columns": {"point": "PRM", "start": "Date", "startTime": "Heure", "value": "Puissance (kW)", "quality": "Statut"},
         "unit": "kW", "step": "PT30M", "qualities": {"Réel": "measured", "Estimé": "estimated"}}
        """

    @Test(
        "of a local operator becomes what the exchange form says, on days of any length, by start and by end",
        arguments: PortalTableTests.days, [false, true])
    func halfHours(day: String, isEnd: Bool) throws {
        let rows = WallRows(day)
        let lines = (0..<rows.count).map { place in
            let clock = rows.clock(isEnd ? place + 1 : place)
            return "81400000000000;\(clock.date);\(clock.time.prefix(5));0,\(rows.value(place));Réel"
        }
        let json = isEnd ? Self.grid.replacing("start", with: "end") : Self.grid
        let table =
            ([json == Self.grid ? "Export" : "Export du portail", "PRM;Date;Heure;Puissance (kW);Statut"] + lines)
        let sink = try decode(table.joined(separator: "\n"), mapping(json))
        #expect([Instant: Int32](sink.intervals) == rows.expected)
        #expect(sink.diagnostics == [])
        // Without summer time, every row says its moment by itself.
        if !isEnd {
            let winter = (0..<rows.count).map { place in
                let text = rows.day.start.advanced(minutes: place * 30 + 60).description
                return "81400000000000;\(text.prefix(10));\(text.dropFirst(11).prefix(5));0,\(rows.value(place));Estimé"
            }
            let fixed = try mapping(json.replacing("\"unit\"", with: "\"zone\": \"+01:00\", \"unit\""))
            let again = try decode(([table[1]] + winter.shuffled()).joined(separator: "\n"), fixed)
            #expect([Instant: Int32](again.intervals) == rows.expected)
            #expect(again.intervals.allSatisfy { $0.mark.quality == .estimated })
        }
    }

    @Test("of a database that goes back in time tells the repeated hour; a shuffled one does not guess it")
    func backward() throws {
        let rows = WallRows("2026-10-25")
        let lines = (0..<rows.count).map {
            "81400000000000;\(rows.clock($0).date);\(rows.clock($0).time);0,\(rows.value($0));"
        }
        let table = { (lines: [String]) in (["PRM;Date;Heure;Puissance (kW);Statut"] + lines).joined(separator: "\n") }
        let sink = try decode(table(lines.reversed()), mapping(Self.grid))
        #expect([Instant: Int32](sink.intervals) == rows.expected)
        var mixed = lines
        // 02:30, 02:00, 02:00, 02:30 after later ones.
        mixed.swapAt(4, 5)
        let shuffled = try decode(table(mixed.reversed()), mapping(Self.grid))
        #expect(shuffled.diagnostics.map(\.rule.name) == Array(repeating: "ambiguous-hour", count: 4))
        #expect(shuffled.intervals.count == 46)
    }

    @Test("of heat meters keeps the index that closes the last day of each month, in any separator and encoding")
    func heat() throws {
        let json = """
            {"columns": {"point": "Gerätenummer", "start": "Datum", "index": "Wert", "unit": "Einheit"}, "carrier": "heat"}
            """
        for separator in [";", "\t", ",", "|"] {
            let text = [
                "Liegenschaft;Gerätenummer;Datum;Wert;Einheit", "LG1;100000;31.01.2026;1200.5;kWh",
                "LG1;100001;28.02.2026;1.2;MWh",
            ]
            .joined(separator: "\n").replacing(";", with: separator)
            let sink = RecordingSink()
            let latin1 = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            try FlowDecoder(mapping: mapping(json)).decode(MemorySource(latin1), into: sink)
            #expect(sink.registers.map(\.value) == [1_200_500, 1_200_000])
            #expect(sink.registers.map(\.register) == [.totalIndex, .totalIndex])
            #expect(sink.registers.map(\.at.description) == ["2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"])
            #expect(
                sink.registers.map(\.channel)
                    == ["100000", "100001"].map { Channel(point: PointID($0), carrier: .heat) })
        }
    }

    @Test(
        "of months is kept as energies of their days, never as a curve",
        arguments: ["2026-02", "02/2026", "01/02/2026", "15/02/2026"])
    func months(written: String) throws {
        let json = """
            {"columns": {"point": "p", "start": "mois", "value": "kWh"}, "unit": "kWh", "step": "P1M"}
            """
        let sink = try decode(
            "p;mois;kWh\nP1;\(written);1 200\n",
            mapping(json.replacing("\"unit\"", with: "\"thousands\": \" \", \"unit\"")))
        #expect(sink.registers.map(\.register) == [.periodEnergy(days: 28)])
        #expect(sink.registers.map(\.value) == [1_200_000])
        #expect(sink.registers.map(\.at.description) == ["2026-01-31T23:00:00Z"])
        #expect(sink.series.isEmpty)
    }

    @Test("of Home Assistant is a counter at moments in UTC, of one meter a file")
    func homeAssistant() throws {
        let json = """
            {"columns": {"meter": "entity_id", "start": "last_changed", "index": "state"}, "unit": "kWh", "zone": "UTC"}
            """
        let header = "entity_id,state,last_changed\n"
        let rows =
            "sensor.linky,1000.0,2026-01-15T00:00:00.000Z\nsensor.linky,unavailable,2026-01-15T00:10:00.000Z\nsensor.linky,1000.25,2026-01-15T00:30:00\n"
        let point = PointID("01234567890123")
        let sink = try decode(header + rows, mapping(json), of: point)
        #expect(sink.registers.map(\.value) == [1_000_000, 1_000_250])
        #expect(sink.registers.map(\.at.description) == ["2026-01-15T00:00:00Z", "2026-01-15T00:30:00Z"])
        #expect(sink.diagnostics.map(\.line) == [3])
        let error = #expect(throws: FlowError.self) {
            try decode(header + rows + "sensor.other,1,2026-01-15T00:30:00Z\n", mapping(json), of: point)
        }
        #expect(error?.description.contains("line 5 is of another one") == true)
    }

    @Test("of charging sessions keeps what the meter showed at both ends")
    func sessions() throws {
        let json = """
            {"columns": {"start": "Created", "end": "Finished", "openingIndex": "Meter Start (kWh)", "index": "Meter Stop (kWh)"}, "unit": "kWh"}
            """
        let text =
            "Created,Finished,Loadpoint,Meter Start (kWh),Meter Stop (kWh)\n2026-01-15 18:03:11,2026-01-15 22:40:05,Garage,100.5,117.25\n"
        let sink = try decode(text, mapping(json), of: PointID("EV-1"))
        #expect(sink.registers.map(\.value) == [100_500, 117_250])
        #expect(sink.registers.map(\.at.description) == ["2026-01-15T17:03:11Z", "2026-01-15T21:40:05Z"])
    }

    @Test("leaves the rows that the mapping leaves, and counts them; a word it does not know sets a row aside")
    func words() throws {
        let json = """
            {"columns": {"point": "p", "start": "d", "value": "v", "direction": "r"}, "unit": "kWh", "step": "P1D",
             "directions": {"Afname": "extraction", "Reactief": "none"}}
            """
        let sink = try decode(
            "p;d;v;r\nP1;2026-01-15;1;AFNAME\nP1;2026-01-15;2;Reactief\nP1;2026-01-15;3;Other\n", mapping(json))
        #expect(sink.registers.map(\.value) == [1_000])
        #expect(sink.diagnostics.map(\.severity) == [.quarantined, .note])
        #expect(
            sink.diagnostics.map(\.detail) == [
                "direction 'Other', of which the mapping says nothing", "1 row that the mapping leaves",
            ])
    }

    @Test("that lacks a column of the mapping is refused with the names wanted")
    func missingColumn() throws {
        let error = #expect(throws: FlowError.self) { try decode("PRM;Date;Puissance\n1;2;3\n", mapping(Self.grid)) }
        #expect(error?.description.contains("'PRM', 'Date', 'Heure', 'Puissance (kW)'") == true)
    }

    @Test(
        "a mapping that could read nothing says what it lacks",
        arguments: [
            ("{\"columns\": {\"value\": \"v\"}, \"unit\": \"kWh\"}", "'start' or 'end'"),
            ("{\"columns\": {\"start\": \"d\"}, \"unit\": \"kWh\"}", "'value' or 'index'"),
            ("{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"unit\": \"kWh\"}", "'step'"),
            ("{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"step\": \"P1D\"}", "'unit'"),
            (
                "{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"step\": \"P1D\", \"unit\": \"m3\"}",
                "no unit of electricity"
            ),
            ("{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"step\": \"P1D\", \"unit\": \"J\"}", "unit 'J'"),
            (
                "{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"step\": \"P1D\", \"unit\": \"kWh\", \"zone\": \"CET\"}",
                "zone 'CET'"
            ),
            (
                "{\"columns\": {\"end\": \"d\", \"value\": \"v\"}, \"step\": \"P1D\", \"unit\": \"kWh\"}",
                "dated by a column 'start'"
            ),
            (
                "{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"step\": \"P1D\", \"unit\": \"kWh\", \"qualities\": {\"x\": \"good\"}}",
                "quality 'good'"
            ),
        ])
    func faults(json: String, words: String) throws {
        let mapping = try JSONDecoder().decode(TableMapping.self, from: Data(json.utf8))
        #expect(mapping.fault?.contains(words) == true)
    }

    @Test("a mapping with a misspelt key is refused")
    func misspelt() {
        let json = "{\"columns\": {\"start\": \"d\", \"value\": \"v\"}, \"unti\": \"kWh\"}"
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(TableMapping.self, from: Data(json.utf8)) }
    }

    // MARK: Suggestions

    private func suggestion(_ text: String) throws -> MappingSuggestion {
        try MappingSuggestion(of: MemorySource(text))
    }

    @Test("is proposed such that it reads the table to the value", arguments: PortalTableTests.days, [false, true])
    func suggestedHalfHours(day: String, isEnd: Bool) throws {
        let rows = WallRows(day)
        let lines = (0..<rows.count).map { place in
            let clock = rows.clock(isEnd ? place + 1 : place)
            return "81400000000000;\(clock.date);\(clock.time.prefix(5));0,\(rows.value(place));Réel"
        }
        let text = (["PRM;Date;Heure;Puissance (kW);Statut"] + lines).joined(separator: "\n")
        let suggestion = try suggestion(text)
        #expect(suggestion.mapping.fault == nil)
        #expect(suggestion.assumptions == ["the time of a row is the \(isEnd ? "end" : "start") of its interval"])
        #expect([Instant: Int32](try decode(text, suggestion.mapping).intervals) == rows.expected)
        let preview = try MappingPreview(MemorySource(text), by: suggestion.mapping, of: nil)
        #expect(preview.days.map(\.values) == [rows.count] && preview.setAside == 0)
    }

    @Test("is proposed of a counter, of months and of gas days as what they are, with what was taken for granted")
    func suggestedOthers() throws {
        let counter =
            "entity_id,state,last_changed\n"
            + (0..<8).map { "sensor.x,\(1_000 + $0).5,2026-01-15T0\($0):00:00Z\n" }.joined()
        let first = try suggestion(counter)
        #expect(first.mapping.columns.index == "state" && first.mapping.columns.meter == "entity_id")
        #expect(
            first.assumptions.contains { $0.contains("never falls") }
                && first.assumptions.contains { $0.contains("kWh") })
        let heat =
            "Liegenschaft;Gerätenummer;Geräteart;Datum;Wert;Einheit\n"
            + (0..<3).map { "LG1;10000\($0);Wärmezähler;31.01.2026;120\($0),5;kWh\n" }.joined()
        let second = try suggestion(heat)
        #expect(second.mapping.carrier == .heat && second.mapping.columns.point == "Gerätenummer")
        #expect(second.mapping.columns.unit == "Einheit")
        let months = "Zähler;Monat;Verbrauch (kWh)\n" + (1..<9).map { "Z1;01.0\($0).2026;\(100 - $0)\n" }.joined()
        #expect(try suggestion(months).mapping.step == .month)
        let american = "meter,date,consumption kWh\nM1,01/15/2026,5\nM1,01/16/2026,6\n"
        let fourth = try suggestion(american)
        #expect(fourth.mapping.dates == .monthFirst && fourth.mapping.step == .day)
        #expect(
            try decode(american, fourth.mapping).registers.map(\.at.description) == [
                "2026-01-14T23:00:00Z", "2026-01-15T23:00:00Z",
            ])
    }

    @Test("is not proposed of a text without dates and numbers", arguments: ["", "hello\nworld\n", "a;b\nc;d\n"])
    func nothingToSuggest(text: String) {
        #expect(throws: FlowError.self) { try suggestion(text) }
    }

    @Test(
        "whose header is nearly right is refused with the line, what differs and the command that would read it",
        arguments: [
            (
                "point;carrier;direction;begin;end;value;unit\nP1;gas;extraction;1;2;3;kWh\n",
                "line 1 is nearly the header of the long form, which has 'start'"
            ),
            (
                "Export\nDébut;Fin;Valeur\n15/01/2026 00:00;15/01/2026 00:30;1\n15/01/2026 00:30;15/01/2026 01:00;1\n",
                "line 2 is nearly the header of an Enedis load curve, which has 'valeur (en kw)'"
            ),
            (
                "point,carrier,direction,start,end,value,unit\nP1,gas,extraction,1,2,3,kWh\nP1,gas,extraction,1,2,3,kWh\n",
                "';' between columns"
            ),
        ])
    func nearHeader(text: String, words: String) {
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(text) }
        let description = error?.description ?? ""
        #expect(description.contains(words) && description.hasSuffix("maille map suggest FILE"), "\(description)")
    }
}
