import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// Consents, for the two sides of each: its customer, and the clients of its recipient.
    enum ConsentResource {
        static let path = "/api/v1/consents"
        private static let parties = RouteAudience.either([.resident], scope: CurveScope.curves)

        static let routes: [Route] = [
            Route(.get, path, for: parties, query: ["cursor"], reply: .document) { call in
                let after = try Cursor(call)?.place
                let all = try visible(call).sorted { $0.consent.text < $1.consent.text }
                let rest = all.drop { consent in after.map { consent.consent.text <= $0 } ?? false }
                return ListPage(try rest.map { try Document($0, call) }, for: call) { $0.consent }.answer(to: call)
            },
            Route(
                .post, path, for: .clients(scope: CurveScope.curves), body: .json, query: [],
                headers: [.idempotencyKey], reply: .made, ask),
            Route(.get, path + "/{consent}", for: parties, query: [], reply: .document) { call in
                Answer(json: try Document(one(call), call))
            },
            Route(
                .post, path + "/{consent}/accept", for: .people([.resident]), body: .json, query: [],
                headers: [.idempotencyKey], reply: .outcome
            ) { call in
                let choice = try choice(call.json())
                return try answered(call) { try call.tenant.consents.accept($0, choice, by: $1, now: call.now) }
            },
            Route(
                .post, path + "/{consent}/refuse", for: .people([.resident]), query: [], headers: [.idempotencyKey],
                reply: .outcome
            ) { call in
                try answered(call) { try call.tenant.consents.refuse($0, by: $1, now: call.now) }
            },
            Route(
                .post, path + "/{consent}/revoke", for: .people([.resident]), query: [], headers: [.idempotencyKey],
                reply: .outcome
            ) { call in
                try answered(call) { try call.tenant.consents.revoke($0, by: $1, now: call.now) }
            },
        ]

        /// The consents whose customer or recipient the caller is.
        static func visible(_ call: Call) throws -> [Consent] {
            switch call.caller {
            case .person(let session, _): try call.tenant.consents.consents(of: session.account)
            case .client(let token):
                try call.tenant.access.read(in: call.tenant.id) { try $0.consents(to: token) }
            case .nobody: []
            }
        }

        /// The consent of the path, where the caller is its customer or recipient. Throws `Problem.notFound` for
        /// others.
        static func one(_ call: Call) throws -> Consent {
            let id = ConsentID(call.parameter("consent"))
            let isSide = try call.tenant.access.read(in: call.tenant.id) { store in
                guard let consent = try store.consent(id) else { return false }
                switch call.caller {
                case .person(let session, _):
                    return try store.record(Occupancy.self, consent.terms.occupancy.text)?.customer == session.account
                case .client(let token):
                    return consent.terms.recipient == token.recipient && token.consents?.contains(id) ?? true
                case .nobody: return false
                }
            }
            guard isSide, let consent = try call.tenant.consents.consent(id) else { throw Problem.notFound }
            return consent
        }

        // MARK: Asking

        private struct Asking: Decodable {
            let need: String
            let point: String
        }

        /// A client asks the present customer of a point, with its own credentials: one person's token of an
        /// application asks nobody else. It asks some people a day, and only where it could be served. That there is no
        /// customer, that there is no such need, and that the need is another recipient's are answered alike.
        private static func ask(_ call: Call) throws -> Answer {
            let asking: Asking = try call.json()
            guard case .client(let token) = call.caller, token.account == nil else { throw Problem.notYourRole }
            guard try call.tenant.consents.mayAsk(token.recipient, now: call.now) else { throw Problem.noAgreement }
            try countAsking(token, call)
            return try call.idempotent(call.bytes) {
                let need = try call.tenant.consents.need(DataNeedID(asking.need))
                let occupancies = try call.tenant.occupancies.all(at: PointID(asking.point))
                guard let need, need.recipient == token.recipient,
                    let occupancy = occupancies.first(where: { $0.isCurrent(at: call.now) })
                else { throw Problem.notFound }
                let isOpen = try call.tenant.access.read(in: call.tenant.id) { store in
                    try store.consents(of: occupancy.occupancy).contains {
                        $0.terms.need == need.need && !$0.state.isFinal
                    }
                }
                guard !isOpen else { throw Problem.askedBefore }
                let consent = try call.tenant.consents.ask(
                    need.need, of: occupancy.occupancy, by: .client(token.client), now: call.now)
                return .created(try Document(consent, call), at: "\(path)/\(consent.consent)")
            }
        }

        /// Every try counts, also one that finds nobody: answers must not tell cheaply who has an account.
        private static func countAsking(_ token: AccessTokenInfo, _ call: Call) throws {
            let wait = try call.tenant.access.transaction(in: call.tenant.id) { store in
                let wait = try store.wait(.consentRequests, of: token.recipient.text, now: call.now)
                if wait == nil { try store.count(.consentRequests, of: token.recipient.text, now: call.now) }
                return wait
            }
            if let wait { throw Problem.tooMany(retryAfter: wait) }
        }

        // MARK: Answering

        private struct Choosing: Decodable {
            let steps: [String]
            let from: CivilDay?
            let textHash: String
        }

        private static func choice(_ choosing: Choosing) throws(Problem) -> ConsentChoice {
            guard let granularity = Granularity(names: choosing.steps) else {
                throw .badBody("steps: choose among daily and half-hourly")
            }
            return ConsentChoice(granularity: granularity, from: choosing.from, textHash: choosing.textHash)
        }

        private static func answered(
            _ call: Call, _ change: (ConsentID, AccountID) throws -> Consent
        ) throws -> Answer {
            guard case .person(let session, _) = call.caller else { throw Problem.notYourRole }
            let consent = try one(call)
            return try call.idempotent(call.bytes) {
                Answer(json: try Document(change(consent.consent, session.account), call))
            }
        }

        // MARK: What is shown

        struct Document: Encodable {
            let consent: String
            let need: String
            let recipient: String
            /// Nil once its occupancy is erased.
            let point: PointID?
            let state: String
            let since: String
            let acceptedAt: String?
            let ends: String?
            let carriers: [String]
            let directions: [String]
            let steps: [String]
            let pastMonths: Int
            let durationMonths: Int
            let textVersion: String
            let textHash: String
            let choice: Choice?
            let history: [Event]
            let chain: String

            struct Choice: Encodable {
                let steps: [String]
                let from: CivilDay?
            }

            struct Event: Encodable {
                let event: String
                let at: String
                let reason: String?
            }

            init(_ consent: Consent, _ call: Call) throws {
                let terms = consent.terms
                self.consent = consent.consent.text
                need = terms.need.text
                recipient = terms.recipient.text
                point = try call.tenant.access.read(in: call.tenant.id) {
                    try $0.record(Occupancy.self, terms.occupancy.text)?.point
                }
                state = consent.state.rawValue
                since = consent.since.description
                acceptedAt = consent.acceptedAt?.description
                ends = consent.ends?.description
                carriers = terms.carriers.map(\.rawValue).sorted()
                directions = terms.directions.map(\.rawValue).sorted()
                steps = terms.granularity.names
                (pastMonths, durationMonths) = (terms.pastMonths, terms.durationMonths)
                (textVersion, textHash) = (terms.textVersion, terms.textHash)
                choice = consent.choice.map { Choice(steps: $0.granularity.names, from: $0.from) }
                history = consent.history.map {
                    Event(event: $0.kind.rawValue, at: $0.at.description, reason: $0.reason)
                }
                chain = "\(path)/\(consent.consent)/chain"
            }
        }
    }
}

extension Problem {
    static let noAgreement = Problem(
        .conflict, "no-agreement", .init(french: "Pas de convention", english: "No agreement"),
        .init(
            french:
                "Sans convention avec l'organisme qui exploite ce site, nul ne peut être sollicité : signez-la d'abord.",
            english: "Without an agreement with the organisation behind this site nobody can be asked: make one first.")
    )

    static let askedBefore = Problem(
        .conflict, "asked-before", .init(french: "Déjà demandé", english: "Asked before"),
        .init(
            french: "Une demande pour ce besoin et ce point est ouverte : suivez-la dans /api/v1/consents.",
            english: "A request for this need and this point is open: follow it in /api/v1/consents."))
}
