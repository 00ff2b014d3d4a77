import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// The diagnosis of the path of data to a recipient, link by link.
    enum DataPaths {
        static let routes: [Route] = [
            Route(
                .get, ConsentResource.path + "/{consent}/chain", for: .either([.resident], scope: CurveScope.curves),
                query: [], reply: .document
            ) {
                call in
                let consent = try ConsentResource.one(call)
                let occupancy = try call.tenant.access.read(in: call.tenant.id) {
                    try $0.record(Occupancy.self, consent.terms.occupancy.text)
                }
                return try answer(call, occupancy, [consent], consent.terms.recipient)
            },
            Route(
                .get, MeteringPoints.path + "/{point}/chain",
                for: .either([.resident, .operator], scope: CurveScope.curves), query: [.required("recipient")],
                reply: .document
            ) { call in
                let recipient = RecipientID(try call.query.required("recipient", like: "a recipient's name") { $0 })
                let (occupancy, consents) = try side(call, recipient)
                return try answer(call, occupancy, consents, recipient)
            },
        ]

        /// The present occupancy of the path's point with the recipient's consents. Throws unless the caller is its
        /// customer, a client of the recipient that may see a consent of it, or an operator.
        private static func side(_ call: Call, _ recipient: RecipientID) throws -> (Occupancy?, [Consent]) {
            let point = PointID(call.parameter("point"))
            let occupancy = try call.tenant.occupancies.all(at: point).first { $0.isCurrent(at: call.now) }
            let consents = try call.tenant.access.read(in: call.tenant.id) { store in
                try occupancy.map { try store.consents(of: $0.occupancy) } ?? []
            }.filter { $0.terms.recipient == recipient }
            switch call.caller {
            case .person(let session, _) where session.roles.contains(.operator): return (occupancy, consents)
            case .person(let session, _) where occupancy?.customer == session.account: return (occupancy, consents)
            case .client(let token) where token.recipient == recipient:
                let known = consents.filter { token.consents?.contains($0.consent) ?? true }
                guard !known.isEmpty else { throw Problem.notFound }
                return (occupancy, known)
            default: throw Problem.notFound
            }
        }

        private static func answer(
            _ call: Call, _ occupancy: Occupancy?, _ consents: [Consent], _ recipient: RecipientID
        ) throws -> Answer {
            let facts = try facts(call, occupancy, consents, recipient)
            return Answer(json: Document(links: DataPathDiagnosis.examine(facts).map(Document.Link.init)))
        }

        private struct Document: Encodable {
            let links: [Link]

            struct Link: Encodable {
                let link: String
                let state: String
                let since: String?
                let mustAct: String?
                let words: BilingualJSON

                init(_ finding: DataPathDiagnosis.Finding) {
                    link = finding.link.rawValue
                    state = finding.state.rawValue
                    since = finding.since?.description
                    mustAct = finding.mustAct?.rawValue
                    words = BilingualJSON(finding.text)
                }
            }
        }

        // MARK: The facts

        /// A curve of which nothing came for longer than this is not collected any more.
        private static let silenceDays = 10
        private static let daysLookedAt = 90

        static func facts(
            _ call: Call, _ occupancy: Occupancy?, _ consents: [Consent], _ recipient: RecipientID
        ) throws -> DataPathDiagnosis.Facts {
            let agreement = try call.tenant.access.read(in: call.tenant.id) {
                try $0.record(Agreement.self, recipient.text)
            }
            var facts = DataPathDiagnosis.Facts(
                now: call.now, occupancy: occupancy, consents: consents, agreement: agreement)
            guard let occupancy, mayKnowOfData(call.caller, consents) else { return facts }
            try addCollection(&facts, occupancy, call)
            facts.lastDelivery = try call.tenant.audit.lastRead(
                of: occupancy.customer, at: occupancy.point, by: recipient
            ).map { (true, $0) }
            return facts
        }

        /// A recipient learns since when a curve is collected, and on which step, from a consent that was accepted and
        /// is not over; a request that was not answered or was refused tells nothing.
        private static func mayKnowOfData(_ caller: Caller, _ consents: [Consent]) -> Bool {
            guard case .client = caller else { return true }
            return consents.contains { $0.acceptedAt != nil && !$0.state.isFinal }
        }

        /// Of the customer's days alone.
        private static func addCollection(
            _ facts: inout DataPathDiagnosis.Facts, _ occupancy: Occupancy, _ call: Call
        ) throws {
            let today = CivilDay(containing: call.now)
            let terms = facts.consents.first?.terms
            let channel = Channel(
                point: occupancy.point, carrier: terms?.carriers.min { $0.rawValue < $1.rawValue } ?? .electricity,
                direction: terms?.directions.min { $0.rawValue < $1.rawValue } ?? .extraction)
            guard let days = occupancy.clip(today.advanced(by: -daysLookedAt)...today),
                let curve = try call.tenant.curves.collected(of: channel, in: days, call.known(at: nil))
            else { return }
            let isOn = curve.days.upperBound.advanced(by: silenceDays) >= today
            facts.collection = (isOn, isOn ? curve.days.lowerBound.start : curve.days.upperBound.end)
            facts.finestStep = FigureStep(rawValue: curve.finestStep.isoText).map { ($0, curve.days.lowerBound.start) }
        }
    }
}
