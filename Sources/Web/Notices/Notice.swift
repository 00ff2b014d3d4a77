import Access
import Metering

/// A notice to a client, waiting to be sent. It names a consent and nothing else.
///
/// One of each kind waits for a client and a consent: news that come before it was sent are told together.
struct Notice: OutboxMessage {
    static let kind = RecordKind("notice")
    let client: ClientID
    let consent: ConsentID
    let news: News
    /// When the last of the news came.
    private(set) var queuedAt: Instant
    /// How often there were news since it was queued: what comes while it is on its way is sent as well.
    private var count = 1
    var tries = 0
    var due: Instant

    enum News: String, Hashable, Sendable, Codable {
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

    var id: String { Notice.id(news, consent, client) }
    var owner: String { client.text }
    /// It is tried for three days.
    var expires: Instant { queuedAt.advanced(seconds: 3 * 86_400) }

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
}
