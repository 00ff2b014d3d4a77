import Access
import Charts
import Foundation
import HTTPTypes
import Metering
import Services
import Web

/// What a person's meter counted: a day, week, month or year in a picture, a table and files.
enum OwnUsePage {
    static let path = "/use/{occupancy}"

    static let routes = [
        Route(.get, path, for: .people([.resident]), query: UseQuestion.parameters) { call in
            let question = try UseQuestion(call)
            return Page.answer("use", try UsePage(question, call).values, for: call)
        },
        Route(
            .get, path + "/values.csv", for: .people([.resident]), query: UseQuestion.parameters + ["for"],
            reply: RouteReply(["text/csv"], caching: .own)
        ) { call in
            let question = try UseQuestion(call)
            let profile =
                try call.query.value("for", like: "spreadsheet", UseCSV.Profile.init(rawValue:)) ?? .spreadsheet
            let chart = UseChart(try UseReading(question, call).use, call.language)
            return file(UseCSV.text(chart, profile), "text/csv; charset=utf-8", question, "csv")
        },
    ]

    /// A download that is named after its meter's carrier and its first day: no identifier of the meter.
    private static func file(_ text: String, _ type: String, _ question: UseQuestion, _ ending: String) -> Answer {
        var answer = Answer(.ok, text: text, type: type)
        let (channel, period) = (question.channel, question.period)
        let name =
            "\(channel.carrier.rawValue)-\(channel.direction.rawValue)-\(period.kind.rawValue)-\(period.days.lowerBound)"
        answer.fields[.contentDisposition] = "attachment; filename=\"\(name).\(ending)\""
        return answer
    }
}

extension UseChart {
    init(_ use: OwnUse, _ language: Language) {
        self.init(use: use, words: UseWords(language), amounts: Amounts(language: language, unit: use.shownUnit))
    }
}

extension OwnUse {
    /// Water by the cubic metre over a year, by the litre else; every energy by the kilowatt-hour.
    var shownUnit: Amounts.ShownUnit {
        guard unit == .litre else { return .kilowattHour }
        return period.kind == .year ? .cubicMetre : .litre
    }
}

/// What the page of a person's own use shows.
struct UsePage {
    private let question: UseQuestion
    private let reading: UseReading
    private let chart: UseChart
    private let channels: [Channel]
    private let today: CivilDay

    init(_ question: UseQuestion, _ call: Call) throws {
        self.question = question
        reading = try UseReading(question, call)
        chart = UseChart(reading.use, call.language)
        channels = try UseQuestion.channels(of: question.occupancy.point, call)
        today = CivilDay(containing: call.now)
    }

    private var use: OwnUse { reading.use }
    private var words: UseWords { chart.words }
    private var counted: UseWords.Part { chart.part == .month ? .day : chart.part }

    struct Link {
        let name: String
        let address: String
        let isCurrent: Bool
    }

    struct Fact {
        let name: String
        let value: String
        let unit: String
        let detail: String
    }

    struct Count {
        let mark: String
        let text: String
    }

    var values: [String: Any?] {
        [
            "title": words.dates.title(use.period), "meter": meter, "carrierClass": carrierClass,
            "answer": words.answer(use, chart.amounts), "received": words.received(use, counted),
            "heading": heading, "periods": periods, "channels": channels.count > 1 ? others : nil,
            "previous": link(use.period.previous),
            "next": use.period.next.days.lowerBound <= today ? link(use.period.next) : nil,
            "drawing": use.slots.allSatisfy { $0.content == .outside } ? nil : drawing, "counts": counts,
            "source": source, "table": UseTable(chart),
            "countWords": words.say(
                "Voir les \(use.slots.count) valeurs", "See the \(use.slots.count) values"),
            "spreadsheet": question.address(use.period, page: "/values.csv") + "&for=spreadsheet",
            "program": question.address(use.period, page: "/values.csv") + "&for=program",
            "facts": facts, "hasFacts": !facts.isEmpty, "isLongDay": isLongDay, "isShortDay": isShortDay,
            "hasEstimates": use.qualities.estimated > 0,
        ]
    }

    private var drawing: String { chart.chart.drawn(use.period.kind == .year ? .months : .day) }

    private var meter: String {
        let carrier = words.say(use.channel.carrier.name.french, use.channel.carrier.name.english)
        return "\(carrier.prefix(1).uppercased() + carrier.dropFirst()), \(question.occupancy.point.text)"
    }

    /// The colour of the carrier in the style sheet.
    private var carrierClass: String {
        switch use.channel.carrier {
        case .electricity: use.channel.direction == .extraction ? "elec" : "prod"
        case .gas: "gas"
        case .water: "water"
        case .heat: "heat"
        case .cold: "cold"
        }
    }

    private var heading: String {
        let carrier = words.say(use.channel.carrier.name.french, use.channel.carrier.name.english)
        let name = carrier.prefix(1).uppercased() + carrier.dropFirst()
        return words.say("\(name) par \(words.part(chart.part))", "\(name) by \(words.part(chart.part))")
    }

    private var periods: [Link] {
        UsePeriod.Kind.allCases.map { kind in
            let name =
                switch kind {
                case .day: words.say("Jour", "Day")
                case .week: words.say("Semaine", "Week")
                case .month: words.say("Mois", "Month")
                case .year: words.say("Année", "Year")
                }
            return Link(
                name: name, address: question.address(question.seen(as: kind, today: today)),
                isCurrent: kind == use.period.kind)
        }
    }

    private var others: [Link] {
        channels.map { channel in
            let carrier = words.say(channel.carrier.name.french, channel.carrier.name.english)
            let direction =
                switch channel.direction {
                case .extraction: ""
                case .injection: words.say(" injectée", " fed in")
                case .production: words.say(" produite", " produced")
                }
            return Link(
                name: carrier + direction, address: question.address(use.period, channel),
                isCurrent: channel == use.channel)
        }
    }

    private func link(_ period: UsePeriod) -> Link {
        Link(name: words.dates.short(period), address: question.address(period), isCurrent: false)
    }

    private var counts: [Count] {
        let all: [(Quality, Int, String)] = [
            (.measured, use.qualities.measured, "q"), (.estimated, use.qualities.estimated, "q esti"),
            (.corrected, use.qualities.corrected, "q corr"), (.missing, use.qualities.missing, "q miss"),
        ]
        return all.filter { $0.1 > 0 }.map { Count(mark: $0.2, text: words.count($0.1, $0.0, counted)) }
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

    private var facts: [Fact] {
        guard let facts = reading.facts, use.channel.direction == .extraction else { return [] }
        var result: [Fact] = []
        let language = words.language
        if let highest = facts.highest {
            let interval = words.dates.interval(highest.start, highest.step)
            let day = use.period.kind == .day ? "" : words.dates.day(CivilDay(containing: highest.start)) + ", "
            let limit = reading.subscribedPower.map { power in
                words.say(
                    ", pour \(Amounts.number(Decimal(power.watts) / 1_000, decimals: 0, language)) kVA souscrits",
                    ", of \(Amounts.number(Decimal(power.watts) / 1_000, decimals: 0, language)) kVA subscribed")
            }
            result.append(
                Fact(
                    name: use.unit == .litre
                        ? words.say("Débit le plus fort", "Highest flow")
                        : words.say("Puissance la plus forte", "Highest power"),
                    value: Amounts.mean(highest.mean, of: use.unit, language), unit: "",
                    detail: day + interval + (limit ?? "")))
        }
        if let baseload = facts.baseload {
            result.append(
                Fact(
                    name: words.say("Talon de la nuit", "Night baseload"),
                    value: Amounts.mean(baseload, of: use.unit, language), unit: "",
                    detail: words.say(
                        "ce qui tourne sans cesse : les deux heures les plus basses avant 06:00",
                        "what runs without pause: the lowest two hours before 06:00")))
        }
        return result
    }
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
