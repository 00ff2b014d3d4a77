import Access
import Metering
import Store

/// What is asked of one point: the parameters that the resources of its data share.
struct PointQuestion {
    let channel: Channel
    let days: ClosedRange<CivilDay>
    /// As it was known then; nil: now.
    let knownAt: Instant?

    static let names = ["from", "to", "carrier", "direction", "known-at"]

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

extension CivilDay {
    /// A day of which a measure can be: 2000 to 2099.
    init?(parameter text: String) {
        guard let day = CivilDay(text), CivilDay.accepted.contains(day) else { return nil }
        self = day
    }
}

extension Call {
    /// What an answer is made of: what was known at an instant; nil: now.
    func known(at instant: Instant?) throws -> Known {
        try instant.map(tenant.ledger.known(at:)) ?? tenant.ledger.known()
    }

    /// Who asks for personal data, for the access decision point. Throws what they are told where their kind never may.
    func reader() throws(Problem) -> ReadRequest.Reader {
        switch caller {
        case .person(let session, _) where session.role == .operator: .operator(session.account)
        case .person(let session, _) where session.role == .resident: .resident(session.account)
        case .client(let token): token.reader
        case .person: throw .notFound
        case .nobody: throw .notSignedIn
        }
    }

    /// The right to read some days of one channel now: one entry in the audit log, granted or refused. Throws
    /// `ReadRefusal`, of which callers are never told which.
    func grant(
        _ channel: Channel, _ days: ClosedRange<CivilDay>, step: FigureStep, purpose: String
    ) throws -> Grant {
        try tenant.decisions.grant(
            ReadRequest(
                by: reader(), about: .point(channel.point), carrier: channel.carrier, direction: channel.direction,
                days: days, step: step, purpose: purpose, request: id), now: now)
    }
}
