import Access
import HTTPTypes
import Metering
import Services
import Store
import Web

/// Which part of their own use a person asks for: all of it stands in the address.
struct UseQuestion {
    let occupancy: Occupancy
    /// All of the person's at that point: who came back has several.
    private let occupancies: [Occupancy]
    /// What the person may see that the meter counts.
    let channels: [Channel]
    let channel: Channel
    let period: UsePeriod

    static let parameters: [Parameter] = ["carrier", "direction", "period", "on", "lang"]
    /// Days before 2000 and after 2099 are nobody's.
    private static let days = CivilDay.accepted

    /// Throws `Problem.notFound` where the occupancy is not the person's.
    init(_ call: Call) throws {
        let account = try SignedInAccount.required(call).account
        let all = try call.tenant.occupancies.all(of: account)
        guard let own = all.first(where: { $0.id == call.parameter("occupancy") }) else { throw Problem.notFound }
        occupancy = own
        occupancies = all.filter { $0.point == own.point }
        channels = try UseQuestion.channels(of: own, call)
        let carrier = try call.query.value("carrier", like: "electricity", Carrier.init(rawValue:))
        let direction = try call.query.value("direction", like: "extraction", Direction.init(rawValue:))
        channel =
            channels.first {
                (carrier == nil || $0.carrier == carrier) && (direction == nil || $0.direction == direction)
            } ?? Channel(point: own.point, carrier: carrier ?? .electricity, direction: direction ?? .extraction)
        let kind = try call.query.value("period", like: "day", UsePeriod.Kind.init(rawValue:)) ?? .day
        let day = try call.query.value("on", like: "2026-10-25") { (text: String) -> CivilDay? in
            CivilDay(text).flatMap { UseQuestion.days.contains($0) ? $0 : nil }
        }
        period = UsePeriod(kind, of: try day ?? UseQuestion.newestDay(of: channel, own, call))
    }

    /// Of a year, one question for each channel of each meter that is the person's then: consumption before injection.
    static func all(in period: UsePeriod, _ call: Call) throws -> [UseQuestion] {
        let all = try call.tenant.occupancies.all(of: SignedInAccount.required(call).account)
        let own = Dictionary(grouping: all.filter { $0.clip(period.days) != nil }, by: \.point)
            .compactMap { $0.value.max { $0.from < $1.from } }
        return try own.sorted { ($0.from, $0.point) < ($1.from, $1.point) }.flatMap { occupancy in
            let channels = try channels(of: occupancy, call)
            return channels.map { channel in
                UseQuestion(
                    occupancy: occupancy, occupancies: all.filter { $0.point == occupancy.point }, channels: channels,
                    channel: channel, period: period)
            }
        }
    }

    private init(
        occupancy: Occupancy, occupancies: [Occupancy], channels: [Channel], channel: Channel, period: UsePeriod
    ) {
        self.occupancy = occupancy
        self.occupancies = occupancies
        self.channels = channels
        self.channel = channel
        self.period = period
    }

    /// Whether the person holds the point now: what lists say of it by now is of their contract then, else of somebody
    /// else's.
    func isCurrent(at now: Instant) -> Bool { occupancies.contains { $0.isCurrent(at: now) } }

    /// Whether any of the days is the person's.
    func isOwn(_ days: ClosedRange<CivilDay>) -> Bool { occupancies.contains { $0.clip(days) != nil } }

    /// What the meter counts, by the point list and by what has come. Of who has left, what came of their last two
    /// months: that the next customer feeds in is no business of theirs.
    private static func channels(of occupancy: Occupancy, _ call: Call) throws -> [Channel] {
        let known = call.tenant.ledger.known()
        let isCurrent = occupancy.isCurrent(at: call.now)
        let listed = isCurrent ? try call.tenant.catalogue.point(occupancy.point, known) : nil
        let days = lastDays(of: occupancy, call)
        return try Carrier.allCases.flatMap { carrier in
            try Direction.allCases.map { Channel(point: occupancy.point, carrier: carrier, direction: $0) }
                .filter { channel in
                    if listed?.carrier == carrier, listed?.directions.contains(channel.direction) == true {
                        return true
                    }
                    return isCurrent
                        ? try call.tenant.catalogue.number(of: channel) != nil
                        : try call.tenant.curves.collected(of: channel, in: days, known) != nil
                }
        }
    }

    /// The two months up to the last day of an occupancy that was to come.
    private static func lastDays(of occupancy: Occupancy, _ call: Call) -> ClosedRange<CivilDay> {
        let due = CivilDay(containing: call.now).advanced(by: -2)
        let last = max(occupancy.from, min(due, occupancy.until?.advanced(by: -1) ?? due))
        return max(occupancy.from, last.advanced(by: -62))...last
    }

    /// The last day of the person's that anything came of in two months, else the last one that was to come.
    private static func newestDay(of channel: Channel, _ occupancy: Occupancy, _ call: Call) throws -> CivilDay {
        let days = lastDays(of: occupancy, call)
        let collected = try call.tenant.curves.collected(of: channel, in: days, call.tenant.ledger.known())
        return collected?.days.upperBound ?? days.upperBound
    }

    /// The address of another period or channel of the same meter.
    func address(_ period: UsePeriod, _ channel: Channel? = nil, page: String = "") -> String {
        let channel = channel ?? self.channel
        var pairs = [("period", period.kind.rawValue), ("on", period.days.lowerBound.description)]
        pairs += [("carrier", channel.carrier.rawValue), ("direction", channel.direction.rawValue)]
        return OwnUsePage.address(of: occupancy) + page + "?" + FormEncoding.query(pairs)
    }

    /// The same day seen in another kind of period; of a longer period its first day that has begun.
    func seen(as kind: UsePeriod.Kind, today: CivilDay) -> UsePeriod {
        let days = period.days
        let day =
            kind == .day || kind == .week
            ? min(days.upperBound, max(days.lowerBound, today.advanced(by: -2))) : days.lowerBound
        return UsePeriod(kind, of: day)
    }
}
