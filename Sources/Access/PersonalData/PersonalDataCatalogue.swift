import Metering

/// What Maille keeps of people, and why: the list that a person is shown, with their own counts.
package enum PersonalDataCatalogue {
    /// The sorts of personal data. Each registered kind of record says which one counts it; readings and accesses are
    /// no records.
    package enum Sort: String, CaseIterable, Hashable, Sendable {
        case identity, sessions, occupancy, consents, tokens, jobs, readings, accesses, breaches
    }

    /// What is said of one sort.
    package struct Entry: Hashable, Sendable {
        package let sort: Sort
        package let what: BilingualText
        package let why: BilingualText
        /// The article that allows it.
        package let basis: BilingualText
        package let source: BilingualText
        package let kept: BilingualText
    }

    /// Every sort; a test holds it complete.
    package static let entries: [Entry] = [
        Entry(
            sort: .identity, what: .init(french: "nom, adresse électronique", english: "name, e-mail address"),
            why: .init(french: "ouvrir votre compte et vous écrire", english: "to open your account and write to you"),
            basis: .init(french: "RGPD art. 6(1)(b)", english: "GDPR art. 6(1)(b)"),
            source: .init(french: "vous", english: "you"),
            kept: .init(french: "jusqu'à la suppression du compte", english: "until the account is deleted")),
        Entry(
            sort: .sessions,
            what: .init(
                french: "connexions en cours ; dans le navigateur, la preuve d'une connexion passée",
                english: "open sessions; in the browser, the proof of a former one"),
            why: .init(
                french: "vous reconnaître, et que nul autre ne vous bloque par ses erreurs",
                english: "to recognise you, and so that nobody else's errors lock you out"),
            basis: .init(french: "RGPD art. 6(1)(b)", english: "GDPR art. 6(1)(b)"),
            source: .init(french: "votre navigateur", english: "your browser"),
            kept: .init(
                french: "un jour après leur fin ; dans le navigateur, un an",
                english: "one day after their end; in the browser, a year")),
        Entry(
            sort: .occupancy,
            what: .init(french: "les points que vous occupez, et quand", english: "the points you hold, and when"),
            why: .init(french: "ne montrer à chacun que ses données", english: "to show to each person only their own"),
            basis: .init(
                french: "RGPD art. 6(1)(b) ; Code de l'énergie D.341-22",
                english: "GDPR art. 6(1)(b); Code de l'énergie D.341-22"),
            source: .init(french: "le courrier d'activation, le gestionnaire", english: "the letter, the operator"),
            kept: .init(french: "trois ans après le départ", english: "three years after the move")),
        Entry(
            sort: .consents, what: .init(french: "vos accords et retraits", english: "your consents and withdrawals"),
            why: .init(french: "prouver ce que vous avez accepté", english: "to prove what you agreed to"),
            basis: .init(french: "RGPD art. 7(1)", english: "GDPR art. 7(1)"),
            source: .init(french: "vous", english: "you"),
            kept: .init(french: "cinq ans après leur fin", english: "five years after their end")),
        Entry(
            sort: .tokens, what: .init(french: "accès donnés à des applications", english: "access given to programs"),
            why: .init(french: "appliquer vos consentements", english: "to carry out your consents"),
            basis: .init(french: "RGPD art. 6(1)(a)", english: "GDPR art. 6(1)(a)"),
            source: .init(french: "l'application", english: "the program"),
            kept: .init(french: "trente jours après leur fin", english: "thirty days after their end")),
        Entry(
            sort: .jobs,
            what: .init(french: "vos exports et les fichiers déposés", english: "your exports and uploads"),
            why: .init(
                french: "préparer vos fichiers et vous les remettre", english: "to make your files and hand them"),
            basis: .init(french: "RGPD art. 15 et 20", english: "GDPR art. 15 and 20"),
            source: .init(french: "vous", english: "you"),
            kept: .init(french: "sept jours, fichiers compris", english: "seven days, with their files")),
        Entry(
            sort: .readings,
            what: .init(french: "index et courbes de charge", english: "indexes and load curves"),
            why: .init(
                french: "les montrer, les partager avec votre accord", english: "to show and share at your word"),
            basis: .init(
                french:
                    "Code de l'énergie D.341-18 à D.341-24 ; RGPD art. 6(1)(c) pour les index, 6(1)(a) pour les courbes",
                english: "Code de l'énergie D.341-18 to D.341-24; GDPR art. 6(1)(c) for indexes, 6(1)(a) for curves"),
            source: .init(french: "le compteur, par le gestionnaire", english: "the meter, through the operator"),
            kept: .init(french: "au moins vingt-quatre mois", english: "at least twenty-four months")),
        Entry(
            sort: .accesses, what: .init(french: "qui a lu vos données, quand", english: "who read your data, when"),
            why: .init(french: "vous le montrer, et le prouver", english: "to show you, and to prove it"),
            basis: .init(french: "RGPD art. 5(2) et 15", english: "GDPR art. 5(2) and 15"),
            source: .init(french: "Maille", english: "Maille"),
            kept: .init(
                french: "scellé avec votre clé ; illisible après sa destruction",
                english: "sealed with your key; unreadable once it is destroyed")),
        Entry(
            sort: .breaches,
            what: .init(
                french: "les violations de données qui vous concernent", english: "data breaches that concern you"),
            why: .init(
                french: "vous en informer, et tenir le registre", english: "to tell you, and to keep the register"),
            basis: .init(french: "RGPD art. 33(5) et 34", english: "GDPR art. 33(5) and 34"),
            source: .init(french: "le journal des lectures", english: "the log of reads"),
            kept: .init(french: "cinq ans après leur clôture", english: "five years after they were closed")),
    ]

    /// How many records there are of one person, by sort. Counted, never read: a history has no end.
    package static func counts(
        of account: AccountID, _ store: any RecordStore, _ keys: TenantKeys
    ) throws -> [Sort: Int] {
        try store.read(in: keys.tenant) { store in
            let subject = SubjectID(account)
            var counts = try store.counts(about: subject)
            counts[ConsentHeader.kind] = try store.records(Occupancy.self, about: subject).reduce(0) { sum, occupancy in
                try sum + store.records(ConsentHeader.self, of: occupancy.id).count
            }
            let key = try store.subjectKey(of: subject, keys)
            var bySort = [Sort.accesses: try key.map { try store.auditEntryCount(about: $0.pseudonym) } ?? 0]
            for sort in Sort.allCases {
                let kinds = store.registry.kinds(of: sort)
                if !kinds.isEmpty { bySort[sort] = kinds.reduce(0) { $0 + (counts[$1] ?? 0) } }
            }
            return bySort
        }
    }
}
