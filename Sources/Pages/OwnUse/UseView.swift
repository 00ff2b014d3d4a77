import Access
import Charts
import Metering
import Services
import Web

/// What the page of a person's own use shows, put together of what was read.
struct UseView {
    private let question: UseQuestion
    private let reading: UseReading
    private let chart: UseChart
    private let today: CivilDay

    init(_ question: UseQuestion, _ call: Call) throws {
        self.question = question
        reading = try UseReading(question, call)
        chart = UseChart(reading.use, call.language)
        today = CivilDay(containing: call.now)
    }

    private var facts: UseFactTexts { UseFactTexts(reading, words) }
    private var use: OwnUse { reading.use }
    private var words: UseWords { chart.words }
    private var counted: UseWords.Part { chart.part == .month ? .day : chart.part }

    var page: OwnUsePage {
        let isShown = use.slots.contains { $0.content != .outside }
        return OwnUsePage(
            title: words.dates.title(use.period), meter: meter, carrierClass: use.channel.colour,
            answer: words.answer(use, chart.amounts), received: words.received(use, counted), heading: heading,
            periods: periods, others: others, hasOthers: question.channels.count > 1,
            previous: link(use.period.previous),
            next: use.period.next.days.lowerBound <= today ? link(use.period.next) : nil,
            drawing: isShown ? HTML(chart.chart.drawn(use.period.kind == .year ? .months : .day)) : nil,
            counts: UseCount.all(of: use, words), source: source, table: UseTable(chart),
            countWords: words.say("Voir les \(use.slots.count) valeurs", "See the \(use.slots.count) values"),
            spreadsheet: question.address(use.period, page: "/values.csv") + "&for=spreadsheet",
            program: question.address(use.period, page: "/values.csv") + "&for=program", facts: facts.all,
            hasFacts: !facts.all.isEmpty, isLongDay: isLongDay, isShortDay: isShortDay,
            hasEstimates: use.qualities.estimated > 0)
    }

    private var meter: String { "\(words.name(of: use.channel)), \(question.occupancy.point.text)" }

    private var heading: String {
        let (name, part) = (words.name(of: use.channel), words.part(chart.part))
        return words.say("\(name) par \(part)", "\(name) by \(part)")
    }

    private var periods: [PageLink] {
        UsePeriod.Kind.allCases.map { kind in
            let name =
                switch kind {
                case .day: words.say("Jour", "Day")
                case .week: words.say("Semaine", "Week")
                case .month: words.say("Mois", "Month")
                case .year: words.say("Année", "Year")
                }
            return PageLink(
                to: question.address(question.seen(as: kind, today: today)), name,
                isCurrent: kind == use.period.kind)
        }
    }

    private var others: [PageLink] {
        question.channels.map {
            PageLink(
                to: question.address(use.period, $0), words.name(of: $0), isCurrent: $0 == use.channel)
        }
    }

    private func link(_ period: UsePeriod) -> PageLink {
        PageLink(to: question.address(period), words.dates.short(period))
    }

    private var source: String {
        var sentences: [String] = []
        if let received = reading.receivedAt {
            let moment = received.formatted(words.language)
            sentences.append(words.say("Dernières valeurs reçues le \(moment).", "Last values received on \(moment)."))
        }
        if use.slots.contains(where: { $0.content == .notDue }) {
            let dueBy = DayFiguresDue.text(of: min(use.period.days.upperBound, today), words)
            sentences.append(dueBy)
        }
        if use.qualities.missing > 0 {
            sentences.append(
                words.say(
                    "Ce qui manque n’est pas compté comme zéro : si les valeurs arrivent, elles prennent leur place.",
                    "What is missing is not counted as zero: where values arrive later, they take their place."))
        }
        return sentences.joined(separator: " ")
    }

    private var isLongDay: Bool { use.period.kind == .day && use.period.days.lowerBound.minutes > 1_440 }
    private var isShortDay: Bool { use.period.kind == .day && use.period.days.lowerBound.minutes < 1_440 }
}

/// When values that are still to come are due.
private enum DayFiguresDue {
    static func text(of day: CivilDay, _ words: UseWords) -> String {
        let last = day.advanced(by: 2).formatted(words.language)
        return words.say(
            "Les valeurs d’un jour arrivent au plus tard deux jours après : le \(last) pour les dernières.",
            "A day’s values arrive two days later at the latest: on \(last) for the last ones.")
    }
}
