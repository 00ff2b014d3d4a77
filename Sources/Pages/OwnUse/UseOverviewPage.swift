import Access
import Charts
import HTTPTypes
import Metering
import Services
import Web

/// All that a person's meters count over a year, side by side: each fluid in its unit, with the year before behind.
struct UseOverviewPage: Page {
    static let template = Template.useYear
    let title: String
    let cards: [Card]
    let isEmpty: Bool
    let previous: PageLink
    let next: PageLink?
    /// The year, and the one behind it.
    let present: String
    let past: String

    static let path = "/use"

    static let routes = [
        Route(.get, path, for: .people([.resident]), query: ["year", "lang"]) { call in
            let today = CivilDay(containing: call.now)
            let year = try call.query.value("year", like: "2026") { (text: String) -> CivilDay? in
                Int(text).flatMap { CivilDay(year: $0, month: 1, day: 1) }.flatMap {
                    CivilDay.accepted.contains($0) ? $0 : nil
                }
            }
            let period = UsePeriod(.year, of: year ?? today)
            let cards = try UseQuestion.all(in: period, call).map {
                Card($0, try UseReading($0, call), call.language)
            }
            let words = UseWords(call.language)
            return UseOverviewPage(
                title: words.dates.title(period), cards: cards, isEmpty: cards.isEmpty,
                previous: link(period.previous),
                next: period.next.days.lowerBound <= today ? link(period.next) : nil,
                present: words.dates.short(period), past: words.dates.short(period.compared)
            ).answer(call)
        }
    ]

    private static func link(_ period: UsePeriod) -> PageLink {
        let year = String(period.days.lowerBound.components.year)
        return PageLink(to: path + "?" + FormEncoding.pair("year", year), year)
    }

    struct Card {
        let name: String
        let heading: String
        let meter: String
        let carrierClass: String
        let total: String
        let unit: String
        let facts: String
        let comparison: String
        /// Nil where nothing is known.
        let drawing: HTML?
        let counts: [UseCount]
        let address: String

        init(_ question: UseQuestion, _ reading: UseReading, _ language: Language) {
            let chart = UseChart(
                reading.use, language,
                name:
                    "use-\(question.occupancy.id)-\(question.channel.carrier.rawValue)-\(question.channel.direction.rawValue)"
            )
            let (use, words, amounts) = (reading.use, chart.words, chart.amounts)
            name = chart.name
            heading = words.name(of: use.channel)
            meter = use.channel.point.text
            carrierClass = use.channel.colour
            total = amounts.number(use.total, decimals: amounts.decimals(for: use.total))
            unit = amounts.unit.symbol
            facts = UseFactTexts(reading, words).all.map(\.value).joined(separator: " · ")
            comparison = use.isEmpty ? words.answer(use, amounts) : words.difference(use)
            drawing = use.isEmpty ? nil : HTML(chart.chart.drawn(.months))
            counts = UseCount.all(of: use, words)
            address = question.address(question.seen(as: .month, today: use.period.days.upperBound))
        }
    }
}
