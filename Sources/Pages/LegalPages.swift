import Access
import HTTPTypes
import Metering
import Web

/// The texts that a tenant owes its people, as they are in force: who answers for the site, what becomes of data.
enum LegalPages {
    static let routes = LegalText.Kind.allCases.map { kind in
        Route(.get, path(of: kind), for: .everyone) { call in try page(kind, for: call) }
    }

    static func path(of kind: LegalText.Kind) -> String { "/legal/\(kind.rawValue)" }

    private static func page(_ kind: LegalText.Kind, for call: Call) throws -> Answer {
        guard let profile = call.tenant.profile,
            let text = profile.texts.inForce(kind, on: CivilDay(containing: call.now))
        else { throw Problem.notFound }
        let officer = profile.dataProtectionOfficer
        return Page.answer(
            "legal",
            [
                "title": kind.title.in(call.language), "text": Markdown.html(text.text.in(call.language)),
                "version": text.version, "from": text.from.formatted(call.language),
                "officer": kind == .privacy ? officer.name : nil, "officerEmail": officer.email,
                "contactEmail": profile.contact.email, "contactAddress": profile.contact.address,
                "telephone": profile.contact.telephone,
            ], for: call)
    }
}

extension LegalText.Kind {
    var title: BilingualText {
        switch self {
        case .notice: .init(french: "Mentions légales", english: "Legal notice")
        case .privacy: .init(french: "Vos données personnelles", english: "Your personal data")
        }
    }
}
