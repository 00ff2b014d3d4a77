import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// The days of one point that were corrected, as a feed: the last `next` asks for what came since.
    enum Corrections {
        static let path = "/api/v1/metering-points/{point}/corrections"

        static let routes: [Route] = [
            Route(
                .get, path, for: .either([.resident, .operator], scope: CurveScope.curves),
                query: ["carrier", "direction", "cursor"], reply: .document
            ) { call in
                let channel = try PointQuestion.channel(call)
                let after = try Cursor(call).map { cursor throws(Problem) in
                    guard let place = Place(cursor.place) else { throw .badCursor }
                    return place
                }
                let days = CivilDay.accepted.lowerBound...CivilDay(containing: call.now)
                let grant = try call.grant(channel, days, step: .day, purpose: "corrections")
                let found = try call.tenant.curves.corrections(grant, call.known(at: nil)).drop { correction in
                    after.map { Place(correction) <= $0 } ?? false
                }
                let page = found.prefix(Cursor.pageSize)
                let last = page.last.map(Place.init) ?? after ?? Place(revision: 0, day: 0)
                return Answer(
                    json: Feed(
                        items: page.map(Entry.init), hasMore: found.count > page.count,
                        next: Cursor.next(last.text, for: call))
                )
            }
        ]

        private struct Feed: Encodable {
            let items: [Entry]
            let hasMore: Bool
            /// Where the feed goes on, now or tomorrow.
            let next: String
        }

        private struct Entry: Encodable {
            let day: CivilDay
            let revision: Int64
            let knownAt: String

            init(_ correction: DayCorrection) {
                day = correction.day
                revision = correction.revision.number
                knownAt = correction.knownAt.description
            }
        }

        private struct Place: Comparable {
            let revision: Int64
            let day: Int32

            init(revision: Int64, day: Int32) {
                self.revision = revision
                self.day = day
            }

            init(_ correction: DayCorrection) {
                self.init(revision: correction.revision.number, day: correction.day.daysSinceEpoch)
            }

            init?(_ text: String) {
                let parts = text.split(separator: " ")
                guard parts.count == 2, let revision = Int64(parts[0]), let day = Int32(parts[1]) else { return nil }
                self.init(revision: revision, day: day)
            }

            var text: String { "\(revision) \(day)" }

            static func < (left: Place, right: Place) -> Bool {
                (left.revision, left.day) < (right.revision, right.day)
            }
        }
    }
}
