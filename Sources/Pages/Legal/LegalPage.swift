import Access
import HTTPTypes
import Metering
import Web

/// The texts that a tenant owes its people, as they are in force: who answers for the site, what becomes of data.
struct LegalPage: Page {
    static let template = Template.legal
    let title: String
    let version: String
    let from: String
    let text: HTML
    let contact: Contact
    /// Whom to ask about personal data, on the page about them.
    let officer: Officer?

    struct Contact {
        let address: String
        let email: String
        let telephone: String?
    }

    struct Officer {
        let name: String
        let email: String
    }

    static let routes = LegalText.Kind.allCases.map { kind in
        Route(.get, path(of: kind), for: .everyone) { call in try page(kind, for: call) }
    }

    static func path(of kind: LegalText.Kind) -> String { "/legal/\(kind.rawValue)" }

    private static func page(_ kind: LegalText.Kind, for call: Call) throws -> Answer {
        guard let profile = call.tenant.profile,
            let text = profile.texts.inForce(kind, on: CivilDay(containing: call.now))
        else { throw Problem.notFound }
        let (contact, officer) = (profile.contact, profile.dataProtectionOfficer)
        return LegalPage(
            title: kind.title.in(call.language), version: text.version, from: text.from.formatted(call.language),
            text: HTML(Markdown.html(text.text.shown(in: call.language))),
            contact: Contact(address: contact.address, email: contact.email, telephone: contact.telephone),
            officer: kind == .privacy ? Officer(name: officer.name, email: officer.email) : nil
        ).answer(call)
    }
}

extension LegalText.Kind {
    fileprivate var title: Message {
        switch self {
        case .notice: Message("Legal notice")
        case .privacy: Message("Your personal data")
        }
    }
}
