import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A reader of C68")
struct C68ReaderTests {
    static func point(
        _ prm: String = R6xDocument.prm, contracts: String = "", supply: String = "", synthesis: String = ""
    )
        -> String
    {
        """
        {"donneesGenerales": {"adresseInstallationNonNormalisee": {"codePostal": "60000", "commune": "60057",
           "numeroNomVoie": "1 RUE DU SECRET"}},
         "situationAlimentation": {"alimentationPrincipale": {"domaineTension": "BT"\(supply)},
           "listeAlimentationComplementaire": [{"puissanceRaccordementSoutirage": {"valeur": 999, "unite": "kVA"}}]},
         "situationsContractuelles": [\(contracts)], "syntheseContractuelle": {\(synthesis)}, "idPrm": "\(prm)"}
        """
    }

    static func contract(segment: String = "C5", start: String = "2020-05-01", power: String = "6", more: String = "")
        -> String
    {
        """
        {"clientFinal": {"informationsClient": {"personnePhysique": {"nom": "LEA SECRET", "segment": "C9"},
           "coordonneesContact": {"email": "lea@secret.example", "telephonePortable": "0600000000"}}},
         "structureTarifaire": {"forfait": {"valeur": 7, "unite": "kW"},
           "puissanceSouscrite": {"valeur": "\(power)", "unite": "kVA"}},
         "dateDebut": "\(start)", "segment": "\(segment)"\(more)}
        """
    }

    @Test("gives what a point is, and nothing of who lives there")
    func point() throws {
        let document = Self.point(
            contracts: Self.contract(),
            supply: #", "puissanceRaccordementSoutirage": {"valeur": 12, "unite": "kVA"}"#,
            synthesis: #""dateDerniereMiseEnServiceSoutirage": "2019-03-02+01:00", "numeroTelephoneDepannage": "0972"#
                + #"675060""#)
        let sink = try RecordingSink.decoding("[\(document)]")
        #expect(
            sink.points == [
                MeteringPoint(
                    id: PointID(R6xDocument.prm), segment: "C5", subscribedPower: .watts(6_000),
                    connectionPower: .watts(12_000), inServiceSince: CivilDay("2019-03-02"))
            ])
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("never lets a name, an address or a telephone number out, even of damaged data")
    func privacy() throws {
        let damaged = Self.point(
            "SECRET", contracts: Self.contract(segment: "LEA SECRET", start: "SECRET"))
        let faulty = Self.point(contracts: Self.contract(segment: "LEA SECRET", start: "SECRET"))
        let sink = try RecordingSink.decoding("[\(damaged), \(faulty)]")
        #expect(sink.points.count == 1)
        #expect(sink.rules == ["date-out-of-range", "malformed-identifier", "unknown-segment"])
        let said = "\(sink.points) \(sink.diagnostics)"
        #expect(!["SECRET", "secret", "06000", "60057", "60000"].contains { said.contains($0) })
    }

    @Test(
        "sees injection in the contract and in the connection",
        arguments: [
            (", \"typeInjection\": true", "", true), (", \"typeInjection\": false", "", false),
            ("", #", "puissanceRaccordementInjection": {"valeur": 3, "unite": "kW"}"#, true),
            ("", #", "puissanceRaccordementInjection": null"#, false), ("", "", false),
        ])
    func injection(contract: String, supply: String, injects: Bool) throws {
        let sink = try RecordingSink.decoding(
            "[\(Self.point(contracts: Self.contract(more: contract), supply: supply))]")
        #expect(sink.points.map(\.directions) == [injects ? [.extraction, .injection] : [.extraction]])
    }

    @Test("takes the extraction contract that starts last")
    func latestContract() throws {
        let contracts = [
            Self.contract(start: "2020-05-01", power: "6"),
            Self.contract(segment: "C4", start: "2024-05-01", power: "40"),
            Self.contract(start: "2022-05-01", power: "9"),
            Self.contract(start: "2025-05-01", power: "3", more: ", \"typeInjection\": true"),
        ]
        let sink = try RecordingSink.decoding("[\(Self.point(contracts: contracts.joined(separator: ",")))]")
        #expect(sink.points.map(\.segment) == ["C4"])
        #expect(sink.points.map(\.subscribedPower) == [.watts(40_000)])
        #expect(sink.points.map(\.inServiceSince) == [CivilDay("2024-05-01")])
    }

    @Test(
        "reads powers in their own unit, and quarantines what is none",
        arguments: [
            (#""36""#, "kVA", 36_000), ("10.5", "kW", 10_500), ("250", "W", 250), (#""x""#, "kVA", nil),
            ("6", "A", nil),
            ("1e308", "kW", nil), ("-3", "kW", nil), ("3000000", "kW", nil),
        ] as [(String, String, Int32?)])
    func powers(value: String, unit: String, watts: Int32?) throws {
        let power = #", "puissanceRaccordementSoutirage": {"unite": "\#(unit)", "valeur": \#(value)}"#
        let sink = try RecordingSink.decoding("[\(Self.point(contracts: Self.contract(), supply: power))]")
        #expect(sink.points.map(\.connectionPower) == [watts.map { .watts($0) }])
        #expect(sink.rules == (watts == nil ? ["malformed-value"] : []))
    }

    @Test("reads a point that says little, and goes on after one without PRM")
    func sparse() throws {
        let sink = try RecordingSink.decoding(
            #"[{"situationsContractuelles": []}, {"idPrm": "\#(R6xDocument.prm)"}]"#)
        #expect(sink.points == [MeteringPoint(id: PointID(R6xDocument.prm))])
        #expect(sink.rules == ["malformed-identifier"])
    }
}
