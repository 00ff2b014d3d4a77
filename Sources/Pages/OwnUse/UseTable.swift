import Metering
import Services
import Web

/// The values of a picture in a table: the same numbers, with quality and past.
struct UseTable {
    let caption: String
    let firstHeading: String
    let unit: String
    let pastHeading: String?
    let rows: [Row]
    let total: String
    let totalRemark: String
    let totalName: String

    struct Row {
        let name: String
        /// Summer or winter time, where a clock shows the name twice.
        let detail: String?
        let value: String
        /// A class of the style sheet: `q`, `q esti`, `q corr`, `q miss`.
        let mark: String
        let remark: String
        let past: String?
        /// The second passage of an hour.
        let isMarked: Bool
    }

    init(_ chart: UseChart) {
        let (use, words, amounts) = (chart.use, chart.words, chart.amounts)
        let hasPast = use.slots.contains { $0.past != nil }
        caption = chart.title
        firstHeading =
            switch chart.part {
            case .interval: words.say("Intervalle", "Interval")
            case .day: words.say("Jour", "Day")
            case .month: words.say("Mois", "Month")
            }
        unit = amounts.unit.symbol
        pastHeading = hasPast ? "\(words.dates.short(use.period.compared)), \(amounts.unit.symbol)" : nil
        rows = use.slots.map { Row($0, chart, hasPast: hasPast) }
        total = amounts.number(use.total, decimals: chart.decimals)
        totalName = use.received == use.due ? words.say("Total", "Total") : words.say("Total reçu", "Total received")
        totalRemark = words.say("\(use.received) sur \(use.due)", "\(use.received) of \(use.due)")
    }
}

extension UseTable.Row {
    init(_ slot: UseSlot, _ chart: UseChart, hasPast: Bool) {
        let (amounts, words) = (chart.amounts, chart.words)
        name = chart.name(of: slot)
        value = slot.value.map { amounts.number($0, decimals: chart.decimals) } ?? "–"
        past = hasPast ? slot.past.map { amounts.number($0, decimals: chart.decimals) } ?? "–" : nil
        remark = chart.remark(of: slot)
        mark =
            switch slot.content {
            case .whole(_, .estimated): "q esti"
            case .whole(_, .corrected): "q corr"
            case .missing, .part, .whole(_, .missing): "q miss"
            case .whole(_, .measured): "q"
            case .notDue, .outside: "soft"
            }
        guard case .interval(let start, _) = slot.span, let season = Season(start) else {
            (detail, isMarked) = (nil, false)
            return
        }
        isMarked = season == .winter
        detail =
            season == .winter
            ? words.say("heure d’hiver", "winter time") : words.say("heure d’été", "summer time")
    }

    /// Of an interval that a clock shows twice.
    private enum Season {
        case summer, winter

        init?(_ start: Instant) {
            if start.isSecondPassage {
                self = .winter
            } else if start.advanced(minutes: 60).isSecondPassage {
                self = .summer
            } else {
                return nil
            }
        }
    }
}
