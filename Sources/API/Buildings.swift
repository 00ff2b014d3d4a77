import Access
import Disclosure
import HTTPTypes
import Metering
import Services
import Store
import Web

extension API {
    /// The total of a building for each month, for its manager, through the disclosure gate.
    enum Buildings {
        static let path = "/api/v1/buildings"
        private static let managers = RouteAudience.people([.buildingManager])
        private static let mostMonths = 12

        static let routes: [Route] = [
            Route(.get, path, for: managers, query: ["cursor"], reply: .document) { call in
                let after = try Cursor(call)?.place
                let mandates = try BuildingQuestion.mandates(call)
                let rest = mandates.drop { mandate in after.map { mandate.set <= $0 } ?? false }
                return ListPage(rest.map(Building.init), for: call) { $0.building }.answer(to: call)
            },
            Route(
                .get, path + "/{building}/totals", for: managers,
                query: [.required("from"), .required("to"), "carrier"],
                reply: .document, totals),
        ]

        private struct Building: Encodable {
            let building: String
            let from: String
            let until: String?
            let totals: String

            init(_ mandate: Mandate) {
                building = mandate.set
                (from, until) = (mandate.from.description, mandate.until?.description)
                totals = "\(path)/\(FormEncoding.encoded(mandate.set))/totals"
            }
        }

        private static func totals(_ call: Call) throws -> Answer {
            let question = BuildingQuestion(
                building: call.parameter("building"),
                carrier: try call.query.value("carrier", like: "electricity", Carrier.init(rawValue:)) ?? .electricity,
                months: try months(call))
            let told = try question.answer(call)
            return Answer(
                json: Document(
                    building: question.building, carrier: question.carrier, policy: BuildingTotals.policyID,
                    basis: BuildingTotals.basis, terms: .all, months: told.months.map(Month.init),
                    pending: told.pending.isEmpty ? nil : told.pending.map(\.lowerBound))
            )
        }

        /// The months that the days from `from` to `to` are part of.
        private static func months(_ call: Call) throws(Problem) -> [ClosedRange<CivilDay>] {
            let from = try call.query.required("from", like: "2026-01-31", CivilDay.init(parameter:))
            let to = try call.query.required("to", like: "2026-01-31", CivilDay.init(parameter:))
            guard from <= to else { throw .badParameter("to", "it is before from: exchange them") }
            var months = [FigureStep.month.period(of: from)]
            while let last = months.last, last.upperBound < to {
                guard months.count < mostMonths else {
                    throw .badParameter("to", "ask for at most \(mostMonths) months at a time")
                }
                months.append(FigureStep.month.period(of: last.upperBound.advanced(by: 1)))
            }
            return months
        }

        private struct Document: Encodable {
            let building: String
            let carrier: Carrier
            let policy: String
            /// The right by which the manager has them: the mandate that the grant rests on.
            let basis: String
            let terms: RestrictedTerms
            let months: [Month]
            /// The first days of months that are being published; absent where there are none.
            let pending: [CivilDay]?
        }

        private struct Month: Encodable {
            let from: CivilDay
            let to: CivilDay
            let edition: Int
            let release: DisclosedFigure?
            let suppression: HeldFigure?

            init(_ month: BuildingTotals.Month) {
                (from, to, edition) = (month.days.lowerBound, month.days.upperBound, month.edition)
                switch month.verdict {
                case .released(let release): (self.release, suppression) = (release, nil)
                case .suppressed(let suppression): (release, self.suppression) = (nil, suppression)
                }
            }
        }
    }
}
