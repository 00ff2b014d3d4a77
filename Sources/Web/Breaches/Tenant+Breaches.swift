package import Access
package import Metering

extension Tenant {
    package var breaches: Breaches { Breaches(access, keys) }

    /// The notification to the authority, in a language.
    package func breachReport(of id: String, _ language: Language, now: Instant) throws -> String {
        let breach = try breaches.breach(id)
        let names = try access.read(in: self.id) { store in
            try (breach.finding?.recipients ?? []).map { try store.record(Recipient.self, $0.text)?.name ?? $0.text }
        }
        return BreachReport(
            breach: breach, judgement: try breaches.judgement(of: breach), profile: profile, recipients: names.sorted(),
            told: try breaches.letters(of: id).told, now: now
        ).text(language)
    }

    /// How far the persons concerned were told, and what became of the e-mails.
    package func breachLetters(of id: String) throws -> BreachLetters {
        try breaches.letters(of: id) { letter, store in
            if try store.record(QueuedEmail.self, letter) != nil { return .waiting }
            return try store.records(DeadLetter.self, of: letter).isEmpty ? .left : .givenUp
        }
    }

    /// Queues an e-mail to each person who was not told yet (`Breaches.tell`). Gives how many. `address`: where their
    /// links lead, unless it is the tenant's origin.
    package func tellOfBreach(
        _ id: String, confirmed: Int, linkingTo address: String? = nil, by clerk: Agent, now: Instant
    ) throws -> Int {
        try breaches.tell(id, confirmed: confirmed, by: clerk, now: now) { news, store in
            let message = EmailMessage(news, at: address ?? origin, of: profile)
            let email = try QueuedEmail(message, about: news.subject, store, keys, at: now)
            try store.insert(email)
            return email.id
        }
    }
}
