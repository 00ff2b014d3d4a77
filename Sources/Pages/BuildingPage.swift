import Access
import Disclosure
import Foundation
import HTTPTypes
import Metering
import Services
import Web

/// What a building used in each of the last months, for who manages it.
enum BuildingPage {
    static let routes = [
        Route(.get, "/buildings/{building}", for: .people([.buildingManager])) { call in
            let question = BuildingQuestion(
                building: call.parameter("building"), carrier: .electricity,
                months: BuildingQuestion.lastMonths(before: call.now))
            let told = try question.answer(call)
            let lines = told.months.reversed().map { Line($0, call.language) }
            return Page.answer(
                "building",
                [
                    "name": question.building, "lines": lines, "isEmpty": lines.isEmpty && told.pending.isEmpty,
                    "hasLines": !lines.isEmpty, "isPending": !told.pending.isEmpty,
                    "reasons": reasons(told.months, call.language),
                ], for: call)
        }
    ]

    /// Why months are held back, each reason once.
    private static func reasons(_ months: [BuildingTotals.Month], _ language: Language) -> [String] {
        let held = Set(
            months.compactMap { month in
                if case .suppressed(let held) = month.verdict { held.reason } else { nil }
            })
        return held.map { language == .french ? $0.french : $0.english }.sorted()
    }

    private struct Line {
        let month: String
        /// Nil where it is held back.
        let energy: String?

        init(_ month: BuildingTotals.Month, _ language: Language) {
            self.month = month.days.lowerBound.formattedMonth(language)
            guard case .released(let release) = month.verdict, let sum = release.sum else {
                energy = nil
                return
            }
            let locale = Locale(identifier: language == .french ? "fr_FR" : "en_GB")
            energy = "\(((sum + 500) / 1_000).formatted(.number.locale(locale)))\u{A0}kWh"
        }
    }

    /// The buildings of a manager, on the first page of the account.
    struct Managed {
        let buildings: [Building]

        /// Nil for who manages none.
        init?(_ mandates: [Mandate]) {
            guard !mandates.isEmpty else { return nil }
            buildings = mandates.map { Building(name: $0.set, address: "/buildings/\(FormEncoding.encoded($0.set))") }
        }

        struct Building {
            let name: String
            let address: String
        }
    }
}
