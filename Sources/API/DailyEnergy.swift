import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// The energy of each day of one point, at most 366 days a page.
    enum DailyEnergy {
        static let path = "/api/v1/metering-points/{point}/daily-energy"

        static let routes: [Route] = [
            Route(
                .get, path, for: .either([.resident, .operator], scope: CurveScope.curves),
                query: PointQuestion.parameters + ["cursor"], reply: .document
            ) { call in
                let question = try PointQuestion(call)
                let page = try DayPage(question.days, of: 366, call)
                let grant = try call.grant(question.channel, page.days, step: .day, purpose: "daily energy")
                let figures = try call.tenant.curves.figures(grant, call.known(at: question.knownAt))
                let days = figures.days.flatMap(\.each).compactMap { day in figures.energy(of: day).map { ($0, day) } }
                return Answer(
                    json: Document(
                        point: question.channel.point, carrier: question.channel.carrier,
                        direction: question.channel.direction, unit: question.channel.carrier.energyUnit,
                        days: days.map(Document.Day.init), next: page.next)
                )
            }
        ]

        private struct Document: Encodable {
            let point: PointID
            let carrier: Carrier
            let direction: Direction
            let unit: String
            let days: [Day]
            let next: String?

            struct Day: Encodable {
                let day: CivilDay
                let value: Int64
                let quality: String
                let source: String
                let revision: Int64

                init(_ energy: DayFigures.Energy, _ day: CivilDay) {
                    self.day = day
                    value = energy.total
                    quality = energy.quality.name
                    source = energy.source.name
                    revision = energy.revision.number
                }
            }
        }
    }
}
