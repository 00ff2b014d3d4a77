package import Metering

/// Why data do or do not reach a recipient: every link from the meter to the delivery, with its state, since when,
/// and who must act.
package enum DataPathDiagnosis {
    package enum Link: String, CaseIterable, Hashable, Sendable, Codable {
        /// The customer lets the operator take the curve (Code de l'énergie D.341-21 and D.341-22).
        case collection
        /// The meter measures on the step that is needed.
        case meter
        case occupancy
        case consent
        case agreement
        case delivery
    }

    package enum State: String, Hashable, Sendable, Codable {
        case works, broken
        /// It cannot be said while a link before it is broken, or nobody knows.
        case unknown
    }

    package enum Party: String, Hashable, Sendable, Codable {
        case customer = "holder"
        case `operator`, recipient
    }

    /// One link of the chain.
    package struct Finding: Hashable, Sendable {
        package let link: Link
        package let state: State
        package let since: Instant?
        /// Nil where nobody needs to do anything.
        package let mustAct: Party?
        package let text: BilingualText
    }

    /// What is known of one point and one recipient.
    package struct Facts: Sendable {
        package var now: Instant
        /// Whether the curve is collected, and since when that is so; nil where nobody said.
        package var collection: (isOn: Bool, since: Instant)?
        /// The finest step that the meter gives, as last seen; nil where no curve ever came.
        package var finestStep: (step: FigureStep, since: Instant)?
        package var occupancy: Occupancy?
        /// The recipient's consents of the occupancy.
        package var consents: [Consent]
        package var agreement: Agreement?
        /// The last try to deliver, and whether it was taken; nil before the first.
        package var lastDelivery: (wasTaken: Bool, at: Instant)?

        package init(
            now: Instant, collection: (isOn: Bool, since: Instant)? = nil,
            finestStep: (step: FigureStep, since: Instant)? = nil, occupancy: Occupancy? = nil,
            consents: [Consent] = [], agreement: Agreement? = nil, lastDelivery: (wasTaken: Bool, at: Instant)? = nil
        ) {
            self.now = now
            self.collection = collection
            self.finestStep = finestStep
            self.occupancy = occupancy
            self.consents = consents
            self.agreement = agreement
            self.lastDelivery = lastDelivery
        }

        /// The consent that counts: the one in force, else the one that changed last.
        var consent: Consent? {
            consents.first { $0.isInForce(at: now) } ?? consents.max { $0.since < $1.since }
        }

        var needsCurve: Bool {
            (consent?.choice?.granularity ?? consent?.terms.granularity)?.contains(.halfHourly) ?? false
        }
    }

    /// One finding for each link, in the order of the chain.
    package static func examine(_ facts: Facts) -> [Finding] {
        [
            collection(facts), meter(facts), occupancy(facts), consent(facts), agreement(facts), delivery(facts),
        ]
    }

    private static func collection(_ facts: Facts) -> Finding {
        guard facts.needsCurve else {
            return Finding(.collection, .works, nil, nil, "aucune courbe n'est nécessaire", "no curve is needed")
        }
        guard let (isOn, since) = facts.collection else {
            return Finding(
                .collection, .unknown, nil, .operator, "on ne sait pas si la courbe est collectée",
                "nobody said whether the curve is collected")
        }
        return isOn
            ? Finding(.collection, .works, since, nil, "la courbe est collectée", "the curve is collected")
            : Finding(
                .collection, .broken, since, .customer, "le titulaire n'a pas demandé la collecte de la courbe",
                "the holder has not asked for the curve to be collected")
    }

    private static func meter(_ facts: Facts) -> Finding {
        guard let (step, since) = facts.finestStep else {
            return Finding(
                .meter, .unknown, nil, .operator, "aucune mesure n'est encore arrivée", "no measure has come yet")
        }
        let suffices = !facts.needsCurve || step.curveStep.map { $0 <= .minutes30 } ?? false
        return suffices
            ? Finding(.meter, .works, since, nil, "le compteur mesure au pas voulu", "the meter measures on the step")
            : Finding(
                .meter, .broken, since, .operator, "le compteur ne donne pas de courbe au pas de 30 minutes",
                "the meter gives no half-hourly curve")
    }

    private static func occupancy(_ facts: Facts) -> Finding {
        guard let occupancy = facts.occupancy else {
            return Finding(
                .occupancy, .broken, nil, .customer, "personne n'est relié à ce point : saisir le code du courrier",
                "nobody is linked to this point: enter the code of the letter")
        }
        guard occupancy.isCurrent(at: facts.now) else {
            return Finding(
                .occupancy, .broken, occupancy.until?.start, .customer, "le titulaire a déménagé",
                "the holder moved out")
        }
        return Finding(
            .occupancy, .works, occupancy.from.start, nil, "le titulaire est relié au point",
            "the holder is linked to the point")
    }

    private static func consent(_ facts: Facts) -> Finding {
        guard let consent = facts.consent else {
            return Finding(
                .consent, .broken, nil, .recipient, "aucun consentement n'a été demandé", "no consent was asked for")
        }
        if consent.isInForce(at: facts.now) {
            return Finding(
                .consent, .works, consent.since, nil, "le consentement est actif", "the consent is active")
        }
        let (party, french, english) = text(of: consent.state)
        return Finding(
            .consent, .broken, consent.state == .active ? consent.ends : consent.since, party, french, english)
    }

    private static func text(of state: ConsentState) -> (Party, String, String) {
        switch state {
        case .drafted: (.recipient, "la demande n'est pas encore envoyée", "the request is not sent yet")
        case .sent:
            (.customer, "la demande attend la réponse du titulaire", "the request waits for the holder's answer")
        case .accepted:
            (.operator, "accepté, en attente de mise en service", "accepted, waiting to be put into service")
        case .active, .expired:
            (.recipient, "le consentement est arrivé à son terme", "the consent has come to its end")
        case .suspended: (.operator, "le consentement est suspendu", "the consent is suspended")
        case .refused: (.customer, "le titulaire a refusé", "the holder refused")
        case .revoked: (.customer, "le titulaire a retiré son consentement", "the holder withdrew the consent")
        case .unfulfillable: (.operator, "la demande ne peut pas être satisfaite", "the request cannot be fulfilled")
        case .terminated: (.recipient, "le destinataire a mis fin au partage", "the recipient ended the sharing")
        case .movedOut: (.customer, "le titulaire a déménagé", "the holder moved out")
        }
    }

    private static func agreement(_ facts: Facts) -> Finding {
        guard let agreement = facts.agreement else {
            return Finding(
                .agreement, .broken, nil, .recipient, "le destinataire n'a pas de convention avec le gestionnaire",
                "the recipient has no agreement with the operator")
        }
        guard agreement.isCurrent(at: facts.now) else {
            return Finding(
                .agreement, .broken, agreement.until ?? agreement.from, .recipient,
                "la convention n'est pas en vigueur", "the agreement is not in force")
        }
        return Finding(
            .agreement, .works, agreement.from, nil, "la convention est en vigueur", "the agreement is in force")
    }

    private static func delivery(_ facts: Facts) -> Finding {
        guard let (wasTaken, at) = facts.lastDelivery else {
            return Finding(.delivery, .unknown, nil, nil, "aucun envoi n'a encore eu lieu", "nothing was sent yet")
        }
        return wasTaken
            ? Finding(.delivery, .works, at, nil, "le dernier envoi a été reçu", "the last delivery was taken")
            : Finding(
                .delivery, .broken, at, .recipient, "le destinataire n'a pas pris le dernier envoi",
                "the recipient did not take the last delivery")
    }
}

extension DataPathDiagnosis.Finding {
    fileprivate init(
        _ link: DataPathDiagnosis.Link, _ state: DataPathDiagnosis.State, _ since: Instant?,
        _ mustAct: DataPathDiagnosis.Party?,
        _ french: String, _ english: String
    ) {
        self.init(
            link: link, state: state, since: since, mustAct: mustAct,
            text: BilingualText(french: french, english: english))
    }
}
