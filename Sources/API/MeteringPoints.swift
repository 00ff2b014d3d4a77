import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// The points that a caller may ask about, and why: nothing that was measured there.
    enum MeteringPoints {
        static let path = "/api/v1/metering-points"

        static let routes: [Route] = [
            Route(.get, path, for: .either([.resident], scope: CurveScope.curves), query: ["cursor"], reply: .document)
            { call in
                let after = try Cursor(call)?.place
                return ListPage(try points(call, after: after, limit: Cursor.pageSize + 1), for: call) { $0.point.text }
                    .answer(to: call)
            },
            Route(
                .get, path + "/{point}", for: .either([.resident], scope: CurveScope.curves), query: [],
                reply: .document
            ) { call in
                guard let point = try points(call, of: PointID(call.parameter("point"))).first else {
                    throw Problem.notFound
                }
                return Answer(json: point)
            },
        ]

        /// One point of a caller.
        struct Point: Encodable {
            let point: PointID
            let carrier: Carrier?
            let directions: [Direction]
            /// The periods in which a resident holds it.
            let occupancies: [Period]?
            /// The consents in force that let a client read it.
            let consents: [String]?
            let links: Links

            struct Period: Encodable {
                let from: CivilDay
                let until: CivilDay?
            }

            struct Links: Encodable {
                let curve: String
                let dailyEnergy: String
                let completeness: String
                let corrections: String
            }
        }

        /// The points of a caller in their order, or the one that is asked for; those after a name, so many at most.
        static func points(
            _ call: Call, of point: PointID? = nil, after name: String? = nil, limit: Int = .max
        ) throws -> [Point] {
            let why: [PointID: Why] =
                switch call.caller {
                case .person(let session, _): try held(by: session.account, call, of: point)
                case .client(let token): try consented(to: token, call, of: point)
                case .nobody: [:]
                }
            return try why.keys.filter { point in name.map { point.text > $0 } ?? true }.sorted()
                .prefix(limit).map { try self.point($0, why[$0] ?? Why(), call) }
        }

        /// Why a caller may ask about a point.
        private struct Why {
            var occupancies: [Point.Period]?
            var consents: [String]?
        }

        private static func held(by account: AccountID, _ call: Call, of point: PointID?) throws -> [PointID: Why] {
            let own = try call.tenant.occupancies.all(of: account).filter { point == nil || $0.point == point }
            return Dictionary(grouping: own, by: \.point).mapValues { occupancies in
                Why(
                    occupancies: occupancies.sorted { $0.from < $1.from }.map {
                        Point.Period(from: $0.from, until: $0.until)
                    })
            }
        }

        private static func consented(
            to token: AccessTokenInfo, _ call: Call, of point: PointID?
        ) throws -> [PointID: Why] {
            let found = try call.tenant.access.read(in: call.tenant.id) { store in
                try store.consents(to: token, of: point).compactMap { consent -> (PointID, ConsentID)? in
                    guard consent.isInForce(at: call.now),
                        let occupancy = try store.record(Occupancy.self, consent.terms.occupancy.text),
                        occupancy.isCurrent(at: call.now), point == nil || occupancy.point == point,
                        try store.agreement(with: token.recipient, now: call.now) != nil
                    else { return nil }
                    return (occupancy.point, consent.consent)
                }
            }
            return Dictionary(grouping: found, by: \.0).mapValues { Why(consents: $0.map(\.1.text).sorted()) }
        }

        private static func point(_ point: PointID, _ why: Why, _ call: Call) throws -> Point {
            let known = try call.tenant.catalogue.point(point, call.known(at: nil))
            let address = "\(path)/\(FormEncoding.encoded(point.text))"
            return Point(
                point: point, carrier: known?.carrier,
                directions: (known?.directions ?? []).sorted { $0.rawValue < $1.rawValue },
                occupancies: why.occupancies,
                consents: why.consents,
                links: Point.Links(
                    curve: address + "/curve", dailyEnergy: address + "/daily-energy",
                    completeness: address + "/completeness", corrections: address + "/corrections"))
        }
    }
}
