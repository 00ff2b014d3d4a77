import Access
import Disclosure
import HTTPTypes
import Metering
import Services
import Web

/// What a building used in each of the last months, for who manages it.
struct BuildingPage: Page {
    static let template = Template.building
    let name: String
    let isPending: Bool
    /// The latest first.
    let months: [Month]

    struct Month {
        let name: String
        /// With its unit; nil where there is none.
        let energy: String?
        /// Why there is none.
        let absence: Absence?
    }

    /// Why a month has no total. What was not received is never called held back.
    struct Absence {
        let what: String
        let why: String?
        /// Whether the total is known and kept back to protect a home.
        let isHeld: Bool
    }

    static let routes = [
        Route(.get, "/buildings/{building}", for: .people([.buildingManager])) { call in
            let question = BuildingQuestion(
                building: call.parameter("building"), carrier: .electricity,
                months: BuildingQuestion.lastMonths(before: call.now))
            let told = try question.answer(call)
            return BuildingPage(question, told, empty: try question.emptyMonths(call), call.language).answer(call)
        }
    ]

    private init(
        _ question: BuildingQuestion, _ told: BuildingTotals.Told, empty: [ClosedRange<CivilDay>], _ language: Language
    ) {
        name = question.building
        isPending = told.pending.contains { !empty.contains($0) }
        months = question.months.reversed().map { days in
            let verdict = empty.contains(days) ? nil : told.months.first { $0.days == days }?.verdict
            return Month(days, verdict, isPending: told.pending.contains(days) && !empty.contains(days), language)
        }
    }
}

extension BuildingPage.Month {
    fileprivate init(
        _ days: ClosedRange<CivilDay>, _ verdict: DisclosedVerdict?, isPending: Bool, _ language: Language
    ) {
        name = days.lowerBound.formattedMonth(language)
        switch verdict {
        case .released(let release) where release.sum != nil:
            let kilowattHours = Int(clamping: ((release.sum ?? 0) + 500) / 1_000)
            (energy, absence) = ("\(language.grouped(kilowattHours))\u{A0}kWh", nil)
        case .suppressed(let held): (energy, absence) = (nil, BuildingPage.Absence(held.reason, language))
        case .released:
            (energy, absence) = (
                nil, BuildingPage.Absence(what: Message("not published").in(language), why: nil, isHeld: true)
            )
        case nil:
            let what = isPending ? Message("being prepared") : Message("not received")
            (energy, absence) = (nil, BuildingPage.Absence(what: what.in(language), why: nil, isHeld: false))
        }
    }
}

extension BuildingPage.Absence {
    fileprivate init(_ reason: SuppressionReason, _ language: Language) {
        let why: Message? =
            switch reason {
            case .noData: nil
            case .protection: Message("the total would tell what one home uses")
            case .uncountable: Message("the readings cannot be right")
            case .noRule, .noCurve: Message("no rule lets out such a total")
            }
        isHeld = why != nil
        what = (isHeld ? Message("not published") : Message("not received")).in(language)
        self.why = why?.in(language)
    }
}
