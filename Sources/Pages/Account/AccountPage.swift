import Access
import HTTPTypes
import Metering
import Store
import Web

/// A person's meters: where they come after signing in.
struct AccountPage: Page {
    static let template = Template.account
    let name: String?
    let email: String?
    /// Those that are or will be the person's, the latest first.
    let present: [MeterCard]
    let past: [MeterCard]
    let hasPast: Bool
    let isEmpty: Bool

    static let routes = [
        Route(.get, "/account", for: .signedIn) { call in
            let account = try SignedInAccount.required(call).account
            let attributes = try call.tenant.accounts.attributes(of: account)
            let occupancies = try call.tenant.occupancies.all(of: account).sorted { $0.from > $1.from }
            let today = CivilDay(containing: call.now)
            func cards(_ belongs: (Occupancy) -> Bool) throws -> [MeterCard] {
                try occupancies.filter(belongs).map { try MeterCard($0, on: today, call) }
            }
            let past = try cards { $0.isOver(on: today) }
            return AccountPage(
                name: attributes?.name, email: attributes?.email, present: try cards { !$0.isOver(on: today) },
                past: past, hasPast: !past.isEmpty, isEmpty: occupancies.isEmpty
            ).answer(call)
        }
    ]
}

/// A meter that is, was or will be a person's.
struct MeterCard {
    /// What it measures.
    let name: String
    let meter: String
    /// Since when, until when, and what becomes of the readings.
    let holding: String
    /// What was used: the page for which people come.
    let use: PageLink
    /// What else can be done.
    let links: [PageLink]

    init(_ occupancy: Occupancy, on today: CivilDay, _ call: Call) throws {
        let language = call.language
        let point = try call.tenant.catalogue.point(occupancy.point, call.tenant.ledger.known())
        name = (point?.carrier.meterName ?? Message("Meter")).in(language)
        meter = occupancy.point.text
        holding = MeterCard.holding(of: occupancy, on: today, language).in(language)
        use = PageLink(to: OwnUsePage.address(of: occupancy), Message("See what I used").in(language))
        links = MeterCard.links(of: occupancy, on: today, language)
    }

    private static func holding(of occupancy: Occupancy, on today: CivilDay, _ language: Language) -> Message {
        let days = [
            "from": occupancy.from.formatted(language), "until": occupancy.until?.formatted(language) ?? "",
        ]
        if occupancy.isOver(on: today) {
            return Message(
                "Your meter from {from} until {until}. You keep the readings of that time; the next person never sees them.",
                days)
        }
        if occupancy.until != nil {
            return Message(
                "Your meter from {from} until {until}. From that day on, its readings belong to the next person.", days)
        }
        if occupancy.from > today {
            return Message("Your meter from {from} on. Its readings are yours from that day.", days)
        }
        return Message("Your meter since {from}. Readings from before that day belong to whoever lived there.", days)
    }

    /// What a meter's card leads to.
    private static func links(of occupancy: Occupancy, on today: CivilDay, _ language: Language) -> [PageLink] {
        var links: [PageLink] = []
        if occupancy.until == nil, occupancy.from <= today {
            links.append(
                PageLink(to: MovingOutPage.address(of: occupancy), Message("I am moving out").in(language)))
        }
        return links
    }
}

extension Occupancy {
    fileprivate func isOver(on day: CivilDay) -> Bool { until.map { $0 <= day } ?? false }
}

extension Carrier {
    var meterName: Message {
        switch self {
        case .electricity: Message("Electricity meter")
        case .gas: Message("Gas meter")
        case .water: Message("Water meter")
        case .heat: Message("Heat meter")
        case .cold: Message("Cooling meter")
        }
    }
}
