import Access
import Metering

extension RecordTransaction {
    /// Queues and removes notices as a consent changes: clients are told from its acceptance on.
    func follow(_ change: ConsentChange) throws {
        if change.before.acceptedAt != nil { try announce(.authorization, of: change.before, at: change.event.at) }
        if change.state.isFinal { try withdrawNews(of: change.before) }
    }

    /// Queues news of a consent for each client of its recipient that has an address for them.
    func announce(_ news: Notice.News, of consent: Consent, at now: Instant) throws {
        for program in try listeners(to: consent) {
            let waiting = try record(Notice.self, Notice.id(news, consent.consent, program.client))
            try put(waiting?.followed(at: now) ?? Notice(news, of: consent.consent, to: program.client, at: now))
        }
    }

    /// Removes what is queued about the data of a consent.
    private func withdrawNews(of consent: Consent) throws {
        for program in try listeners(to: consent) {
            try remove(Notice.self, Notice.id(.data, consent.consent, program.client))
        }
    }

    private func listeners(to consent: Consent) throws -> [OAuthClient] {
        try records(OAuthClient.self, of: consent.terms.recipient.text).filter { $0.noticeAddress != nil }
    }
}
