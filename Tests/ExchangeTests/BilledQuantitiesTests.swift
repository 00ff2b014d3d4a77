import Foundation
import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("Billed quantities of R67")
struct BilledQuantitiesTests {
    private struct Quantity {
        var grid = "D"
        var id = "HP"
        var start = "2026-03-06"
        var end = "2026-04-06"
        var amount = "100000"
        var nature = "R"
        var status = "I"
        var created = "2026-04-07 05:00:00"
    }

    private static func json(_ quantities: [Quantity], physical: String = "EA", unitLast: Bool = false) -> String {
        let calendars = quantities.map { quantity in
            """
            {"codeGrille": "\(quantity.grid)", "classeTemporelle": [{"quantite": [{"dateCreation": "\(quantity.created)",
             "dbtMesure": "\(quantity.start)", "finMesure": "\(quantity.end)", "quantite": \(quantity.amount),
             "codeNature": "\(quantity.nature)", "codeStatut": "\(quantity.status)"}], "idClasseTemporelle": "\(quantity.id)"}]}
            """
        }
        let names = "\"grandeurMetier\": \"CONS\", \"grandeurPhysique\": \"\(physical)\", \"unite\": \"Wh\""
        let list = "\"calendrier\": [\(calendars.joined(separator: ","))]"
        return """
            {"header": {"codeFlux": "R67"}, "mesures": [{"contexte": [{"grandeur": [{\(unitLast ? "\(list), \(names)" : "\(names), \(list)")}]}],
             "idPrm": "\(XMLFixture.prm)"}]}
            """
    }

    private static func csv(_ quantities: [Quantity]) -> String {
        let header =
            "Identifiant PRM;Date de début;Date de fin;Grandeur physique;Grandeur métier;Etape métier;Unité;Horodate de création;Début de la mesure;Fin de la mesure;Identifiant motif de relève;Libellé motif de relève;Libellé grille;Libellé calendrier;Identifiant classe temporelle;Libellé classe temporelle;Libellé nature;Libellé statut;Quantité"
        let words = [
            "R": "Réel", "E": "Estimé", "C": "Régularisé", "I": "Initial", "A": "Annulé", "D": "Distributeur",
            "F": "Fournisseur",
        ]
        let rows = quantities.map { quantity in
            let (grid, nature) = (words[quantity.grid] ?? "", words[quantity.nature] ?? "")
            let status = quantity.status == "R" ? "Rectifié" : words[quantity.status] ?? ""
            return
                "\(XMLFixture.prm);2023-01-01;2026-06-27;EA;CONS;FACT;Wh;\(quantity.created);\(quantity.start);\(quantity.end);CYCL;Cyclique;\(grid);Base;\(quantity.id);;\(nature);\(status);\(quantity.amount)"
        }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    private func both(_ quantities: [Quantity]) throws -> [RecordingSink] {
        try [
            Self.json(quantities), Self.json(quantities, unitLast: true), Self.csv(quantities),
            Self.csv(quantities.reversed()),
        ].map { try RecordingSink.decoding($0) }
    }

    @Test("are the energy of their days: the distributor's classes summed, over both clock changes")
    func sums() throws {
        let spring = [
            Quantity(), Quantity(id: "HC", amount: "40000"), Quantity(grid: "F", id: "BASE", amount: "141000"),
        ]
        let autumn = [Quantity(grid: "F", id: "BASE", start: "2026-10-06", end: "2026-11-06", nature: "E")]
        for sink in try both(spring + autumn) {
            #expect([.r67JSON, .r67CSV].contains(sink.flows[0]))
            #expect(sink.registers.map(\.value) == [140_000, 100_000])
            #expect(sink.registers.map(\.register) == [.periodEnergy(days: 31), .periodEnergy(days: 31)])
            #expect(sink.registers.map(\.at) == ["2026-03-06", "2026-10-06"].compactMap { CivilDay($0)?.start })
            #expect(sink.registers.map(\.mark) == [.measured, .estimated])
            #expect(sink.diagnostics == [])
        }
    }

    @Test("of one day are no daily total")
    func oneDay() throws {
        for sink in try both([Quantity(end: "2026-03-07")]) {
            #expect(sink.registers.map(\.register) == [.periodEnergy(days: 1)])
        }
    }

    @Test("that were cancelled or rectified are as the latest says, in any order of rows")
    func statuses() throws {
        let later = "2026-05-07 05:00:00"
        for sink in try both([
            Quantity(), Quantity(status: "A", created: later),
            Quantity(amount: "90000", status: "R", created: later),
        ]) {
            #expect(sink.registers.map(\.value) == [90_000])
            #expect(sink.registers.map(\.mark) == [.corrected])
        }
        for sink in try both([Quantity(), Quantity(status: "A", created: later)]) { #expect(sink.registers.isEmpty) }
    }

    @Test("that balance earlier estimates are no energy of their days: they are counted and left")
    func regularised() throws {
        for sink in try both([Quantity(amount: "-150000", nature: "C")]) {
            #expect(sink.registers.isEmpty)
            #expect(sink.diagnostics.map(\.severity) == [.note])
            #expect(sink.diagnostics.map(\.detail).first?.hasPrefix("1 regularised") == true)
        }
    }

    @Test("are set aside where a class says two things, or none that can be read")
    func faults() throws {
        for quantities in [
            [Quantity(), Quantity(amount: "1000")], [Quantity(nature: "Z")], [Quantity(status: "Z")],
            [Quantity(amount: "-5")], [Quantity(end: "2026-03-06")], [Quantity(start: "06/03/2026")],
        ] {
            for sink in try both(quantities) {
                #expect(sink.registers.isEmpty)
                #expect(Set(sink.diagnostics.map(\.severity)) == [.quarantined])
            }
        }
    }

    @Test("of other quantities are noted; a document that is cut is refused")
    func others() throws {
        let sink = try RecordingSink.decoding(Self.json([Quantity()], physical: "ERC"))
        #expect(sink.registers.isEmpty)
        #expect(sink.diagnostics.map(\.detail) == ["ERC CONS D is left in the file"])
        #expect(throws: FlowError.self) { try RecordingSink.decoding(String(Self.json([Quantity()]).dropLast(20))) }
    }

    @Test("of a real file are those that another reader found", .enabled(if: SharedData.isPresent))
    func golden() throws {
        let sink = try RecordingSink.decoding(SharedData.bytes("enedis/sge-fixtures/r67.json"))
        let golden = try JSONSerialization.jsonObject(
            with: Data(SharedData.bytes("enedis/sge-fixtures/golden/flux_r67.json")))
        for period in try #require(golden as? [[String: Any]]) where period["code_grille"] as? String == "D" {
            let names = period.keys.filter { $0.hasPrefix("energie_") }
            let energy = names.reduce(0) { $0 + (period[$1] as? Int64 ?? 0) * 1_000 }
            let (point, first) = (period["pdl"] as? String, period["debut"] as? String)
            let found = sink.registers.filter {
                $0.channel.point.text == point && CivilDay(containing: $0.at).description == first
            }
            #expect(found.map(\.value) == [energy], "\(point ?? "") \(first ?? "")")
            #expect(
                found.map { CivilDay(containing: $0.register.end(from: $0.at)).description } == [
                    period["fin"] as? String
                ])
        }
    }
}
