import Access
import Exchange
import HTTPTypes
import Metering
import Store
import Web

/// A subscription's point, its meter readings and its blocks, one address each.
enum SubscriptionResources {
    private static let points = ESPIBase.root + "/Subscription/{subscription}/UsagePoint"
    private static let readings = points + "/{point}/MeterReading"
    private static let blocks = readings + "/{reading}/IntervalBlock"

    static let routes: [Route] = [
        Route(.get, points, for: GreenButton.thirdParties, query: [], reply: .feed) { call in
            let subscription = try call.subscription()
            var feed = AtomFeed(
                .subscription(subscription.id).collection("UsagePoint"), title: "Usage points",
                at: subscription.base, updated: subscription.consent.since)
            for point in subscription.usagePoints { feed.append(point) }
            return .espi(feed.finish())
        },
        Route(.get, points + "/{point}", for: GreenButton.thirdParties, query: [], reply: .feed) { call in
            let (subscription, point) = try usagePoint(call)
            return .espi(ESPIDocument.entry(point, at: subscription.base, updated: subscription.consent.since))
        },
        Route(.get, readings, for: GreenButton.thirdParties, query: UsageQuestion.parameters, reply: .feed) { call in
            let (subscription, point) = try usagePoint(call)
            var feed = AtomFeed(
                point.path.collection("MeterReading"), title: "Meter readings", at: subscription.base,
                updated: subscription.consent.since)
            for kind in try kinds(of: point, subscription, call) {
                feed.append(ESPIMeterReading(kind, at: point.path))
            }
            return .espi(feed.finish())
        },
        Route(.get, readings + "/{reading}", for: GreenButton.thirdParties, query: [], reply: .feed) { call in
            let (subscription, point) = try usagePoint(call)
            guard let kind = ReadingKind(id: call.parameter("reading")), kind.carrier == point.carrier,
                subscription.consent.terms.directions.contains(kind.direction)
            else { throw Problem.notFound }
            return .espi(
                ESPIDocument.entry(
                    ESPIMeterReading(kind, at: point.path), at: subscription.base,
                    updated: subscription.consent.since))
        },
        Route(.get, blocks, for: GreenButton.thirdParties, query: UsageQuestion.parameters, reply: .feed) { call in
            let (subscription, point) = try usagePoint(call)
            let days = try days(of: point, subscription, call, in: UsageQuestion(call))
            let reading = point.path.collection("MeterReading").member(call.parameter("reading"))
            var feed = AtomFeed(
                reading.collection("IntervalBlock"), title: "Interval blocks", at: subscription.base,
                updated: try call.newestKnown ?? .beforeAnyData)
            for day in days { feed.append(ESPIIntervalBlock(day, at: point.path)) }
            return .espi(feed.finish())
        },
    ]

    private static func usagePoint(_ call: Call) throws -> (Subscription, ESPIUsagePoint) {
        let subscription = try call.subscription()
        guard let carrier = subscription.carrier(named: call.parameter("point")),
            let point = subscription.usagePoints.first(where: { $0.carrier == carrier })
        else { throw Problem.notFound }
        return (subscription, point)
    }

    /// The kinds of curves that the days asked for have.
    private static func kinds(
        of point: ESPIUsagePoint, _ subscription: Subscription, _ call: Call
    ) throws -> [ReadingKind] {
        let parts = try UsageQuestion(call).parts(
            of: subscription, carrier: point.carrier, known: call.known(at: nil), call, purpose: "green-button-readings"
        )
        let kinds = Set(parts.flatMap { part in part.days.map(ReadingKind.init) })
        return kinds.sorted { $0.id < $1.id }
    }

    private static func days(
        of point: ESPIUsagePoint, _ subscription: Subscription, _ call: Call, in question: UsageQuestion
    ) throws -> [UsageDay] {
        let reading = call.parameter("reading")
        let parts = try question.parts(
            of: subscription, carrier: point.carrier, known: call.known(at: nil), call, purpose: "green-button-blocks")
        return parts.flatMap(\.days).filter { ReadingKind($0).id == reading }
    }
}
