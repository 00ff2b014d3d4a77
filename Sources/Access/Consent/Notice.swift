package import Metering

/// Something that a recipient's program is to be told, waiting to be sent. It names a consent and nothing else.
///
/// One of a kind waits for each program and consent: news that come before the last were sent are told together.
package struct Notice: AccessRecord {
    package static let kind = RecordKind.notice
    package let client: ClientID
    package let consent: ConsentID
    package let news: News
    /// When the last of the news came.
    package private(set) var queuedAt: Instant
    /// How often there were news since it was queued: what comes while it is on its way is sent as well.
    private var count = 1
    package private(set) var tries = 0
    /// When it is sent next.
    package private(set) var due: Instant

    package enum News: String, Hashable, Sendable, Codable {
        /// There are new data under the consent.
        case data
        /// The consent came into another state.
        case authorization
    }

    init(_ news: News, of consent: ConsentID, to client: ClientID, at now: Instant) {
        self.client = client
        self.consent = consent
        self.news = news
        queuedAt = now
        due = now
    }

    package var id: String { Notice.id(news, consent, client) }
    package var owner: String { client.text }
    /// Whoever has not taken it in three days finds out by reading.
    package var end: Instant? { queuedAt.advanced(seconds: 3 * 86_400) }

    static func id(_ news: News, _ consent: ConsentID, _ client: ClientID) -> String {
        "\(client) \(consent) \(news.rawValue)"
    }

    /// The same with more news. That a consent changed waits for nothing; data wait for the next try.
    func followed(at now: Instant) -> Notice {
        var followed = self
        followed.queuedAt = now
        followed.count += 1
        if news == .authorization { followed.due = now }
        return followed
    }

    /// The same after a try that failed: a minute later, then four times as long, at most six hours; nil when the
    /// next try would come after its end.
    package func again(after now: Instant) -> Notice? {
        var again = self
        again.tries += 1
        again.due = now.advanced(seconds: min(60 << min(2 * tries, 16), 6 * 3_600))
        return again.end.map { again.due < $0 } ?? true ? again : nil
    }
}

/// Up to which import the programs were told of new data.
package struct NoticeMark: AccessRecord {
    package static let kind = RecordKind.noticeMark
    package static let id = "imports"
    package let revision: Int64

    package init(revision: Int64) { self.revision = revision }

    package var id: String { NoticeMark.id }
    package var owner: String { NoticeMark.id }
    package var end: Instant? { nil }
}

extension AccessTransaction {
    /// Queues news of a consent for each program of its recipient that has an address for them.
    package func announce(_ news: Notice.News, of consent: Consent, at now: Instant) throws {
        for program in try listeners(to: consent) {
            let waiting = try record(Notice.self, Notice.id(news, consent.consent, program.client))
            try put(waiting?.followed(at: now) ?? Notice(news, of: consent.consent, to: program.client, at: now))
        }
    }

    /// Takes back what is queued about the data of a consent.
    func withdrawNews(of consent: Consent) throws {
        for program in try listeners(to: consent) {
            try remove(Notice.self, Notice.id(.data, consent.consent, program.client))
        }
    }

    private func listeners(to consent: Consent) throws -> [OAuthClient] {
        try records(OAuthClient.self, of: consent.terms.recipient.text).filter { $0.notifyURI != nil }
    }
}
