import Access
import Metering
import Store
import Web

/// What is asked of one point: the parameters that the resources of its data share.
struct PointQuestion {
    let channel: Channel
    let days: ClosedRange<CivilDay>
    /// As it was known then; nil: now.
    let knownAt: Instant?

    static let parameters: [Parameter] = [
        .required("from"), .required("to"), "carrier", "direction", "known-at",
    ]

    init(_ call: Call) throws(Problem) {
        let query = call.query
        let from = try query.required("from", like: "2026-01-31", CivilDay.init(parameter:))
        let to = try query.required("to", like: "2026-01-31", CivilDay.init(parameter:))
        guard from <= to else { throw .badParameter("to", "it is before from: exchange them") }
        days = from...to
        channel = try PointQuestion.channel(call)
        knownAt = try query.value("known-at", like: "2026-01-31T12:00:00Z") {
            ISOTimestamp($0)?.instant ?? CivilDay($0)?.start
        }
    }

    static func channel(_ call: Call) throws(Problem) -> Channel {
        Channel(
            point: PointID(call.parameter("point")),
            carrier: try call.query.value("carrier", like: "electricity", Carrier.init(rawValue:)) ?? .electricity,
            direction: try call.query.value("direction", like: "extraction", Direction.init(rawValue:)) ?? .extraction)
    }
}
