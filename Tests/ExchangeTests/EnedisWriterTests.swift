import Exchange
import Metering
import Testing

private let delivery = EnedisDelivery(
    recipient: "17X100A100F0001A", contract: "GRD-F999", subscription: "990001",
    created: Instant(secondsSinceEpoch: 1_793_066_441))

private func day(_ text: String, _ step: Step = .minutes30, of values: [Int32]? = nil) throws -> PointDay {
    let day = try #require(CivilDay(text))
    let values = values ?? (1...Int32(step.count(in: day))).map { $0 * 2 }
    return PointDay(
        channel: Channel(point: PointID("99000000000001")), day: day,
        curve: DayCurve(step: step, unit: .watt, values: values))
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

@Suite("A writer of R50") struct R50WriterTests {
    @Test("stamps the end of each interval, so that the last is the next midnight")
    func stampsEnds() throws {
        var writer = R50Writer(delivery)
        writer.append(try day("2026-10-24"))
        let document = text(writer.finish())
        #expect(
            document.hasPrefix(
                """
                <?xml version="1.0" encoding="UTF-8"?><R50 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
                <En_Tete_Flux><Identifiant_Flux>R50</Identifiant_Flux>\
                <Libelle_Flux>Courbes de charge des PRM du segment C5 sur abonnement</Libelle_Flux>\
                <Version_XSD>1.1.0</Version_XSD><Identifiant_Emetteur>ERDF</Identifiant_Emetteur>\
                <Identifiant_Destinataire>17X100A100F0001A</Identifiant_Destinataire>\
                <Date_Creation>2026-10-27T03:00:41+01:00</Date_Creation>\
                <Identifiant_Contrat>GRD-F999</Identifiant_Contrat><Numero_Abonnement>990001</Numero_Abonnement>\
                <Pas_Publication>30</Pas_Publication></En_Tete_Flux>
                <PRM><Id_PRM>99000000000001</Id_PRM>
                <Donnees_Releve><Date_Releve>2026-10-24</Date_Releve>
                <PDC><H>2026-10-24T00:30:00+02:00</H><V>2</V><IV>0</IV></PDC>

                """))
        #expect(
            document.hasSuffix(
                """
                <PDC><H>2026-10-25T00:00:00+02:00</H><V>96</V><IV>0</IV></PDC>
                </Donnees_Releve>
                </PRM>
                </R50>

                """))
    }

    @Test("writes the repeated hour of autumn twice, with its two offsets")
    func writesAutumn() throws {
        var writer = R50Writer(delivery)
        writer.append(try day("2026-10-25"))
        let stamps = text(writer.finish()).matches(of: #/<H>2026-10-25T(0[23]:[0-9:+]+)</H>/#).map { String($0.1) }
        #expect(
            stamps == [
                "02:00:00+02:00", "02:30:00+02:00", "02:00:00+01:00", "02:30:00+01:00", "03:00:00+01:00",
                "03:30:00+01:00",
            ])
    }

    @Test("tells a value sent empty, one not received and a doubtful one apart")
    func writesMarks() throws {
        var pointDay = try day("2026-10-24")
        pointDay.curve.set(0, .missing(.sentEmpty), at: 0)
        pointDay.curve.set(0, .missing(.notReceived), at: 1)
        pointDay.curve.set(7, Mark(.measured, isDoubtful: true), at: 2)
        var writer = R50Writer(delivery)
        writer.append(pointDay)
        #expect(
            text(writer.finish()).contains(
                """
                <PDC><H>2026-10-24T00:30:00+02:00</H></PDC>
                <PDC><H>2026-10-24T01:30:00+02:00</H><V>7</V><IV>1</IV></PDC>

                """))
    }

    @Test("keeps the days of one point in one element")
    func sharesElement() throws {
        var writer = R50Writer(delivery)
        writer.append(try day("2026-10-24"))
        writer.append(try day("2026-10-25"))
        let document = text(writer.finish())
        #expect(document.matches(of: #/<PRM>/#).count == 1)
        #expect(document.matches(of: #/<Donnees_Releve>/#).count == 2)
    }
}

@Suite("A writer of R63") struct R63WriterTests {
    @Test(
        "stamps Linky steps at the end and finer ones at the start",
        arguments: [
            (Step.minutes30, #"{"v":"2","d":"2026-10-24 00:30:00","p":"PT30M","n":"B","iv":0}"#),
            (.hour, #"{"v":"2","d":"2026-10-24 01:00:00","p":"PT60M","n":"B","iv":0}"#),
            (.minutes10, #"{"v":"2","d":"2026-10-24 00:00:00","p":"PT10M","n":"R"}"#),
            (.minutes5, #"{"v":"2","d":"2026-10-24 00:00:00","p":"PT5M","n":"R"}"#),
        ])
    func stamps(step: Step, first: String) throws {
        var writer = R63Writer(delivery)
        writer.append(try day("2026-10-24", step))
        #expect(text(writer.finish()).contains("\"points\":[\(first),"))
    }

    @Test("is one line for each point and day, under a header of the schema's fields")
    func writesDocument() throws {
        var production = try day("2026-10-24", .hour)
        production = PointDay(
            channel: Channel(point: production.channel.point, direction: .injection), day: production.day,
            curve: production.curve)
        var writer = R63Writer(delivery)
        writer.append(try day("2026-10-24", .hour))
        writer.append(production)
        let lines = text(writer.finish()).split(separator: "\n")
        let opening = """
            {"idPrm":"99000000000001","etapeMetier":"BRUT",\
            "periode":{"dateDebut":"2026-10-24 00:00:00","dateFin":"2026-10-25 00:00:00"},"modeCalcul":"MESURE",\
            "grandeur":[{"grandeurMetier":
            """
        #expect(
            lines.first == """
                {"header":{"siDemandeur":"SGE","typeDestinataire":"TIERS","idDestinataire":"17X100A100F0001A",\
                "codeFlux":"R63","idDemande":"990001","modePublication":"P","idCanalContact":"Interne",\
                "format":"JSON","publicationCrp":"non"},"mesures":[
                """)
        #expect(lines[1].hasPrefix("\(opening)\"CONS\",\"grandeurPhysique\":\"PA\",\"unite\":\"W\",\"points\":["))
        #expect(lines[2].hasPrefix("\(opening)\"PROD\""))
        #expect(lines.last == "]}")
    }

    @Test("says what happened to a value by its nature")
    func writesNatures() throws {
        var pointDay = try day("2026-10-24", .hour)
        pointDay.curve.set(0, .missing(.sentEmpty), at: 0)
        pointDay.curve.set(0, .missing(.outage), at: 1)
        pointDay.curve.set(9, .corrected, at: 2)
        pointDay.curve.set(9, .estimated, at: 3)
        pointDay.curve.set(0, .missing(.notReceived), at: 4)
        var writer = R63Writer(delivery)
        writer.append(pointDay)
        let document = text(writer.finish())
        #expect(document.contains("\"etapeMetier\":\"BEST\""))
        let natures = document.matches(of: #/"v":"([0-9]*)","d":"[^"]*","p":"PT60M","n":"(.)"/#).prefix(5)
        #expect(natures.map { "\($0.1)\($0.2)" } == ["B", "S", "9C", "9E", "12B"])
    }
}

@Suite("A writer of R151") struct R151WriterTests {
    private func document(wattHours: Int64?) throws -> String {
        var writer = R151Writer(delivery)
        let day = try #require(CivilDay("2026-10-24"))
        writer.append(
            DailyIndex(point: PointID("99000000000001"), day: day, wattHours: wattHours, maximumPower: 3_817))
        return text(writer.finish())
    }

    @Test("dates the index of a midnight by the day it closes, in both grids")
    func writesIndex() throws {
        let document = try document(wattHours: 9_744_495)
        #expect(document.contains("<Version_XSD>1.2.0</Version_XSD>"))
        #expect(
            document.hasSuffix(
                """
                <Unite_Mesure_Index>Wh</Unite_Mesure_Index><Unite_Mesure_Puissance>VA</Unite_Mesure_Puissance>\
                </En_Tete_Flux>
                <PRM><Id_PRM>99000000000001</Id_PRM>
                <Donnees_Releve><Date_Releve>2026-10-24</Date_Releve>
                <Id_Calendrier_Fournisseur>FC000165</Id_Calendrier_Fournisseur>\
                <Libelle_Calendrier_Fournisseur>Base</Libelle_Calendrier_Fournisseur>
                <Id_Calendrier_Distributeur>DI000001</Id_Calendrier_Distributeur>\
                <Libelle_Calendrier_Distributeur>Sans différenciation temporelle</Libelle_Calendrier_Distributeur>
                <Classe_Temporelle_Distributeur><Id_Classe_Temporelle>BASE</Id_Classe_Temporelle>\
                <Libelle_Classe_Temporelle>Base</Libelle_Classe_Temporelle><Rang_Cadran>1</Rang_Cadran>\
                <Valeur>9744495</Valeur><Indice_Vraisemblance>0</Indice_Vraisemblance>\
                </Classe_Temporelle_Distributeur>
                <Classe_Temporelle><Id_Classe_Temporelle>BASE</Id_Classe_Temporelle>\
                <Libelle_Classe_Temporelle>Base</Libelle_Classe_Temporelle><Rang_Cadran>1</Rang_Cadran>\
                <Valeur>9744495</Valeur><Indice_Vraisemblance>0</Indice_Vraisemblance></Classe_Temporelle>
                <Puissance_Maximale><Valeur>3817</Valeur></Puissance_Maximale>
                </Donnees_Releve>
                </PRM>
                </R151>

                """))
    }

    @Test("calls the calendars unknown when there is no index")
    func writesNoIndex() throws {
        let document = try document(wattHours: nil)
        #expect(document.matches(of: #/>INCONNU</#).count == 4)
        #expect(!document.contains("Classe_Temporelle"))
    }
}

@Suite("A delivery") struct EnedisDeliveryTests {
    @Test("is named as Enedis names it")
    func names() {
        #expect(
            delivery.name(ofDaily: "R50", sequence: 12, part: 2, of: 3)
                == "ERDF_R50_17X100A100F0001A_GRD-F999_990001_00012_Q_00002_00003_20261027030041")
        #expect(delivery.name(ofCurves: "R63", sequence: 1) == "ENEDIS_R63_P_CdC_990001_00001_20261027030041")
    }
}
