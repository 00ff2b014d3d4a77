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
        let channels = try UseQuestion.channels(of: own.point, call)
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

    /// A question that no address asks: of one channel of a meter that is the person's.
    init(of channel: Channel, _ period: UsePeriod, _ occupancy: Occupancy, _ call: Call) throws {
        let account = try SignedInAccount.required(call).account
        self.occupancy = occupancy
        self.channel = channel
        self.period = period
        occupancies = try call.tenant.occupancies.all(of: account).filter { $0.point == occupancy.point }
    }

    /// Whether any of the days is the person's.
    func isOwn(_ days: ClosedRange<CivilDay>) -> Bool { occupancies.contains { $0.clip(days) != nil } }

    /// What the meter counts, by the point list and by what has come: consumption first.
    static func channels(of point: PointID, _ call: Call) throws -> [Channel] {
        let listed = try call.tenant.catalogue.point(point, call.tenant.ledger.known())
        return try Carrier.allCases.flatMap { carrier in
            try Direction.allCases.map { Channel(point: point, carrier: carrier, direction: $0) }.filter { channel in
                if listed?.carrier == carrier, listed?.directions.contains(channel.direction) == true { return true }
                return try call.tenant.catalogue.number(of: channel) != nil
            }
        }
    }

    /// The last day of the person's that anything came of in two months, else the last one that was to come.
    private static func newestDay(of channel: Channel, _ occupancy: Occupancy, _ call: Call) throws -> CivilDay {
        let due = CivilDay(containing: call.now).advanced(by: -2)
        let last = min(due, occupancy.until?.advanced(by: -1) ?? due)
        let days = max(occupancy.from, last.advanced(by: -62))...max(occupancy.from, last)
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
