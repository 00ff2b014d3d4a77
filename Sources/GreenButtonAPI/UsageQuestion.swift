import Access
import Exchange
import Metering
import Store
import Web

/// The days that a third party asks for: `published-min` and `published-max`, else the last thirteen months.
struct UsageQuestion {
    let days: ClosedRange<CivilDay>

    static let parameters: [Parameter] = ["published-min", "published-max"]

    init(_ call: Call) throws(Problem) {
        let today = CivilDay(containing: call.now)
        let read = { (text: String) in ISOTimestamp(text)?.instant.map { CivilDay(containing: $0) } ?? nil }
        let first = try call.query.value("published-min", like: "2026-01-31T00:00:00Z", read)
        let last = try call.query.value("published-max", like: "2026-02-28T00:00:00Z", read) ?? today
        let from = first ?? last.advanced(months: -13)
        guard from <= last else { throw .badParameter("published-max", "it is before published-min") }
        days = from...last
    }

    /// What a subscription's consent lets be read of the days: one grant and one audit entry for each channel.
    func parts(
        of subscription: Subscription, carrier: Carrier? = nil, known: Known, _ call: Call, purpose: String
    ) throws -> [UsageFeed.Part] {
        guard case .client(let token) = call.caller else { return [] }
        let scope = try UsageQuestion.scope(of: token)
        guard let days = scope.clip(days, now: call.now) else { return [] }
        var parts: [UsageFeed.Part] = []
        for point in subscription.usagePoints where carrier == nil || point.carrier == carrier {
            let directions = subscription.consent.terms.directions.filter { $0.flowDirection != nil }
            for direction in directions.sorted(by: { $0.rawValue < $1.rawValue }) {
                let reader = ReadRequest.Reader.recipient(
                    token.client, token.recipient, consents: [subscription.consent.consent])
                let request = ReadRequest(
                    by: reader, about: .point(subscription.occupancy.point), carrier: point.carrier,
                    direction: direction, days: days, step: scope.step, purpose: purpose, request: call.id)
                parts.append(try part(of: point, request, known, call))
            }
        }
        return parts
    }

    /// Throws where the token has no scope of Green Button.
    @discardableResult
    static func scope(of token: AccessTokenInfo) throws(Problem) -> GreenButtonScope {
        guard let scope = token.scope.greenButton else { throw .insufficientScope("FB=4_5;IntervalDuration=1800") }
        return scope
    }

    /// Curves on the step asked for; energies where it is the day.
    private func part(
        of point: ESPIUsagePoint, _ request: ReadRequest, _ known: Known, _ call: Call
    ) throws -> UsageFeed.Part {
        let grant = try call.tenant.decisions.grant(request, now: call.clock())
        let ticket = grant.ticket
        guard request.step == .day, case .point(let id) = request.subject else {
            let days = try call.tenant.curves.days(grant, known).map { UsageDay.curve($0.pointDay) }
            return UsageFeed.Part(point: point, days: days, ticket: ticket)
        }
        let channel = Channel(point: id, carrier: request.carrier, direction: request.direction)
        let figures = try call.tenant.curves.figures(grant, known)
        let days = figures.days.flatMap(\.each).compactMap { day in
            figures.energy(of: day).map { energy in
                UsageDay.energy(DayEnergy(channel: channel, day: day, total: energy.total, quality: energy.quality))
            }
        }
        return UsageFeed.Part(point: point, days: days, ticket: ticket)
    }
}
