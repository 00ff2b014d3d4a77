import Access
import Metering

/// The notification to the supervisory authority (in France the CNIL, whose form asks for the same), as text: what
/// GDPR art. 33(3) asks for, of what Maille knows, and blanks where it cannot know.
struct BreachReport {
    let breach: Breach
    let judgement: BreachJudgement?
    let profile: TenantProfile?
    /// What the recipients concerned are called.
    let recipients: [String]
    let told: Int
    let now: Instant

    func text(_ language: Language) -> String {
        let parts: [(title: BilingualText, lines: [BilingualText])] = [
            (
                .init(french: "Responsable du traitement", english: "Controller"),
                [controller]
            ),
            (
                .init(french: "Calendrier – art. 33(1)", english: "When – art. 33(1)"),
                [times] + (breach.isLate(at: now) ? [delay] : [])
            ),
            (
                .init(
                    french: "Nature de la violation, personnes et enregistrements – art. 33(3)(a)",
                    english: "Nature of the breach, persons and records – art. 33(3)(a)"),
                [judgement?.nature ?? blank("ce qui s'est passé", "what happened"), kinds] + ofAccount + numbers
            ),
            (
                .init(
                    french: "Délégué à la protection des données – art. 33(3)(b)",
                    english: "Data protection officer – art. 33(3)(b)"),
                [officer]
            ),
            (
                .init(
                    french: "Conséquences probables – art. 33(3)(c)", english: "Likely consequences – art. 33(3)(c)"),
                [judgement?.consequences ?? blank("conséquences probables", "likely consequences"), risk]
            ),
            (
                .init(french: "Mesures – art. 33(3)(d)", english: "Measures – art. 33(3)(d)"),
                [judgement?.measures ?? blank("mesures prises et proposées", "measures taken and proposed")]
            ),
            (
                .init(
                    french: "Information des personnes – art. 34", english: "Telling the persons concerned – art. 34"),
                [personsTold]
            ),
        ]
        let title = BilingualText(
            french: "Notification d'une violation de données à caractère personnel (RGPD, art. 33) – \(breach.id)",
            english: "Notification of a personal data breach (GDPR, art. 33) – \(breach.id)")
        return
            ([title.in(language)]
            + parts.enumerated().map { number, part in
                "\(number + 1). \(part.title.in(language))\n\n"
                    + part.lines.map { $0.in(language) }.joined(separator: "\n")
            }).joined(separator: "\n\n") + "\n"
    }

    private func blank(_ french: String, _ english: String) -> BilingualText {
        .init(french: "[À COMPLÉTER : \(french)]", english: "[TO BE FILLED IN: \(english)]")
    }

    private var controller: BilingualText {
        guard let profile else {
            return blank("nom, SIREN et adresse de l'organisme", "name, SIREN and address of the organisation")
        }
        let rest = "SIREN \(profile.siren)\n\(profile.contact.address)\n\(profile.contact.email)"
        return .init(french: "\(profile.name.fr), \(rest)", english: "\(profile.name.en), \(rest)")
    }

    private var officer: BilingualText {
        guard let officer = profile?.dataProtectionOfficer else {
            return blank("nom et coordonnées du délégué", "name and contact of the officer")
        }
        return .init(french: "\(officer.name), \(officer.email)", english: "\(officer.name), \(officer.email)")
    }

    private var times: BilingualText {
        let (noticed, deadline, from, until) = (
            breach.noticedAt, breach.deadline, breach.scope.from, breach.scope.until
        )
        return .init(
            french: """
                Constatée le \(noticed.formatted(.french)) ; à notifier avant le \(deadline.formatted(.french)).
                Les lectures en cause vont du \(from.formatted(.french)) au \(until.formatted(.french)).
                """,
            english: """
                Noticed on \(noticed.formatted(.english)); to be notified before \(deadline.formatted(.english)).
                The reads concerned go from \(from.formatted(.english)) to \(until.formatted(.english)).
                """)
    }

    private var delay: BilingualText {
        blank("motifs du retard au-delà de 72 heures", "reasons for the delay beyond 72 hours")
    }

    private var kinds: BilingualText {
        .init(
            french: """
                Personnes : titulaires de points de comptage, utilisateurs du portail.
                Données : consommations et productions d'énergie, par point et par jour ou plus fin, qui renseignent sur \
                les habitudes de vie.
                """,
            english: """
                Persons: holders of metering points, users of the portal.
                Data: consumption and production of energy, by point and by day or finer, which tell of habits of life.
                """)
    }

    /// Of an account that somebody else used.
    private var ofAccount: [BilingualText] {
        guard case .account = breach.scope.way else { return [] }
        return [
            .init(
                french: "Compte utilisé par un tiers : nom et adresse électronique de son titulaire.",
                english: "Account that somebody else used: name and e-mail address of its owner.")
        ]
    }

    private var numbers: [BilingualText] {
        guard let finding = breach.finding else { return [blank("nombres", "numbers")] }
        let none = BilingualText(french: "aucun que le journal nomme", english: "none that the log names")
        let names = recipients.joined(separator: ", ")
        return [
            .init(
                french: """
                    D'après le journal d'audit – personnes : \(finding.persons) ; points : \(finding.points) ; jours de \
                    points : \(finding.pointDays) ; lectures : \(finding.reads), dont \(finding.readsOfNobody) ne mènent \
                    plus à personne ou portent sur des totaux.
                    Destinataires : \(names.isEmpty ? none.french : names).
                    """,
                english: """
                    By the audit log – persons: \(finding.persons); points: \(finding.points); days of points: \
                    \(finding.pointDays); reads: \(finding.reads), of which \(finding.readsOfNobody) lead to nobody any more \
                    or are of totals.
                    Recipients: \(names.isEmpty ? none.english : names).
                    """),
            blank(
                "ce qui a été atteint hors de ce que le journal d'audit connaît",
                "what was reached beyond what the audit log knows"),
        ]
    }

    private var risk: BilingualText {
        switch breach.risk {
        case .unlikely: .init(french: "Risque jugé improbable.", english: "A risk was judged unlikely.")
        case .risk: .init(french: "Risque pour les personnes.", english: "A risk for the persons concerned.")
        case .high: .init(french: "Risque élevé pour les personnes.", english: "A high risk for the persons concerned.")
        case nil: blank("risque pour les personnes", "risk for the persons concerned")
        }
    }

    private var personsTold: BilingualText {
        guard told == 0 else {
            return .init(
                french: "Personnes informées par courriel : \(told).", english: "Persons told by e-mail: \(told).")
        }
        return breach.risk == .high
            ? blank("quand les personnes seront informées", "when the persons will be told")
            : .init(french: "Aucune personne n'a été informée.", english: "Nobody was told.")
    }
}
