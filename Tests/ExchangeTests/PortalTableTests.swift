import Exchange
import Metering
import TestKit
import Testing

@Suite("An export that people hold")
struct PortalTableTests {
    static let days = ["2026-01-15", "2026-03-29", "2026-10-25"]
    private static let point = PointID("01234567890123")

    private func decode(_ text: String, of point: PointID? = point) throws -> RecordingSink {
        try decode(Array(text.utf8), of: point)
    }

    private func decode(_ bytes: [UInt8], of point: PointID? = point) throws -> RecordingSink {
        try RecordingSink.decoding(bytes, of: point)
    }

    private func refusal(_ text: String, of point: PointID? = point) -> String {
        let error = #expect(throws: FlowError.self) { try decode(text, of: point) }
        return error?.description ?? ""
    }

    // MARK: Enedis since 2025

    private static func enedis(_ rows: WallRows) -> [String] {
        (0..<rows.count).map { "\(rows.stamp($0));\(rows.stamp($0 + 1));0,\(rows.value($0))" }
    }

    private static let enedisHeader = "Début;Fin;Valeur (en kW)"

    @Test("of Enedis' portal is read as half-hours of mean power, on days of any length", arguments: days)
    func enedisCurve(day: String) throws {
        let rows = WallRows(day)
        let sink = try decode(([Self.enedisHeader] + Self.enedis(rows)).joined(separator: "\n"))
        #expect(sink.flows == [.enedisTable])
        #expect([Instant: Int32](sink.intervals) == rows.expected)
        #expect(sink.series.map(\.unit) == [.watt])
        #expect(sink.series.map(\.channel) == [Channel(point: Self.point)])
        #expect(sink.diagnostics == [])
    }

    @Test("of Enedis' portal as a workbook gives the same values as its CSV", arguments: days)
    func enedisWorkbook(day: String) throws {
        let rows = WallRows(day)
        func serial(_ place: Int) -> Double {
            let clock = rows.clock(place)
            let day = clock.date == rows.clock(0).date ? rows.day : rows.day.advanced(by: 1)
            let time = clock.time.split(separator: ":").compactMap { Int($0) }
            return Double(Int(day.daysSinceEpoch) + 25_569) + Double(time[0] * 3_600 + time[1] * 60) / 86_400
        }
        let cells = (0..<rows.count).map { place in
            "<row r=\"\(place + 3)\"><c r=\"A\(place + 3)\" s=\"2\"><v>\(serial(place))</v></c>"
                + "<c r=\"B\(place + 3)\" s=\"4\"><v>\(serial(place + 1))</v></c>"
                + "<c r=\"C\(place + 3)\"><v>0.\(rows.value(place))</v></c></row>"
        }
        let above = SpreadsheetFixture.row(1, ["Identifiant PRM", "01234567890123x"])
            .replacing("01234567890123x", with: "01234567890123")
        let header = SpreadsheetFixture.row(2, ["Début", "Fin", "Valeur (en kW)"])
        let book = try SpreadsheetFixture.xlsx([
            .init(name: "Export Consommation Horaire", rows: above + header + cells.joined())
        ])
        for point in [nil, Self.point] {
            let sink = try decode(book, of: point)
            #expect([Instant: Int32](sink.intervals) == rows.expected)
            #expect(sink.series.map(\.channel.point) == [Self.point])
            #expect(sink.diagnostics == [])
        }
        let other = #expect(throws: FlowError.self) { try decode(book, of: PointID("01234567890124")) }
        #expect(other?.description.contains("another point than --point") == true)
    }

    @Test("of Enedis' portal keeps its days and its direction, by the PRM above")
    func enedisDays() throws {
        for (column, direction) in [
            ("Energie consommée (kWh)", Direction.extraction), ("Energie injectée (kWh)", .injection),
        ] {
            let text = "Identifiant PRM;01234567890123\n\nDate;\(column)\n28/03/2026;8,6\n29/03/2026;\n30/03/2026;8,8\n"
            let sink = try decode(text, of: nil)
            #expect(sink.registers.map(\.value) == [8_600, 0, 8_800])
            #expect(sink.registers.map(\.mark.quality) == [.measured, .missing, .measured])
            #expect(sink.registers.map(\.register) == [.dailyEnergy, .dailyEnergy, .dailyEnergy])
            #expect(Set(sink.registers.map(\.channel)) == [Channel(point: Self.point, direction: direction)])
        }
    }

    @Test("of two households joined keeps each value at the point that stands above it, or none")
    func joinedDays() throws {
        func export(_ point: String, _ energy: String) -> String {
            "Identifiant PRM;\(point)\nDate;Energie consommée (kWh)\n15/01/2026;\(energy)\n"
        }
        let sink = try decode(export("01234567890123", "1,5") + export("01234567890124", "2,5"), of: nil)
        #expect(sink.registers.map(\.channel.point.text) == ["01234567890123", "01234567890124"])
        #expect(sink.registers.map(\.value) == [1_500, 2_500])
        let headless =
            "Identifiant PRM;01234567890123\nDate;Energie consommée (kWh)\n15/01/2026;1,5\nIdentifiant PRM;01234567890124\n16/01/2026;2,5\n"
        let lost = try decode(headless, of: nil)
        #expect(lost.registers.map(\.channel.point.text) == ["01234567890123"])
        #expect(lost.diagnostics.map(\.rule.name) == ["rows-without-point"])
        #expect(refusal(export("1234567890123", "1"), of: nil).contains("13 digits"))
    }

    @Test("without a point is refused with the option that says it")
    func pointless() {
        let texts = [
            Self.enedisHeader + "\n15/01/2026 00:00;15/01/2026 00:30;1\n",
            "Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée\n",
            "Date de relevé;Index relevé (litres);Consommation du jour (litres)\n2026-01-15;1;1\n",
        ]
        for text in texts { #expect(refusal(text, of: nil).contains("--point, one file a point")) }
    }

    @Test(
        "sets a damaged row aside with its line, and reads on",
        arguments: [
            "15/01/2026 00:30:00;15/01/2026 01:00:00;0,x", "15/13/2026 00:30:00;15/01/2026 01:00:00;0,1",
            "15/01/2026 00:30:00;15/01/2026 01:10:00;0,1", "15/01/2026 00:30:00", ";15/01/2026 01:00:00;0,1",
            "15/01/2026 00:30:00;15/01/2026 01:00:00;0,115/01/2026 01:00:00;15/01/2026 01:30:00;0,1", "Total;;24,5",
            "15/01/26 00:30:00;15/01/26 01:00:00;0,1", "15/01/2026 00:30:00;15/01/2026 01:00:00;99999999999",
        ])
    func damaged(row: String) throws {
        let rows = Self.enedis(WallRows("2026-01-15"))
        let sink = try decode([Self.enedisHeader, rows[0], row, rows[2]].joined(separator: "\n"))
        #expect(sink.intervals.map(\.value) == [200, 202])
        #expect(sink.diagnostics.map(\.line) == [3])
        #expect(sink.diagnostics.map(\.severity) == [.quarantined])
    }

    // MARK: EDF

    private static let edfHeader = """
        Récapitulatif de mes puissances atteintes en W

        Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée
        """

    /// Newest first; the midnight that ends a day stands above its other times.
    private static func edf(_ rows: WallRows) -> [String] {
        let times = (1...rows.count).reversed().map { place in
            "\(place == rows.count ? "00:00:00" : rows.clock(place).time);\(rows.value(place - 1));Réelle"
        }
        return ["\(rows.clock(0).date);;", ""] + times
    }

    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    @Test("of EDF is read backward, in Latin-1, on days of any length", arguments: days)
    func edfPower(day: String) throws {
        let rows = WallRows(day)
        let text = ([Self.edfHeader] + Self.edf(rows)).joined(separator: "\r\n")
        for bytes in [Self.latin1(text), Array(text.utf8)] {
            let sink = try decode(bytes)
            #expect(sink.flows == [.edfPower])
            #expect([Instant: Int32](sink.intervals) == rows.expected)
            #expect(sink.diagnostics == [])
        }
    }

    @Test("of EDF counts a day that comes twice once, and sets aside what is no half-hour")
    func edfRepeated() throws {
        let rows = WallRows("2026-01-15")
        var lines = Self.edf(rows)
        lines += Array(lines)
        lines.insert("12:14:10;148;Réelle", at: 20)
        lines.insert("11:59:59;148;Douteuse", at: 21)
        let sink = try decode(([Self.edfHeader] + lines).joined(separator: "\n"))
        #expect([Instant: Int32](sink.intervals) == rows.expected)
        #expect(
            sink.diagnostics.filter { $0.severity == .quarantined }.map(\.rule.name) == [
                "step-not-allowed", "step-not-allowed",
            ])
        #expect(sink.diagnostics.filter { $0.severity == .note }.map(\.detail) == ["48 repeated rows left out"])
    }

    @Test("of EDF places a midnight on the side of its day where it stands", arguments: [false, true])
    func edfMidnight(isForward: Bool) throws {
        let above = ["00:00:00;9;Réelle", "23:30:00;8;Réelle", "23:00:00;7;Réelle"]
        let below = ["01:00:00;3;Réelle", "00:30:00;2;Réelle", "00:00:00;1;Réelle"]
        let lines = isForward ? (above + below).reversed() : above + below
        let sink = try decode(([Self.edfHeader, "15/01/2026;;"] + lines).joined(separator: "\n"))
        let day = try #require(CivilDay("2026-01-15"))
        let values = [Instant: Int32](sink.intervals)
        #expect(values[day.end.advanced(minutes: -30)] == 9)
        #expect(values[day.start.advanced(minutes: -30)] == 1)
        #expect(values[day.start] == 2)
    }

    @Test("of EDF with a time before any date, or a word of unknown nature, sets it aside")
    func edfDamaged() throws {
        let lines = [
            "23:00:00;1;Réelle", "15/01/2026;;", "23:30:00;x;Réelle", "23:00:00;2;Inconnue", "22:30:00;3;Estimée",
            "22:00:00;4;Réelle",
        ]
        let sink = try decode(([Self.edfHeader] + lines).joined(separator: "\n"))
        #expect(sink.diagnostics.map(\.line) == [4, 6, 7])
        #expect(sink.intervals.filter { $0.mark.quality != .missing }.map(\.value) == [4, 3])
        #expect(sink.intervals.filter { $0.value == 3 }.map(\.mark.quality) == [.estimated])
    }

    @Test(
        "of EDF in which the line of a date is lost keeps none of its times under the date above",
        arguments: [false, true])
    func edfLostDate(isForward: Bool) throws {
        let (first, lost, last) = (WallRows("2026-01-16"), WallRows("2026-01-15"), WallRows("2026-01-14"))
        var blocks = [first, lost, last].map { rows in
            Array(Self.edf(rows).filter { !$0.isEmpty })
        }
        if isForward { blocks = blocks.reversed().map { [$0[0]] + $0.dropFirst().reversed() } }
        blocks[1].removeFirst()
        let sink = try decode(([Self.edfHeader] + blocks.joined()).joined(separator: "\n"))
        // In a file that goes forward, the midnight that closes the day above may be that of the lost date.
        let expected = first.expected.merging(last.expected) { value, _ in value }
        let values = [Instant: Int32](sink.intervals)
        #expect(values.allSatisfy { expected[$0.key] == $0.value })
        #expect(values.count >= expected.count - 1)
        #expect(sink.diagnostics.filter { $0.severity == .quarantined }.map(\.values).reduce(0, +) >= 48)
    }

    // MARK: GRDF

    private static func grdf(_ readings: String, point: String = "01234567890123") -> String {
        "{\"\(point)\": {\"idPce\": \"\(point)\", \"releves\": [\(readings)]}}"
    }

    private static func reading(_ day: String, _ energy: String, _ quality: String = "Mesuré") -> String {
        """
        {"dateDebutReleve": "\(day)T06:00:00+01:00", "dateFinReleve": "2026-02-02T06:00:00+01:00", "journeeGaziere": "\(day)",
         "indexDebut": 1, "indexFin": 2, "energieConsomme": \(energy), "qualificationReleve": "\(quality)", "temperature": null}
        """
    }

    @Test("of GRDF keeps energies of gas days at the PCE, 23 and 25 hours long where the clocks change")
    func grdfJSON() throws {
        let days = ["2026-03-28", "2026-10-24"]
        let sink = try decode(Self.grdf(days.map { Self.reading($0, "45") }.joined(separator: ",")), of: nil)
        #expect(sink.flows == [.grdfJSON])
        #expect(Set(sink.registers.map(\.channel)) == [Channel(point: PointID("pce:01234567890123"), carrier: .gas)])
        #expect(sink.registers.map(\.register) == [.gasDayEnergy, .gasDayEnergy])
        #expect(sink.registers.map(\.value) == [45_000, 45_000])
        #expect(sink.registers.map(\.at.description) == ["2026-03-28T05:00:00Z", "2026-10-24T04:00:00Z"])
        #expect(sink.registers.map { $0.register.end(from: $0.at).seconds(since: $0.at) / 3_600 } == [23, 25])
    }

    @Test("of GRDF says what was estimated, keeps none for a missing one, and sets aside what cannot be")
    func grdfQualities() throws {
        let readings = [
            Self.reading("2026-01-15", "1", "Estimé"), Self.reading("2026-01-16", "null", "Absence de Données"),
            Self.reading("2026-01-17", "-3"), Self.reading("2026-01-18", "3", "Autre"), Self.reading("2026-13-19", "3"),
            Self.reading("2026-01-20", "2.5", "Corrigé"),
        ]
        let sink = try decode(Self.grdf(readings.joined(separator: ",")), of: nil)
        #expect(sink.registers.map(\.mark.quality) == [.estimated, .missing, .corrected])
        #expect(sink.registers.map(\.value) == [1_000, 0, 2_500])
        #expect(sink.diagnostics.map(\.rule.name) == ["malformed-value", "malformed-field", "malformed-timestamp"])
        #expect(
            refusal(Self.grdf(Self.reading("2026-01-15", "1"), point: "1234567890123"), of: nil).contains("13 digits"))
    }

    @Test("of GRDF as a workbook keeps the sheet of days, and names those of weeks and months")
    func grdfWorkbook() throws {
        let header = [
            "Journée gazière", "Index de début (m3)", "Energie consommée (kWh)", "Coefficient de conversion",
            "Qualification",
        ]
        let days =
            SpreadsheetFixture.row(1, ["Numéro PCE", "PCE"]).replacing(
                "PCE</t></is></c></row>", with: "01234567890123</t></is></c></row>")
            + SpreadsheetFixture.row(9, header)
            + SpreadsheetFixture.row(10, ["15/01/2026", "1", "45", "11.2", "Mesuré"])
            + SpreadsheetFixture.row(11, ["16/01/2026", "1", "46", "11.2", "Estimé"])
        let weeks =
            SpreadsheetFixture.row(9, ["Semaine", "Energie consommée (kWh)"])
            + SpreadsheetFixture.row(10, ["du 1 au 7", "300"])
        let book = try SpreadsheetFixture.xlsx([
            .init(name: "Historique par jour", rows: days), .init(name: "Historique par semaine", rows: weeks),
        ])
        let sink = try decode(book, of: nil)
        #expect(sink.registers.map(\.value) == [45_000, 46_000])
        #expect(sink.registers.map(\.register) == [.gasDayEnergy, .gasDayEnergy])
        #expect(sink.registers.map(\.mark.quality) == [.measured, .estimated])
        #expect(
            sink.diagnostics.map(\.detail) == [
                "the column 'index de debut (m3)' is left in the file",
                "1 sheet that is no data: 'Historique par semaine'",
            ])
    }

    // MARK: Water and Fluvius

    @Test("of Veolia keeps the volume of each day, the index that closes it, and what was estimated")
    func veolia() throws {
        let text = """
            Date de relevé;Index relevé (litres);Consommation du jour (litres);Index Mesuré/Estimé
            2026-03-29;559301;301;Mesuré
            2026-10-25;559603;302;Estimé
            2026-10-26;559000;-603;Mesuré
            """
        let sink = try decode(text, of: PointID("EAU-7"))
        let volumes = sink.registers.filter { $0.register == .dailyEnergy }
        let indexes = sink.registers.filter { $0.register == .totalIndex }
        #expect(volumes.map(\.value) == [301, 302] && indexes.map(\.value) == [559_301, 559_603])
        #expect(volumes.map(\.at.description) == ["2026-03-28T23:00:00Z", "2026-10-24T22:00:00Z"])
        #expect(indexes.map(\.at.description) == ["2026-03-29T22:00:00Z", "2026-10-25T23:00:00Z"])
        #expect(volumes.map(\.mark.quality) == [.measured, .estimated])
        #expect(sink.diagnostics.map(\.line) == [4])
    }

    @Test("of Fluvius keeps quarter-hours of both directions at the EAN, on days of any length", arguments: days)
    func fluvius(day: String) throws {
        let rows = WallRows(day, minutes: 15)
        let header =
            "Van (datum);Van (tijdstip);Tot (datum);Tot (tijdstip);EAN-code;Meter;Metertype;Register;Volume;Eenheid;Validatiestatus;Omschrijving"
        let lines = (0..<rows.count).flatMap { place -> [String] in
            let (start, end) = (rows.clock(place), rows.clock(place + 1))
            return [("Afname Nacht", "0,\(rows.value(place))"), ("Injectie Dag", "0,001")].map { register, volume in
                "\(start.date.replacing("/", with: "-"));\(start.time);\(end.date.replacing("/", with: "-"));\(end.time);"
                    + "=\"541448800000000001\";1SAG;Digitale meter;\(register);\(volume);kWh;Gevalideerd;"
            }
        }
        let sink = try decode(([header] + lines).joined(separator: "\r\n"), of: nil)
        let drawn = sink.series.filter { $0.channel.direction == .extraction }.flatMap(\.intervals)
        let fed = sink.series.filter { $0.channel.direction == .injection }.flatMap(\.intervals)
        #expect([Instant: Int32](drawn) == rows.expected)
        #expect(fed.count == rows.count && fed.allSatisfy { $0.value == 1 })
        #expect(Set(sink.series.map(\.channel.point.text)) == ["541448800000000001"])
        #expect(sink.diagnostics == [])
    }
}
