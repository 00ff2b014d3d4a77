import Access
import Metering

extension EmailMessage {
    /// Tells a person of a breach that concerns them (GDPR art. 34(2)): its nature in clear language, what of theirs,
    /// whom to ask, the likely consequences, the measures.
    init(_ news: BreachNews, at origin: String, of profile: TenantProfile?) {
        self.init(
            news.person,
            subject: .init(
                french: "Vos données : un incident vous concerne", english: "Your data: an incident concerns you"),
            text: .init(
                french: EmailMessage.text(news, at: origin, of: profile, .french),
                english: EmailMessage.text(news, at: origin, of: profile, .english)),
            usefulFor: 14 * 86_400)
    }

    private static func text(
        _ news: BreachNews, at origin: String, of profile: TenantProfile?, _ language: Language
    ) -> String {
        func word(_ french: String, _ english: String) -> String { language == .french ? french : english }
        let judgement = news.judgement
        var parts = [
            word("Bonjour,", "Hello,"),
            judgement.nature.in(language),
            word("Ce qui vous concerne :\n", "What concerns you:\n") + own(news, language),
            word("Conséquences probables :\n", "Likely consequences:\n") + judgement.consequences.in(language),
            word("Ce que nous faisons, et ce que vous pouvez faire :\n", "What we do, and what you can do:\n")
                + judgement.measures.in(language),
            word(
                "Qui a lu vos données, et quand, est visible dans votre compte :\n\n\(origin)/accesses",
                "Who read your data, and when, is shown in your account:\n\n\(origin)/accesses"),
        ]
        if let profile {
            let officer = profile.dataProtectionOfficer
            parts.append(
                word("Vos questions : ", "Your questions: ") + "\(officer.name), \(officer.email)\n\n"
                    + profile.name.text.in(language))
        }
        return parts.joined(separator: "\n\n")
    }

    /// One line a point, and who had it.
    private static func own(_ news: BreachNews, _ language: Language) -> String {
        let lines = news.extent.points.map { point in
            let days = point.days.map { days in
                days.first == days.last
                    ? days.first.formatted(language)
                    : "\(days.first.formatted(language)) – \(days.last.formatted(language))"
            }
            let colon = language == .french ? "\u{A0}:" : ":"
            return "- \(point.point), \(point.carrier.name.in(language))\(colon) \(days.joined(separator: ", "))"
        }
        let account = BilingualText(
            french: "- votre compte : nom et adresse électronique", english: "- your account: name and e-mail address")
        let recipients =
            news.recipients.isEmpty
            ? []
            : [(language == .french ? "- reçu par : " : "- received by: ") + news.recipients.joined(separator: ", ")]
        let isOwn = lines.isEmpty || news.subject == news.breach.scope.ownSubject
        return ((isOwn ? [account.in(language)] : []) + lines + recipients).joined(separator: "\n")
    }
}
