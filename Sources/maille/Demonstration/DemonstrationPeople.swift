import Access
import EmbeddedStore
import Metering
import Store

/// The people of the demonstration: one of each role, a household that has moved in after another, and a program
/// that asks for consent. Their passwords are no secret; nobody of them exists.
struct DemonstrationPeople {
    static let password = "confluence-en-lumière"

    private let store: any RecordStore
    private let keys: TenantKeys
    private let now: Instant

    init(_ store: any RecordStore, _ keys: TenantKeys, now: Instant) {
        self.store = store
        self.keys = keys
        self.now = now
    }

    /// Moves in where nobody lives yet; a second run changes nothing.
    func moveIn(home: PointID, neighbour: PointID, on day: CivilDay) throws {
        let accounts = try Accounts(store, keys, slots: KeyDerivationSlots())
        var people: [String: AccountID] = [:]
        for person in DemonstrationPeople.all {
            let attributes = PersonalAttributes(name: person.name, email: person.email)
            let registration = try accounts.register(
                attributes, password: DemonstrationPeople.password, role: person.role, by: .machine, now: now)
            guard case .proofNeeded(let account, let proof) = registration else { return }
            _ = try accounts.verifyEmail(proof, now: now)
            people[person.email] = account
        }
        let occupancies = Occupancies(store, keys)
        let start = CivilDay(containing: now).advanced(by: -400)
        let moves = [
            ("zoe@example.org", home, start), ("camille@example.org", home, day),
            ("noah@example.org", neighbour, start),
        ]
        for (email, point, from) in moves {
            guard let account = people[email] else { continue }
            _ = try occupancies.link(account, to: point, from: from, by: .machine, now: now)
        }
        try ask(of: people["camille@example.org"])
        guard let manager = people["gaelle@example.org"] else { return }
        try store.transaction(in: keys.tenant) { store in
            try store.put(Mandate(manager: manager, set: "building-1", from: now))
        }
    }

    /// A service that advises on savings has an agreement and waits for Camille's answer.
    private func ask(of account: AccountID?) throws {
        let recipient = RecipientID("éco-conseil")
        let need = DataNeed(
            need: DataNeedID("conseil-économies"), recipient: recipient,
            purpose: BilingualText(
                french: "Conseil personnalisé pour réduire la consommation", english: "Advice on using less energy"),
            carriers: [.electricity], directions: [.extraction], granularity: [.daily, .halfHourly], pastMonths: 12,
            durationMonths: 12,
            text: ConsentText(
                version: "2026-11",
                body: BilingualText(
                    french:
                        "Éco-conseil lit vos consommations pour vous conseiller. Vous pouvez arrêter à tout moment.",
                    english: "Éco-conseil reads your consumption to advise you. You can stop at any moment.")))
        let consents = Consents(store, keys)
        try consents.publish(need, now: now)
        try store.transaction(in: keys.tenant) { store in
            try store.put(Recipient(recipient: recipient, name: "Éco-conseil", contact: "contact@eco-conseil.example"))
            try store.put(Agreement(recipient: recipient, from: now))
        }
        guard let account else { return }
        for occupancy in try Occupancies(store, keys).all(of: account) {
            _ = try consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: now)
        }
    }

    private struct Person {
        let name: String
        let email: String
        let role: Role
        let what: BilingualText
    }

    private static let all = [
        Person(
            name: "Camille Martin", email: "camille@example.org", role: .resident,
            what: .init(french: "habitante, a emménagé le 28 octobre", english: "resident, moved in on 28 October")),
        Person(
            name: "Zoé Petit", email: "zoe@example.org", role: .resident,
            what: .init(french: "ancienne habitante du même logement", english: "former resident of the same home")),
        Person(
            name: "Noah Bernard", email: "noah@example.org", role: .resident,
            what: .init(french: "habitant d'un autre logement", english: "resident of another home")),
        Person(
            name: "Gaëlle Roux", email: "gaelle@example.org", role: .buildingManager,
            what: .init(french: "gestionnaire d'immeuble", english: "building manager")),
        Person(
            name: "Idris Leroy", email: "idris@example.org", role: .territoryOfficer,
            what: .init(french: "chargé de mission du territoire", english: "territory officer")),
        Person(
            name: "Odile Morel", email: "odile@example.org", role: .operator,
            what: .init(french: "gestionnaire du réseau", english: "network operator")),
        Person(
            name: "Axel Garnier", email: "axel@example.org", role: .auditor,
            what: .init(french: "auditeur", english: "auditor")),
    ]

    /// What to sign in with.
    static var logins: String {
        var table = TextTable(["sign in as", "who", ""])
        for person in all { table.add([person.email, person.what.english, person.what.french]) }
        return
            "\(table.text)\n\nThe password of all is \(password); staff set up a one-time password when they first sign in."
    }
}
