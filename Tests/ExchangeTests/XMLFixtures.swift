import Exchange
import Metering
import TestKit

/// Small documents of each XML flow, put together from the parts that a test is about.
enum XMLFixture {
    static let prm = "09000000000017"
    static let point = PointID(prm)

    static func r50(_ days: String, prm: String = prm, step: String = "30") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <R50><En_Tete_Flux><Identifiant_Flux>R50</Identifiant_Flux><Pas_Publication>\(step)</Pas_Publication></En_Tete_Flux>
        <PRM><Id_PRM>\(prm)</Id_PRM>
        \(days)
        </PRM></R50>
        """
    }

    static func day(_ day: String, _ points: [String]) -> String {
        "<Donnees_Releve><Date_Releve>\(day)</Date_Releve>\n\(points.joined(separator: "\n"))\n</Donnees_Releve>"
    }

    static func pdc(_ end: String, _ watts: String? = nil, doubt: String = "0") -> String {
        "<PDC><H>\(end)</H>\(watts.map { "<V>\($0)</V><IV>\(doubt)</IV>" } ?? "")</PDC>"
    }

    static func r4x(_ curves: String, nature: String = "Brute", prm: String = prm) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Courbe><Entete><Identifiant_Flux>R4x</Identifiant_Flux>
        <Nature_De_Courbe_Demandee>\(nature)</Nature_De_Courbe_Demandee></Entete>
        <Corps><Identifiant_PRM>\(prm)</Identifiant_PRM>
        \(curves)
        </Corps></Courbe>
        """
    }

    static func curve(
        _ points: [String], step: String = "10", unit: String = "kW", metier: String = "CONS", physique: String = "EA"
    ) -> String {
        """
        <Donnees_Courbe><Granularite>\(step)</Granularite><Unite_Mesure>\(unit)</Unite_Mesure>
        <Grandeur_Metier>\(metier)</Grandeur_Metier><Grandeur_Physique>\(physique)</Grandeur_Physique>
        \(points.joined(separator: "\n"))
        </Donnees_Courbe>
        """
    }

    static func measure(_ start: String, _ kilowatts: String? = nil, status: String? = "R") -> String {
        let value = kilowatts.map { " Valeur_Point =\"\($0)\"" } ?? ""
        return "<Donnees_Point_Mesure Horodatage =\"\(start)\"\(value)"
            + (status.map { " Statut_Point =\"\($0)\"" } ?? "") + "></Donnees_Point_Mesure>"
    }

    static func r151(_ days: String, unit: String = "Wh") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <R151><En_Tete_Flux><Unite_Mesure_Index>\(unit)</Unite_Mesure_Index>
        <Unite_Mesure_Puissance>VA</Unite_Mesure_Puissance></En_Tete_Flux>
        <PRM><Id_PRM>\(prm)</Id_PRM>
        \(days)
        </PRM></R151>
        """
    }

    static func indexes(_ day: String, distributor: String = "", supplier: String = "", power: String = "") -> String {
        """
        <Donnees_Releve><Date_Releve>\(day)</Date_Releve>
        <Libelle_Calendrier_Distributeur>diffÃ©renciation</Libelle_Calendrier_Distributeur>
        \(distributor)\(supplier)\(power)</Donnees_Releve>
        """
    }

    static func indexClass(
        _ id: String, _ value: String, doubt: String = "0", element: String = "Classe_Temporelle_Distributeur"
    ) -> String {
        "<\(element)><Id_Classe_Temporelle>\(id)</Id_Classe_Temporelle><Rang_Cadran>1</Rang_Cadran>"
            + "<Valeur>\(value)</Valeur><Indice_Vraisemblance>\(doubt)</Indice_Vraisemblance></\(element)>\n"
    }

    static func supplierClass(_ id: String, _ value: String) -> String {
        indexClass(id, value, element: "Classe_Temporelle")
    }

    static func maximumPower(_ value: String) -> String {
        "<Puissance_Maximale><Valeur>\(value)</Valeur></Puissance_Maximale>"
    }

    static func r171(_ series: [String]) -> String {
        """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <ns2:R171 xmlns:ns2="http://www.enedis.fr/stm/R171"><entete><flux>R171</flux></entete>
        <serieMesuresDateesListe>
        \(series.joined(separator: "\n"))
        </serieMesuresDateesListe></ns2:R171>
        """
    }

    static func series(
        _ classID: String, _ values: [(date: String, value: String)], calendar: String = "D", metier: String = "CONS",
        physique: String = "EA", unit: String = "Wh", prm: String = prm
    ) -> String {
        """
        <serieMesuresDatees><prmId>\(prm)</prmId><type>INDEX</type><grandeurMetier>\(metier)</grandeurMetier>
        <grandeurPhysique>\(physique)</grandeurPhysique><typeCalendrier>\(calendar)</typeCalendrier>
        <codeClasseTemporelle>\(classID)</codeClasseTemporelle><unite>\(unit)</unite><mesuresDateesListe>
        \(values.map { "<mesureDatee><dateFin>\($0.date)</dateFin><valeur>\($0.value)</valeur></mesureDatee>" }
            .joined(separator: "\n"))
        </mesuresDateesListe></serieMesuresDatees>
        """
    }

    static func c15(_ points: String, contract: String = "GRD-F") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <C15><En_Tete_Flux><Identifiant_Flux>C15</Identifiant_Flux></En_Tete_Flux>
        <Contrat><Nature_Contrat>\(contract)</Nature_Contrat></Contrat>
        \(points)
        </C15>
        """
    }

    static func situation(
        prm: String = "<Id_PRM>\(prm)</Id_PRM>", commune: String = "01004", state: String = "EN SERVICE",
        power: String = "6", unit: String = "kVA", connection: String = "12", since: String = "2019-03-01",
        until: String = "2024-06-15T00:00:00+02:00", isProducer: String = "false", readings: String = ""
    ) -> String {
        """
        <PRM>\(prm)<Id_PRM_Rattache>11111111111111</Id_PRM_Rattache><Segment_Clientele>C5</Segment_Clientele>
        <Num_Depannage>0187654321</Num_Depannage><Autoproducteur>\(isProducer)</Autoproducteur>
        <Id_PRM_Hebergeur>22222222222222</Id_PRM_Hebergeur>
        <Evenement_Declencheur><Id_PRM>33333333333333</Id_PRM><Operation><Compteur><Type>Segment</Type></Compteur>
        </Operation><Releves>\(readings)</Releves></Evenement_Declencheur>
        <Adresse_Installation><Rue>RUE DES SECRETS</Rue><Code_Commune>\(commune)</Code_Commune></Adresse_Installation>
        <Situation_Contractuelle><Etat_Contractuel>\(state)</Etat_Contractuel>
        <Date_Mise_En_Service>\(since)</Date_Mise_En_Service><Date_Resiliation>\(until)</Date_Resiliation>
        <Structure_Tarifaire><Puissance_Souscrite>\(power)</Puissance_Souscrite>
        <Unite_Puissance_Souscrite>\(unit)</Unite_Puissance_Souscrite></Structure_Tarifaire>
        <Titulaire_Contrat><Categorie>RES</Categorie><Ref_Externe>REF-SECRET</Ref_Externe><Personne_Physique>
        <Civilite>Mme</Civilite><Nom>SECRETNOM</Nom><Prenom>SECRETPRENOM</Prenom></Personne_Physique>
        <Coordonnees_Contact><Telephone1_Num>0612345678</Telephone1_Num><Email>secret@example.org</Email>
        </Coordonnees_Contact><Adresse_Postale><Ligne_1>SECRETLIGNE</Ligne_1><Code_Commune>SECRETCODE</Code_Commune>
        </Adresse_Postale></Titulaire_Contrat></Situation_Contractuelle>
        <Alimentation><P_Raccordement_Soutirage>\(connection)</P_Raccordement_Soutirage></Alimentation></PRM>
        """
    }
}

extension XMLFixture {
    static func r15(_ readings: String, prm: String = prm) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <R15><En_Tete_Flux><Identifiant_Flux>R15</Identifiant_Flux></En_Tete_Flux>
        <PRM><Id_PRM>\(prm)</Id_PRM>
        \(readings)
        </PRM></R15>
        """
    }

    /// A reading of R15 or C15; `settings` are elements of its own.
    static func reading(_ date: String, _ settings: [String: String] = [:], _ classes: String) -> String {
        let all = settings.sorted { $0.key < $1.key }.map { "<\($0.key)>\($0.value)</\($0.key)>" }
        return "<Donnees_Releve><Date_Releve>\(date)</Date_Releve>\(all.joined())\n\(classes)\n</Donnees_Releve>"
    }

    static func statedClass(
        _ id: String, _ value: String, isSupplier: Bool = false, measure: String = "1", direction: String = "0",
        unit: String = "kWh", coefficient: String? = nil
    ) -> String {
        let name = isSupplier ? "Classe_Temporelle" : "Classe_Temporelle_Distributeur"
        return """
            <\(name)><Id_Classe_Temporelle>\(id)</Id_Classe_Temporelle><Classe_Mesure>\(measure)</Classe_Mesure>
            <Unite_Mesure>\(unit)</Unite_Mesure><Sens_Mesure>\(direction)</Sens_Mesure><Valeur>\(value)</Valeur>
            \(coefficient.map { "<Coefficient_Lecture>\($0)</Coefficient_Lecture>" } ?? "")</\(name)>
            """
    }
}

extension RecordingSink {
    /// The figure of a register at an instant, written as in UTC.
    func value(_ register: Register, at instant: String) -> Int64? {
        registers.first { $0.register == register && $0.at.description == instant }?.value
    }

    func diagnostics(_ severity: Severity, _ rule: String) -> [Diagnostic] {
        diagnostics.filter { $0.severity == severity && $0.rule.name == rule }
    }
}
