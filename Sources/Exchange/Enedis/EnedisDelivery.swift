package import Metering

/// What the header and the name of a delivery say besides its measures: for whom, under which contract, when.
package struct EnedisDelivery: Hashable, Sendable {
    /// The recipient's EIC code, 16 characters.
    package let recipient: String
    package let contract: String
    /// The subscription (XML flows) or the order (R6x) that the delivery answers.
    package let subscription: String
    package let created: Instant

    package init(recipient: String, contract: String, subscription: String, created: Instant) {
        self.recipient = recipient
        self.contract = contract
        self.subscription = subscription
        self.created = created
    }

    /// `ERDF_R50_<EIC>_<contract>_<subscription>_<sequence>_Q_<part>_<parts>_<AAAAMMJJhhmmss>`, without suffix:
    /// the name of daily XML flows (guide Enedis.SGE.GUI.0316), the same inside and outside of the archive.
    package func name(ofDaily flow: String, sequence: Int, part: Int, of parts: Int) -> String {
        let numbers = [fiveDigits(sequence), "Q", fiveDigits(part), fiveDigits(parts), compactCreation]
        return (["ERDF", flow, recipient, contract, subscription] + numbers).joined(separator: "_")
    }

    /// `ENEDIS_R63_P_CdC_<order>_<sequence>_<AAAAMMJJHHMMSS>`, without suffix (guide Enedis.SGE.GUI.0503).
    package func name(ofCurves flow: String, sequence: Int) -> String {
        ["ENEDIS", flow, "P", "CdC", subscription, fiveDigits(sequence), compactCreation].joined(separator: "_")
    }

    private var compactCreation: String { String(created.parisText.filter(\.isNumber).prefix(14)) }

    private func fiveDigits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 5 - text.count)) + text
    }
}

extension [UInt8] {
    /// The fields that open every daily XML flow, from the declaration to `Numero_Abonnement`.
    mutating func append(
        headerOf flow: StaticString, label: StaticString, version: StaticString, _ delivery: EnedisDelivery
    ) {
        append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><")
        append(flow)
        append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><En_Tete_Flux><Identifiant_Flux>")
        append(flow)
        append("</Identifiant_Flux><Libelle_Flux>")
        append(label)
        append("</Libelle_Flux><Version_XSD>")
        append(version)
        append("</Version_XSD><Identifiant_Emetteur>ERDF</Identifiant_Emetteur><Identifiant_Destinataire>")
        append(xmlText: delivery.recipient)
        append("</Identifiant_Destinataire><Date_Creation>")
        append(text: delivery.created.parisText)
        append("</Date_Creation><Identifiant_Contrat>")
        append(xmlText: delivery.contract)
        append("</Identifiant_Contrat><Numero_Abonnement>")
        append(xmlText: delivery.subscription)
        append("</Numero_Abonnement>")
    }
}
