import Exchange
import Foundation
import Metering
import TestKit
import Testing

@Suite("Any damage to a table or a spreadsheet")
struct DamagedTableTests {
    /// `MAILLE_FUZZ_RUNS=20000 swift test --filter DamagedTable`
    private static let runs = ProcessInfo.processInfo.environment["MAILLE_FUZZ_RUNS"].flatMap { Int($0) } ?? 300
    private static let point = PointID("01234567890123")

    private static let texts: [String] = {
        let rows = WallRows("2026-10-25")
        let enedis = (0..<rows.count).map { "\(rows.stamp($0));\(rows.stamp($0 + 1));0,\(rows.value($0))" }
        let edf = (1...rows.count).reversed().map { "\(rows.clock($0).time);\(rows.value($0 - 1));Réelle" }
        let reading = { (day: Int) in
            "{\"journeeGaziere\": \"2026-02-0\(day)\", \"energieConsomme\": 45, \"qualificationReleve\": \"Mesuré\"}"
        }
        return [
            "Identifiant PRM;01234567890123\nDébut;Fin;Valeur (en kW)\n" + enedis.joined(separator: "\n"),
            "Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée\n25/10/2026;;\n\n"
                + edf.joined(separator: "\n"),
            "Date de relevé;Index relevé (litres);Consommation du jour (litres);Index Mesuré/Estimé\n"
                + (1..<9).map { "2026-02-0\($0);\(559_301 + $0);\($0);Mesuré" }.joined(separator: "\n"),
            "{\"01234567890123\": {\"idPce\": \"01234567890123\", \"releves\": ["
                + (1..<9).map(reading).joined(separator: ",\n") + "]}}",
        ]
    }()

    private static let sheet =
        SpreadsheetFixture.row(1, ["Identifiant PRM", "x01234567890123"])
        + SpreadsheetFixture.row(2, ["Début", "Fin", "Valeur (en kW)"])
        + "<row r=\"3\"><c r=\"A3\" s=\"2\"><v>46037</v></c><c r=\"B3\" s=\"4\"><v>46037.020833333</v></c>"
        + "<c r=\"C3\" t=\"n\"><f>A1</f><v>0.2</v></c></row>"

    private static let tables =
        "<table:table table:name=\"T\"><table:table-row><table:table-cell><text:p>Début</text:p></table:table-cell>"
        + "<table:table-cell><text:p>Fin</text:p></table:table-cell><table:table-cell><text:p>Valeur (en kW)</text:p>"
        + "</table:table-cell></table:table-row><table:table-row table:number-rows-repeated=\"3\"><table:table-cell "
        + "office:value-type=\"date\" office:date-value=\"2026-01-15T00:00:00\"/><table:table-cell "
        + "office:value-type=\"date\" office:date-value=\"2026-01-15T00:30:00\"/><table:table-cell "
        + "office:value-type=\"float\" office:value=\"0.2\"/></table:table-row></table:table>"

    private func damaged(_ bytes: [UInt8], by generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3: bytes[place] = Array("0123456789;<>\"'=-./:".utf8).randomElement(using: &generator) ?? 0
            default: bytes.swapAt(place, end - 1)
            }
        }
        return bytes
    }

    /// Decodes to the end, or is refused as a whole; whatever comes is a record that can be.
    private func decode(_ bytes: [UInt8], seed: Int) throws {
        let sink = RecordingSink()
        do {
            try FlowDecoder(point: Self.point).decode(MemorySource(bytes), into: sink)
        } catch is FlowError {
            return
        }
        #expect(sink.registers.allSatisfy { WholeNumbers.register.contains($0.value) }, "seed \(seed)")
        #expect(
            sink.intervals.allSatisfy { CivilDay.accepted.contains(CivilDay(containing: $0.start)) }, "seed \(seed)")
    }

    private enum WholeNumbers { static let register: ClosedRange<Int64> = 0...1 << 53 }

    @Test("is a refusal, or records that can be, and never more")
    func anyDamage() throws {
        for seed in 0..<Self.runs {
            var generator = SeededGenerator(seed: UInt64(seed))
            switch seed % 6 {
            case 4:
                // Damaged before it is packed: a broken archive would be refused before its sheets are seen.
                let rows = String(decoding: damaged(Array(Self.sheet.utf8), by: &generator), as: UTF8.self)
                try decode(try SpreadsheetFixture.xlsx([.init(name: "S", rows: rows)], texts: ["a"]), seed: seed)
            case 5:
                let tables = String(decoding: damaged(Array(Self.tables.utf8), by: &generator), as: UTF8.self)
                try decode(try SpreadsheetFixture.ods(tables), seed: seed)
            case let form:
                let bytes = damaged(Array(Self.texts[form].utf8), by: &generator)
                try decode(bytes, seed: seed)
                try decode(Gzip.stored(Array(bytes.prefix(60_000))), seed: seed)
            }
        }
    }

    @Test("a packed spreadsheet with any byte changed is refused, or what changed is not read")
    func packed() throws {
        let book = try SpreadsheetFixture.xlsx([.init(name: "S", rows: Self.sheet)], texts: ["a"])
        for seed in 0..<Self.runs / 3 {
            var generator = SeededGenerator(seed: UInt64(seed))
            try decode(damaged(book, by: &generator), seed: seed)
        }
    }
}
