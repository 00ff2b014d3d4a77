import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A header that is not the file's own")
struct OtherHeadersTests {
    private static let wide = "point;date;" + (1...24).map { "v\($0)" }.joined(separator: ";")
    private static let row = "01234567890123;2026-01-15;" + (1...24).map { "\($0)" }.joined(separator: ";")
    private static let portal = """
        Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite
        01234567890124;Courbe de charge;01/01/2026;02/01/2026;Energie active;Consommation;Comptage Brut;W
        Horodate;Valeur
        2026-01-01T00:30:00+01:00;5000
        2026-01-01T01:00:00+01:00;5001
        """

    /// A file of each of Maille's own formats, with one record.
    static let own: [String] = [
        "\(wide)\n\(row)\n",
        "point;carrier;direction;start;end;value;unit;quality\nP1;electricity;extraction;2026-01-15;2026-01-16;5;Wh;\n",
        "point;carrier;directions\nP1;electricity;extraction\n",
        "set;kind;usage;point;from\nS;building;public;P1;2026-01-01\n",
    ]

    @Test(
        "refuses the file once, and says to import the two one by one", arguments: own,
        own + [
            portal, portal.replacing("PRM", with: "PDL"), portal.uppercased(),
            R6xCSVReaderTests.r63, "\"Identifiant PRM\";\"Quantite\"\n01234567890124;5\n",
        ])
    func behind(text: String, other: String) throws {
        let hasBoth = { (header: String) in text.hasPrefix(header) && other.hasPrefix(header) }
        guard
            !["set;kind", "point;date", "point;carrier;directions", "point;carrier;direction;"].contains(where: hasBoth)
        else { return }
        for (joined, line) in [(text + other, 3), (text.dropLast() + other, 2)] as [(String, UInt32)] {
            let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(joined) }
            // A list of points begins as the long form does: its columns are then not those of the other.
            if text.hasPrefix("point;carrier"), other.hasPrefix("point;carrier") { continue }
            #expect(error == TableStart.joined(line: line))
        }
    }

    @Test(
        "is that of a wide file whose value columns stand in another order, or have other names",
        arguments: [
            "v2;v1;v3", "v1;v3;v2", "v1;v2;v2", "v1;;v3", "v1;v2;v4", "v1;v2;total", "v1;v2;v3;comment", "v1;v02;v3",
        ])
    func wideColumns(columns: String) {
        let good = "point;date;v1;v2;v3\n"
        for text in ["point;date;\(columns)\n", good + "point;date;\(columns)\n"] {
            let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(text + "P1;2026-01-15;1;2;3\n") }
            #expect(error?.description.isEmpty == false)
        }
    }

    @Test("names the column of a wide file that is not where it must be")
    func wideColumn() {
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding("point;date;v1;v3;v2\n") }
        #expect(error == .malformed(line: 1, detail: "column 4 is 'v3' where v2 must stand"))
    }

    @Test("may be written in capitals, in quotes and with empty columns behind it", arguments: 0...3)
    func wideForms(form: Int) throws {
        let quoted = Self.wide.split(separator: ";").map { "\"\($0)\"" }.joined(separator: ";")
        let header = [Self.wide.uppercased(), quoted, " " + Self.wide.replacing(";", with: " ; "), Self.wide + ";;;"][
            form]
        let other = Self.row.replacing("0123;", with: "0124;")
        let behind = "\(Self.wide)\n\(Self.row)\n\(header)\n\(other)\n"
        let before = "\(header)\n\(Self.row)\n\(Self.wide)\n\(other)\n"
        // The first header of a file, by which its format is told, has no space before its names.
        for text in form == 2 ? [behind] : [behind, before] {
            let sink = try RecordingSink.decoding(text)
            #expect(sink.pointDays.map(\.channel.point.text) == ["01234567890123", "01234567890124"])
            #expect(sink.diagnostics == [])
        }
    }
}
