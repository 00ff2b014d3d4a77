import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// What has come of each day of one point, what is missing and why, and when it is to come; at most 366 days a
    /// page.
    enum Completeness {
        static let path = "/api/v1/metering-points/{point}/completeness"

        static let routes: [Route] = [
            Route(
                .get, path, for: .either([.resident, .operator], scope: CurveScope.curves),
                query: PointQuestion.parameters + ["cursor"], reply: .document
            ) { call in
                let question = try PointQuestion(call)
                let page = try DayPage(question.days, of: 366, call)
                let grant = try call.grant(question.channel, page.days, step: .day, purpose: "completeness")
                let figures = try call.tenant.curves.figures(grant, call.known(at: question.knownAt))
                return Answer(
                    json: Document(
                        point: question.channel.point, carrier: question.channel.carrier,
                        direction: question.channel.direction,
                        days: figures.days.flatMap(\.each).map { Day($0, figures, now: question.knownAt ?? call.now) },
                        next: page.next)
                )
            }
        ]

        private struct Document: Encodable {
            let point: PointID
            let carrier: Carrier
            let direction: Direction
            let days: [Day]
            let next: String?
        }

        enum State: String, Encodable {
            case complete, partial, missing
        }

        struct Day: Encodable {
            let day: CivilDay
            let state: State
            /// What the day is known by: its curve, or its energy alone.
            let basis: String?
            let intervals: Int?
            /// Missing intervals by reason code; of a day without any, the day's own reason.
            let reasons: [String: Int]
            /// The end of the second day after, by which the operator has collected the day.
            let expectedBy: String
            let revision: Int64?

            init(_ day: CivilDay, _ figures: DayFigures, now: Instant) {
                self.day = day
                let expectedBy = DayFigures.dueBy(day)
                self.expectedBy = expectedBy.description
                if let curve = figures.curves[day], curve.missing.values.reduce(0, +) < curve.intervals {
                    state = curve.missing.isEmpty ? .complete : .partial
                    (basis, intervals, revision) = ("curve", curve.intervals, curve.revision.number)
                    reasons = Dictionary(uniqueKeysWithValues: curve.missing.map { ($0.key.code, $0.value) })
                } else if let energy = figures.energy(of: day) {
                    state = .complete
                    (basis, intervals, revision) = ("daily-energy", nil, energy.revision.number)
                    reasons = [:]
                } else if let curve = figures.curves[day] {
                    state = .missing
                    (basis, intervals, revision) = ("curve", curve.intervals, curve.revision.number)
                    reasons = Dictionary(uniqueKeysWithValues: curve.missing.map { ($0.key.code, $0.value) })
                } else {
                    state = .missing
                    (basis, intervals, revision) = (nil, nil, nil)
                    reasons = [now < expectedBy ? "not-yet-due" : MissingReason.notReceived.code: 1]
                }
            }
        }
    }
}

extension MissingReason {
    /// The reason as the API names it.
    var code: String { name.replacing(" ", with: "-") }
}
