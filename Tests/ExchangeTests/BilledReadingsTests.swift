import Foundation
import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("What bills go by")
struct BilledReadingsTests {
    private static let channel = Channel(point: XMLFixture.point)

    private func decode(_ readings: String) throws -> RecordingSink {
        try RecordingSink.decoding(XMLFixture.r15(readings))
    }

    // MARK: R15

    private static let classes =
        XMLFixture.statedClass("HP", "1200") + XMLFixture.statedClass("HC", "800")
        + XMLFixture.statedClass("BASE", "2000", isSupplier: true)

    @Test("in R15 is kept as billed indexes, beside the daily ones and in no difference of days")
    func billedIndexes() throws {
        let sink = try decode(
            XMLFixture.reading(
                "2026-01-06T00:00:00+01:00", ["Statut_Releve": "INITIAL", "Nature_Index": "REEL"], Self.classes))
        #expect(sink.flows == [.r15])
        #expect(
            sink.registers.map(\.register.name) == [
                "billed-index:HP", "billed-index:HC", "billed-index:supplier:BASE",
            ])
        #expect(sink.registers.map(\.value) == [1_200_000, 800_000, 2_000_000])
        #expect(sink.registers.allSatisfy { $0.at.description == "2026-01-05T23:00:00Z" && $0.mark == .measured })
        #expect(sink.registers.allSatisfy { Register(name: $0.register.name) == $0.register })
        #expect(sink.diagnostics == [])
    }

    @Test(
        "in R15 since the reading before is the energy of those days, over both clock changes",
        arguments: [("2026-03-06T00:00:00+01:00", "2026-04-06T00:00:00+02:00", 31), ("2026-10-06", "2026-11-06", 31)])
    func energy(from: String, to: String, days: Int) throws {
        let classes =
            XMLFixture.statedClass("HP", "300", isSupplier: true, measure: "2")
            + XMLFixture.statedClass("HC", "150", isSupplier: true, measure: "2")
            + XMLFixture.statedClass("BASE", "7", isSupplier: true, measure: "5")
        let sink = try decode(
            XMLFixture.reading(to, ["Date_Releve_Precedent": from, "Nature_Consommation": "ESTIME"], classes))
        #expect(sink.registers.map(\.register) == [.periodEnergy(days: days)])
        #expect(sink.registers.map(\.value) == [450_000])
        #expect(sink.registers.map(\.mark) == [.estimated])
        #expect(sink.registers.map(\.at) == [CivilDay(String(from.prefix(10)))?.start])
        #expect(sink.diagnostics.map(\.detail) == ["Classe_Mesure 5 is left in the file"])
    }

    @Test("in R15 of both grids is counted once; what is fed in is a channel of its own")
    func grids() throws {
        let classes =
            XMLFixture.statedClass("HP", "300", measure: "2") + XMLFixture.statedClass("HC", "150", measure: "2")
            + XMLFixture.statedClass("BASE", "451", isSupplier: true, measure: "2")
            + XMLFixture.statedClass("BASE", "90", isSupplier: true, measure: "2", direction: "1")
        let sink = try decode(
            XMLFixture.reading("2026-02-06", ["Date_Releve_Precedent": "2026-01-06"], classes))
        #expect(sink.registers.map(\.channel.direction) == [.extraction, .injection])
        #expect(sink.registers.map(\.value) == [450_000, 90_000])
    }

    @Test("in R15 and rectified is corrected; cancelled, it takes back what the file had of its moment")
    func statuses() throws {
        func reading(_ date: String, _ status: String, _ value: String) -> String {
            XMLFixture.reading(date, ["Statut_Releve": status], XMLFixture.statedClass("BASE", value))
        }
        let sink = try decode(
            reading("2026-01-06", "INITIAL", "100") + reading("2026-01-06", "ANNULE", "100")
                + reading("2026-01-06", "RECTIFICATIF", "90") + reading("2026-02-06", "ANNULE", "200"))
        #expect(sink.registers.map(\.value) == [90_000])
        #expect(sink.registers.map(\.mark) == [.corrected])
        #expect(sink.diagnostics(.flagged, "cancelled-reading").map(\.day) == [CivilDay("2026-02-06")])
    }

    @Test(
        "is set aside where it cannot be told",
        arguments: [
            (XMLFixture.reading("nothing", Self.classes), "malformed-timestamp"),
            (XMLFixture.reading("2026-01-06T12:00:00", ["Nature_Index": "AUTRE"], Self.classes), "malformed-field"),
            (XMLFixture.reading("2026-01-06", XMLFixture.statedClass("HP", "x")), "malformed-value"),
            (XMLFixture.reading("2026-01-06", XMLFixture.statedClass("HP", "-1")), "malformed-value"),
            (XMLFixture.reading("2026-01-06", XMLFixture.statedClass("HP", "1", coefficient: "20")), "malformed-value"),
            (XMLFixture.reading("2026-01-06", XMLFixture.statedClass("INCONNU", "1")), "missing-index"),
            (
                XMLFixture.reading(
                    "2026-01-06", ["Date_Releve_Precedent": "2026-01-01T14:00:00+01:00"],
                    XMLFixture.statedClass("HP", "1", measure: "2")), "step-not-allowed"
            ),
        ])
    func faults(reading: String, rule: String) throws {
        let sink = try decode(reading)
        #expect(sink.registers.isEmpty)
        #expect(Set(sink.diagnostics.filter { $0.severity == .quarantined }.map(\.rule.name)) == [rule])
    }

    @Test("in R15 that is cut, or names no point, keeps nothing")
    func damaged() throws {
        let whole = XMLFixture.r15(XMLFixture.reading("2026-01-06", Self.classes))
        #expect(throws: FlowError.self) { try RecordingSink.decoding(String(whole.dropLast(40))) }
        let sink = try RecordingSink.decoding(whole.replacing("Id_PRM", with: "Id_Autre"))
        #expect(sink.registers.isEmpty)
        #expect(sink.rules == ["malformed-identifier"])
    }

    // MARK: C15

    @Test("in C15 is told before and after the event, each at its moment")
    func event() throws {
        let readings =
            XMLFixture.reading(
                "2026-01-15T10:00:00+01:00", ["Code_Qualification": "1"], XMLFixture.statedClass("BASE", "2531"))
            + XMLFixture.reading(
                "2026-01-15T10:00:00+01:00", ["Code_Qualification": "2", "Nature_Index": "ESTIME"],
                XMLFixture.statedClass("HP", "0") + XMLFixture.statedClass("HC", "5", direction: "1"))
        let sink = try RecordingSink.decoding(XMLFixture.c15(XMLFixture.situation(readings: readings)))
        #expect(sink.points.count == 1)
        #expect(sink.registers.map(\.register.name) == ["index-before:BASE", "index-after:HP", "index-after:HC"])
        #expect(sink.registers.map(\.value) == [2_531_000, 0, 5_000])
        #expect(sink.registers.map(\.mark.quality) == [.measured, .estimated, .estimated])
        #expect(sink.registers.map(\.channel.direction) == [.extraction, .extraction, .injection])
        #expect(sink.registers.allSatisfy { $0.at.description == "2026-01-15T09:00:00Z" })
        let neither = try RecordingSink.decoding(
            XMLFixture.c15(XMLFixture.situation(readings: XMLFixture.reading("2026-01-15", Self.classes))))
        #expect(neither.registers.isEmpty)
        #expect(neither.rules == ["malformed-value"])
    }

    // MARK: Invoices

    @Test("in an invoice is counted for each point, and no name of it is read")
    func invoice() throws {
        let text = """
            <F15_Detail_Facturation><Donnees_Valorisation><Donnees_PRM><Id_PRM>\(XMLFixture.prm)</Id_PRM>
            <Nom>SECRET</Nom></Donnees_PRM><Groupe_Valorise><Element_Valorise><Montant_HT>1.5</Montant_HT>
            </Element_Valorise><Element_Valorise/></Groupe_Valorise></Donnees_Valorisation></F15_Detail_Facturation>
            """
        for name in ["F15", "F12"] {
            let sink = try RecordingSink.decoding(text.replacing("F15_Detail", with: "\(name)_Detail"))
            #expect(sink.diagnostics.map(\.severity) == [.note])
            #expect(sink.diagnostics.map(\.point) == [XMLFixture.point])
            #expect(sink.diagnostics.map(\.detail).first?.hasPrefix("2 lines of an invoice") == true)
        }
    }
}

extension XMLFixture {
    fileprivate static func reading(_ date: String, _ classes: String) -> String { reading(date, [:], classes) }
}
