import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// Load curves of one point, at most 31 days a page.
    enum Curves {
        static let path = "/api/v1/metering-points/{point}/curve"
        static let daysPerPage = 31

        static let routes: [Route] = [
            Route(
                .get, path, for: .either([.resident, .operator], scope: CurveScope.curves),
                query: PointQuestion.parameters + ["step", "format", "cursor"],
                reply: RouteReply(["application/json", "text/csv", "application/atom+xml"], caching: .own)
            ) { call in
                let step = try call.query.value("step", like: "PT30M", curveStep) ?? .halfHour
                let format = try CurveFormat(call)
                let question = try PointQuestion(call)
                let place = try Cursor(call).map { cursor throws(Problem) in
                    guard let place = Place(cursor.place, in: question.days) else { throw .badCursor }
                    return place
                }
                let (first, knownAt) = (place?.first ?? question.days.lowerBound, place?.knownAt ?? question.knownAt)
                let last = min(question.days.upperBound, first.advanced(by: daysPerPage - 1))
                let grant = try call.grant(question.channel, first...last, step: step, purpose: "curve")
                let document = CurveDocument(
                    channel: question.channel, period: first...last,
                    days: try call.tenant.curves.days(grant, call.known(at: knownAt)),
                    next: last < question.days.upperBound
                        ? Cursor.next(try nextPlace(after: last, knownAt, call), for: call) : nil)
                return try document.answer(format, call)
            }
        ]

        private static func curveStep(_ text: String) -> FigureStep? {
            FigureStep(rawValue: text).flatMap { $0.curveStep == nil ? nil : $0 }
        }

        /// Further pages are made of what was known at the first one, whatever is imported meanwhile.
        private static func nextPlace(after last: CivilDay, _ knownAt: Instant?, _ call: Call) throws -> String {
            let known = try knownAt ?? call.tenant.ledger.latest()?.receivedAt ?? call.now
            return Place(first: last.advanced(by: 1), knownAt: known).text
        }

        /// The first day of a page, and the moment as of which its list is shown.
        private struct Place {
            let first: CivilDay
            let knownAt: Instant

            init(first: CivilDay, knownAt: Instant) {
                self.first = first
                self.knownAt = knownAt
            }

            init?(_ text: String, in days: ClosedRange<CivilDay>) {
                let parts = text.split(separator: " ")
                guard parts.count == 2, let first = CivilDay(String(parts[0])), days.contains(first),
                    let seconds = Int64(parts[1])
                else { return nil }
                self.init(first: first, knownAt: Instant(secondsSinceEpoch: seconds))
            }

            var text: String { "\(first) \(knownAt.secondsSinceEpoch)" }
        }
    }
}
