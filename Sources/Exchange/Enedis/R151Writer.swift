package import Metering

/// What R151 says of one point and day.
package struct DailyIndex: Hashable, Sendable {
    package let point: PointID
    package let day: CivilDay
    /// The register at the midnight that ends the day, in watt-hours; nil when it was not read.
    package let wattHours: Int64?
    /// The highest power of the day, in volt-amperes.
    package let maximumPower: Int32?

    package init(point: PointID, day: CivilDay, wattHours: Int64?, maximumPower: Int32? = nil) {
        self.point = point
        self.day = day
        self.wattHours = wattHours
        self.maximumPower = maximumPower
    }
}

/// Writes an R151 document: daily indexes of points without time differentiation (class `BASE`).
///
/// `Date_Releve` J stands for the index at the end of J, which is J+1 00:00 (house standards, section 0.1).
package struct R151Writer {
    private var document: [UInt8] = []
    private var element = PRMElement()

    package init(_ delivery: EnedisDelivery) {
        document.append(
            headerOf: "R151", label: "Puissances maximales et index des PRM du segment C5 sur abonnement",
            version: "1.2.0", delivery)
        document.append("<Unite_Mesure_Index>Wh</Unite_Mesure_Index>")
        document.append("<Unite_Mesure_Puissance>VA</Unite_Mesure_Puissance></En_Tete_Flux>\n")
    }

    /// Adds a day; days of one point that follow each other share its element.
    package mutating func append(_ index: DailyIndex) {
        element.open(index.point, in: &document)
        document.append("<Donnees_Releve><Date_Releve>")
        document.append(text: index.day.description)
        document.append("</Date_Releve>\n")
        append("Fournisseur", id: index.wattHours == nil ? "INCONNU" : "FC000165", label: "Base", of: index)
        append(
            "Distributeur", id: index.wattHours == nil ? "INCONNU" : "DI000001",
            label: "Sans différenciation temporelle", of: index)
        if let wattHours = index.wattHours {
            append(wattHours, as: "Classe_Temporelle_Distributeur")
            append(wattHours, as: "Classe_Temporelle")
        }
        if let maximumPower = index.maximumPower {
            document.append("<Puissance_Maximale><Valeur>")
            document.append(decimal: Int64(maximumPower))
            document.append("</Valeur></Puissance_Maximale>\n")
        }
        document.append("</Donnees_Releve>\n")
    }

    package consuming func finish() -> [UInt8] {
        if element.isOpen { document.append(PRMElement.end) }
        document.append("</R151>\n")
        return document
    }

    private mutating func append(_ owner: StaticString, id: StaticString, label: StaticString, of index: DailyIndex) {
        document.append("<Id_Calendrier_")
        document.append(owner)
        document.append(">")
        document.append(id)
        document.append("</Id_Calendrier_")
        document.append(owner)
        document.append("><Libelle_Calendrier_")
        document.append(owner)
        document.append(">")
        document.append(index.wattHours == nil ? "INCONNU" : label)
        document.append("</Libelle_Calendrier_")
        document.append(owner)
        document.append(">\n")
    }

    private mutating func append(_ wattHours: Int64, as element: StaticString) {
        document.append("<")
        document.append(element)
        document.append("><Id_Classe_Temporelle>BASE</Id_Classe_Temporelle>")
        document.append(
            "<Libelle_Classe_Temporelle>Base</Libelle_Classe_Temporelle><Rang_Cadran>1</Rang_Cadran><Valeur>")
        document.append(decimal: wattHours)
        document.append("</Valeur><Indice_Vraisemblance>0</Indice_Vraisemblance></")
        document.append(element)
        document.append(">\n")
    }
}
