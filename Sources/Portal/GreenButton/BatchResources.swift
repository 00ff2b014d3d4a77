import Access
import Exchange
import HTTPTypes
import Metering

/// Everything in one feed: of one subscription, or of all that a third party was agreed to get (`BR`).
enum BatchResources {
    static let routes: [Route] = [
        Route(.get, GreenButton.root + "/Batch/Subscription/{subscription}", for: GreenButton.thirdParties) { call in
            try call.query.only(UsageQuestion.names)
            let subscription = try call.subscription()
            return try feed([subscription], at: .batch(ofSubscription: subscription.id), call)
        },
        Route(.get, GreenButton.root + "/Batch/Bulk/{bulk}", for: GreenButton.thirdParties) { call in
            try call.query.only(UsageQuestion.names)
            // Only a program's own token stands for all its recipient's customers.
            guard case .client(let token) = call.caller, token.account == nil,
                token.recipient.text == call.parameter("bulk")
            else { throw Problem.notFound }
            let subscriptions = try call.subscriptions()
            guard subscriptions.count <= mostOfBulk else { throw Problem.bulkTooLarge(mostOfBulk) }
            return try feed(subscriptions, at: .batch(ofBulk: token.recipient.text), call)
        },
    ]

    /// Beyond, a bulk export is a job.
    static let mostOfBulk = 100

    private static func feed(_ subscriptions: [Subscription], at path: ESPIPath, _ call: Call) throws -> Answer {
        let question = try UsageQuestion(call)
        let parts = try subscriptions.flatMap {
            try question.parts(of: $0, call, purpose: "green-button-batch")
        }
        let feed = UsageFeed(
            path, at: GreenButton.base(call.tenant), parts, updated: try call.newestKnown,
            decisions: call.tenant.decisions,
            clock: call.clock)
        return Answer(fields: [.contentType: "application/atom+xml"], body: .pieces { try feed.next() })
    }
}

extension Problem {
    static func bulkTooLarge(_ most: Int) -> Problem {
        Problem(
            .contentTooLarge, "bulk-too-large", .init(french: "Trop de points", english: "Too many points"),
            .init(
                french: "Plus de \(most) abonnements : demandez un export (POST /api/v1/exports).",
                english: "More than \(most) subscriptions: ask for an export (POST /api/v1/exports)."))
    }
}
