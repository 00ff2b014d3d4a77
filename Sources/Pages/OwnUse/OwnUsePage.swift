import Access
import Charts
import Foundation
import HTTPTypes
import Metering
import Services
import Web

/// What a person's meter counted: a day, week, month or year in a picture, a table and files.
struct OwnUsePage: Page {
    static let template = Template.use
    let title: String
    let meter: String
    /// The class of the style sheet that has the fluid's colour.
    let carrierClass: String
    /// The total in a sentence, and how much of what was due has arrived.
    let answer: String
    let received: String
    let heading: String
    let periods: [PageLink]
    /// What else the meter counts.
    let others: [PageLink]
    let hasOthers: Bool
    let previous: PageLink
    let next: PageLink?
    /// Nil where none of the days is the person's.
    let drawing: HTML?
    let counts: [UseCount]
    let source: String
    let table: UseTable
    let countWords: String
    /// The addresses of the files.
    let spreadsheet: String
    let program: String
    let facts: [UseFactTexts.Fact]
    let hasFacts: Bool
    let isLongDay: Bool
    let isShortDay: Bool
    let hasEstimates: Bool

    static let path = "/use/{occupancy}"

    static func address(of occupancy: Occupancy) -> String { "/use/\(occupancy.id)" }

    static let routes = [
        Route(.get, path, for: .people([.resident]), query: UseQuestion.parameters) { call in
            let question = try UseQuestion(call)
            return try UseView(question, call).page.answer(call)
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
    init(_ use: OwnUse, _ language: Language, name: String = "use") {
        self.init(
            name: name, use: use, words: UseWords(language),
            amounts: Amounts(language: language, unit: use.shownUnit))
    }
}

extension OwnUse {
    /// Water by the cubic metre over a year, by the litre else; every energy by the kilowatt-hour.
    var shownUnit: Amounts.ShownUnit {
        guard unit == .litre else { return .kilowattHour }
        return period.kind == .year ? .cubicMetre : .litre
    }
}

extension Channel {
    /// The class of the style sheet that has its colour.
    var colour: String {
        switch carrier {
        case .electricity: direction == .extraction ? "elec" : "sun"
        case .gas: "gas"
        case .water: "water"
        case .heat: "heat"
        case .cold: "cold"
        }
    }
}
