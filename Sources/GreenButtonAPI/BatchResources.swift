import Access
import Exchange
import HTTPTypes
import Metering
import Web

/// Everything in one feed: of one subscription, or of all that a third party was agreed to get (`BR`).
enum BatchResources {
    static let routes: [Route] = [
        Route(
            .get, ESPIBase.root + "/Batch/Subscription/{subscription}", for: GreenButton.thirdParties,
            query: UsageQuestion.parameters, reply: .feed
        ) { call in
            let subscription = try call.subscription()
            return try feed(of: subscription, call)
        },
        Route(
            .get, ESPIBase.root + "/Batch/Bulk/{bulk}", for: GreenButton.thirdParties, query: UsageQuestion.parameters,
            reply: .feed
        ) { call in
            // Only a program's own token stands for all its recipient's customers.
            guard case .client(let token) = call.caller, token.account == nil,
                token.recipient.text == call.parameter("bulk")
            else { throw Problem.notFound }
            try UsageQuestion.scope(of: token)
            let subscriptions = try call.subscriptions()
            guard subscriptions.count <= mostOfBulk else { throw Problem.bulkTooLarge(mostOfBulk) }
            return try feed(of: subscriptions, at: .batch(ofBulk: token.recipient.text), call)
        },
    ]

    /// Beyond, a bulk export is a job.
    static let mostOfBulk = 100

    /// Refused before its first byte.
    private static func feed(of subscription: Subscription, _ call: Call) throws -> Answer {
        let parts = try UsageQuestion(call).parts(
            of: subscription, known: call.known(at: nil), call, purpose: purpose)
        return answer(
            UsageFeed(
                .batch(ofSubscription: subscription.id), at: ESPIBase(origin: call.tenant.origin), parts,
                updated: try call.newestKnown ?? .beforeAnyData, decisions: call.tenant.decisions, clock: call.clock))
    }

    /// Read while it is sent. A subscription whose consent does not let this be read – half-hours, where days were
    /// agreed to – is left out; its refusal is in the audit log.
    private static func feed(of subscriptions: [Subscription], at path: ESPIPath, _ call: Call) throws -> Answer {
        let (question, known) = (try UsageQuestion(call), try call.known(at: nil))
        return answer(
            UsageFeed(
                path, at: ESPIBase(origin: call.tenant.origin), subscriptions,
                updated: try call.newestKnown ?? .beforeAnyData,
                decisions: call.tenant.decisions, clock: call.clock
            ) { subscription in
                do {
                    return try question.parts(of: subscription, known: known, call, purpose: purpose)
                } catch is ReadRefusal {
                    return []
                }
            })
    }

    private static let purpose = "green-button-batch"

    private static func answer(_ feed: UsageFeed) -> Answer {
        Answer(fields: [.contentType: AtomFeed.mediaType], body: .pieces { try feed.next() })
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
