import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A reader of R6x CSV")
struct R6xCSVReaderTests {
    static let r63 = """
        Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;Valeur;\
        Nature;Pas;Indice de vraisemblance;Etat complémentaire
        """
    static let r64 = """
        Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate;\
        Contexte de relève;Type de relève;Motif de relève;Grille;Identifiant calendrier;Libellé Calendrier;\
        Identifiant classe temporelle;Libellé classe temporelle;Cadran;Valeur;Indice de vraisemblance
        """
    static let r65 = """
        Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;\
        Mode de calcul;Pas;Date;Valeur
        """
    static let r66 = """
        Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Pas;Horodate;Valeur
        """

    static func head(
        _ quantity: String = "PA", prm: String = R6xDocument.prm, direction: String = "CONS", unit: String = "W"
    ) -> String {
        "\(prm);2024-01-01 00:00:00;2024-12-31 00:00:00;\(quantity);\(direction);BRUT;\(unit)"
    }

    static func curveRow(_ tail: String, of head: String = head()) -> String { "\(head);\(tail)" }

    static func indexRow(_ date: String, _ grid: String, _ id: String, _ register: String, _ value: String) -> String {
        "\(head("EA", unit: "Wh"));\(date);COL;AQ;;\(grid);DI000003;Libellé;\(id);Libellé;\(register);\(value);0"
    }

    static func decoding(_ header: String, _ rows: [String], end: String = "\n") throws -> RecordingSink {
        try RecordingSink.decoding(([header] + rows).joined(separator: end) + end)
    }

    @Test(
        "covers the civil day exactly, whatever the clocks do",
        arguments: [
            ("2024-10-27", .minutes30, "B", 50), ("2024-03-31", .minutes30, "B", 46),
            ("2024-10-27", .minutes10, "R", 150),
            ("2024-03-31", .minutes10, "R", 138),
        ] as [(String, Step, String, Int)],
        ["\n", "\r\n"])
    func coversDay(day: (date: String, step: Step, nature: String, count: Int), end: String) throws {
        let date = try #require(CivilDay(day.date))
        let codes = day.nature == "B" ? "0;0" : ";"
        let rows = R6xDocument.stamps(of: date, step: day.step, atEnd: day.nature == "B")
            .map { Self.curveRow("\($0);476;\(day.nature);\(day.step.isoText);\(codes)") }
        let sink = try Self.decoding("\u{FEFF}" + Self.r63, rows, end: end)
        #expect(sink.series.count == 1)
        #expect(
            sink.intervals.map(\.start) == (0..<day.count).map { date.start.advanced(minutes: $0 * day.step.minutes) })
        #expect(sink.intervals.allSatisfy { $0.value == 476 && $0.mark == .measured })
        #expect(sink.intervals.first?.line == 2)
        #expect(sink.flows == [.r63CSV])
        #expect(sink.rules.isEmpty)
    }

    @Test("begins a series with each point and direction, and notes other quantities once")
    func seriesKeys() throws {
        let tail = "2024-01-10 00:30:00;476;B;PT30M;0;0"
        let sink = try Self.decoding(
            Self.r63,
            [
                Self.curveRow(tail), Self.curveRow(tail, of: Self.head(direction: "PROD")),
                Self.curveRow(tail, of: Self.head("PRI", unit: "VAr")),
                Self.curveRow(tail, of: Self.head("PRI", unit: "VAr")),
                Self.curveRow(tail, of: Self.head(prm: "30001234567891")),
                Self.curveRow(tail, of: Self.head(prm: "3000")),
                Self.curveRow(tail, of: Self.head(prm: "3000")),
            ])
        #expect(
            sink.series.map(\.channel.description) == [
                "30001234567890 electricity extraction", "30001234567890 electricity injection",
                "30001234567891 electricity extraction",
            ])
        #expect(sink.diagnostics.map(\.rule.name) == ["other-quantity", "malformed-identifier"])
    }

    @Test("finds columns by name, in any order, without accents, with more cells than it needs")
    func columns() throws {
        let sink = try Self.decoding(
            "Identifiant PRM;Pas;valeur;NATURE;Unite;Grandeur metier;Autre;Horodate;\"Grandeur physique\"",
            ["\(R6xDocument.prm);PT10M;12;R;W;CONS;?;2024-01-10 00:10:00;PA;;", ""])
        #expect(sink.intervals.map(\.start.parisText) == ["2024-01-10T00:10:00+01:00"])
        #expect(sink.intervals.map(\.value) == [12])
        #expect(sink.rules.isEmpty)
    }

    @Test(
        "names the column that is missing",
        arguments: [
            (r63, "Grandeur physique"), (r63, "Grandeur métier"), (r63, "Unité"), (r63, "Horodate"), (r63, "Valeur"),
            (r63, "Pas"), (r64, "Type de relève"), (r64, "Grille"), (r64, "Identifiant calendrier"),
            (r64, "Identifiant classe temporelle"), (r64, "Cadran"), (r64, "Indice de vraisemblance"), (r65, "Date"),
            (r65, "Valeur"), (r66, "Grandeur physique"), (r66, "Pas"),
        ])
    func missingColumn(header: String, name: String) {
        let kept = header.split(separator: ";").filter { $0 != name }.joined(separator: ";")
        #expect(throws: FlowError.malformed(line: 1, detail: "column '\(name)' is missing")) {
            try RecordingSink.decoding(kept + "\n")
        }
    }

    @Test("refuses a header with the same column twice")
    func repeatedColumn() {
        #expect(throws: FlowError.malformed(line: 1, detail: "column 14 has the name of an earlier one")) {
            try RecordingSink.decoding(Self.r63 + ";valeur\n")
        }
    }

    @Test("quarantines a bad value with its line, and a row that lacks cells")
    func damage() throws {
        let sink = try Self.decoding(
            Self.r63,
            [
                Self.curveRow("2024-01-10 00:30:00;12.5;B;PT30M;0;0"), Self.curveRow("2024-01-10 01:00:00"),
                Self.curveRow("2024-01-10 01:30:00;;B;PT30M;0;0"), Self.curveRow("2024-01-10 02:00:00;7;C;PT30M;1;"),
            ])
        #expect(
            sink.intervals.map(\.mark) == [
                .missing(.quarantined), .missing(.sentEmpty), Mark(.corrected, isDoubtful: true),
            ])
        #expect(sink.diagnostics.map(\.rule.name).sorted() == ["malformed-value", "short-row"])
        #expect(sink.diagnostics.compactMap(\.line).sorted() == [2, 3])
    }

    @Test("refuses a file cut inside its last row, or with nothing but comments")
    func cut() {
        let whole = Self.curveRow("2024-01-10 00:30:00;476;B;PT30M;0;0")
        #expect(throws: FlowError.truncated(line: 3)) {
            try RecordingSink.decoding("\(Self.r63)\n\(whole)\n\(whole.prefix(90))")
        }
        #expect(throws: FlowError.self) { try RecordingSink.decoding("# rien\n") }
    }

    @Test("refuses a series longer than the limit", arguments: [r63, r64])
    func tooLong(header: String) {
        var limits = ReadingLimits()
        limits.seriesLength = 2
        let rows =
            header == Self.r63
            ? (1...3).map { Self.curveRow("2024-01-10 0\($0):00:00;476;B;PT60M;0;0") }
            : (1...3).map { Self.indexRow("2024-01-0\($0)", "Distributeur", "HP", "IDX_EAS_D1", "7") }
        let text = ([header] + rows).joined(separator: "\n")
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(Array(text.utf8), limits: limits) }
        #expect(error == .tooLarge(line: 4, detail: "a series is longer than 2 values"))
    }

    @Test("gives indexes and the total of the file, in whatever order the rows come", arguments: [false, true])
    func indexes(byDate: Bool) throws {
        var rows = [
            Self.indexRow("2024-07-10 00:00:00", "Distributeur", "HP", "IDX_EAS_D1", "700"),
            Self.indexRow("2024-07-11 00:00:00", "Distributeur", "HP", "IDX_EAS_D1", "710"),
            Self.indexRow("2024-07-10 00:00:00", "Distributeur", "HC", "IDX_EAS_D2", "300"),
            Self.indexRow("2024-07-11 00:00:00", "Distributeur", "HC", "IDX_EAS_D2", "305"),
            Self.indexRow("2024-07-10 00:00:00", "Fournisseur", "BASE", "IDX_EAS_F1", "999"),
            Self.indexRow("2024-07-10 00:00:00", "", "", "IDX_EAS_T", "1001"),
        ]
        if byDate { rows.sort { $0.split(separator: ";")[7] < $1.split(separator: ";")[7] } }
        let sink = try Self.decoding(Self.r64, rows)
        #expect(
            Set(sink.registers.map(R64ReaderTests.line)) == [
                "index:HP 700 2024-07-10T00:00", "index:HP 710 2024-07-11T00:00", "index:HC 300 2024-07-10T00:00",
                "index:HC 305 2024-07-11T00:00", "index:supplier:BASE 999 2024-07-10T00:00",
                "index:total 1001 2024-07-10T00:00",
            ])
        #expect(sink.registers.count == 6)
        #expect(sink.rules.isEmpty)
    }

    @Test("gives daily energies and maximum powers")
    func figures() throws {
        let energies = try Self.decoding(
            Self.r65,
            [
                "\(Self.head("EA", unit: "kWh"));DIFF.INDEX;P1D;2024-07-10;20.681",
                "\(Self.head("EA", unit: "kWh"));DIFF.INDEX;P1D;2024-07-11;",
            ])
        #expect(energies.registers.map(\.value) == [20_681])
        #expect(energies.registers.map(\.at.description) == ["2024-07-09T22:00:00Z"])
        #expect(energies.rules == ["empty-value"])
        let powers = try Self.decoding(Self.r66, ["\(Self.head("PMA", unit: "VA"));P1D;2024-07-10 13:47:29;5890"])
        #expect(powers.registers.map(\.register) == [.maximumPower])
        #expect(powers.registers.map(\.at.description) == ["2024-07-10T11:47:29Z"])
    }
}
