package import Access
import DirectoryKit
import Disclosure
package import EmbeddedStore
package import Foundation
package import Metering
import Publication
import Services
package import Store
package import Web

/// A data directory with a few people, a program, curves and figures: what the tests of the server begin with.
package struct Borough: Sendable {
    package let data: DataDirectory
    package let access: AccessDatabase
    package let keys: TenantKeys
    package let tenant: Tenant
    package let now: Instant
    package let recipient = RecipientID("supplier")
    package let client = ClientID("program")

    package static let password = "correct horse battery"
    /// Anna's, with a correction of 2 November and half of 3 November missing.
    package static let annasPoint = PointID("14500000000001")
    package static let borisPoint = PointID("14500000000002")
    /// Both clock changes of the year and some days around each.
    package static let days = [
        CivilDay(year: 2026, month: 3, day: 20)!...CivilDay(year: 2026, month: 4, day: 5)!,
        CivilDay(year: 2026, month: 9, day: 1)!...CivilDay(year: 2026, month: 11, day: 5)!,
    ]
    package static let corrected = CivilDay(year: 2026, month: 11, day: 2)!
    package static let partial = CivilDay(year: 2026, month: 11, day: 3)!
    /// Publications are of this day.
    package static let published = CivilDay(year: 2026, month: 11, day: 1)!
    /// When the first file came, and when the correction did.
    package static let firstKnown = CivilDay(year: 2026, month: 11, day: 7)!.start
    package static let correctedAt = CivilDay(year: 2026, month: 11, day: 9)!.start

    /// Opens a folder, empty or filled by `fill` before.
    package init(
        _ folder: URL, key: MasterKey, tenant id: TenantID = TenantID("default"),
        origin: String = "http://localhost", now: Instant = CivilDay(year: 2026, month: 11, day: 21)!.start
    ) throws {
        data = try DataDirectory(folder, program: { "test" })
        access = try AccessDatabase(in: data, .all)
        keys = key.keys(of: id)
        self.now = now
        var passwords = PasswordPolicy()
        passwords.cost = .least
        tenant = try Tenant(
            id, origin: origin, stores: data.tenantStores, access: access, keys: keys, slots: KeyDerivationSlots(),
            passwords: passwords, opensSandbox: false)
    }

    package var accounts: Accounts {
        get throws {
            var policy = PasswordPolicy()
            policy.cost = .least
            return try Accounts(access, keys, policy: policy, slots: KeyDerivationSlots())
        }
    }
    package var consents: Consents { Consents(access, keys) }
    package var occupancies: Occupancies { Occupancies(access, keys) }
    package var decisions: AccessDecisionPoint { AccessDecisionPoint(access, keys, of: .networkOperator) }
    package var audit: AuditLog { AuditLog(access, keys) }

    // MARK: Curves

    package func watts(_ point: PointID, _ day: CivilDay) -> Int32 {
        Int32(100 * (Int(point.text.suffix(3)) ?? 1)) + day.daysSinceEpoch % 50
    }

    package func pointDay(
        _ point: PointID, _ day: CivilDay, watts: Int32? = nil, missing: Range<Int> = 0..<0
    ) -> PointDay {
        let value = watts ?? self.watts(point, day)
        var curve = DayCurve(
            step: .minutes30, unit: .watt, values: Array(repeating: value, count: Step.minutes30.count(in: day)))
        for index in missing { curve.set(0, .missing(.notReceived), at: index) }
        return PointDay(channel: Channel(point: point), day: day, curve: curve)
    }

    @discardableResult
    package func keep(_ name: String, at moment: Instant, _ work: (ImportSession) throws -> Void) throws -> Revision {
        let session = try data.ledger.begin(name: name, now: moment)
        try work(session)
        _ = try session.seal()
        try session.commit(sha256: UUID().uuidString, flows: "", size: 1, summary: "{}")
        return session.revision
    }

    /// Points, curves, a correction, two sets and the publication of a day.
    package func fill() throws {
        let everybody = (1...120).map { PointID("\(14_500_000_000_000 + $0)") }
        try keep("points", at: Borough.firstKnown) { session in
            for point in everybody { try session.keep(MeteringPoint(id: point)) }
            let quarter = PointSet(id: "quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
            let alley = PointSet(id: "alley", kind: "neighbourhood", useCase: "4a", visibility: .public)
            let house = PointSet(id: "house", kind: "building", useCase: "2a", visibility: .restricted)
            for (index, point) in everybody.enumerated() {
                let member = Membership(channel: Channel(point: point), from: Borough.days[0].lowerBound)
                try session.keep(member, of: quarter)
                if index < 3 { try session.keep(member, of: alley) }
                if index < 20 { try session.keep(member, of: house) }
            }
        }
        try keep("curves", at: Borough.firstKnown) { session in
            for days in Borough.days {
                for number in days.lowerBound.daysSinceEpoch...days.upperBound.daysSinceEpoch {
                    let day = CivilDay(daysSinceEpoch: number)
                    for point in [Borough.annasPoint, Borough.borisPoint] {
                        try session.keep(pointDay(point, day, missing: day == Borough.partial ? 0..<24 : 0..<0))
                    }
                }
            }
            for point in everybody.dropFirst(2) { try session.keep(pointDay(point, Borough.published)) }
        }
        try keep("correction", at: Borough.correctedAt) { session in
            try session.keep(pointDay(Borough.annasPoint, Borough.corrected, watts: 999))
        }
        try data.releases.agree(to: ["2a"], now: Borough.correctedAt)
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        let publication = try DailyProvision(data, policy: policy, now: Borough.correctedAt).publish(Borough.published)
        try data.openPublications.keep(publication, policy: policy.id)
    }

    // MARK: People

    /// An account with a proven address.
    package func person(_ name: String, _ role: Role = .resident) throws -> AccountID {
        let attributes = PersonalAttributes(name: name, email: "\(name)@example.org")
        guard
            case .proofNeeded(let id, let secret) = try accounts.register(
                attributes, password: Borough.password, role: role, by: .machine, now: now),
            try accounts.verifyEmail(secret, now: now)
        else { throw Unexpected() }
        return id
    }

    /// The secret of a new session; staff set their one-time password up on the way.
    package func signIn(_ name: String) throws -> Secret {
        switch try accounts.signIn(
            email: "\(name)@example.org", password: Borough.password, source: "test", now: now)
        {
        case .open(let secret, _): return secret
        case .oneTimePasswordMissing(let secret):
            guard let proposed = try accounts.proposeOneTimePassword(.atSignIn, session: secret, now: now),
                case .open(let open, _) = try accounts.confirm(
                    .atSignIn, code: proposed.code(at: now), session: secret, now: now)
            else { throw Unexpected() }
            return open
        default: throw Unexpected()
        }
    }

    package func move(_ account: AccountID, into point: PointID, from: CivilDay) throws -> Occupancy {
        guard let occupancy = try occupancies.link(account, to: point, from: from, by: .machine, now: now) else {
            throw Unexpected()
        }
        return occupancy
    }

    package func mandate(_ manager: AccountID, over building: String) throws {
        try access.transaction(in: keys.tenant) { try $0.put(Mandate(manager: manager, set: building, from: now)) }
    }

    /// The supplier's need, its agreement and its program.
    package func need() throws -> DataNeed {
        let words = BilingualText(french: "Vos données", english: "Your data")
        let need = DataNeed(
            recipient: recipient, purpose: words, carriers: [.electricity], directions: [.extraction],
            granularity: [.daily, .halfHourly], pastMonths: 12, durationMonths: 12,
            text: ConsentText(version: "1", body: words))
        try consents.publish(need, now: now)
        let program = OAuthClient(
            client: client, name: "Program", recipient: recipient,
            authentication: .secret(digest: Borough.clientSecret.digest),
            grants: [.clientCredentials], scope: Scope(["curves"]), registeredAt: now)
        try access.transaction(in: keys.tenant) { store in
            try store.put(Recipient(recipient: recipient, name: "Voltéo", contact: "dpo@volteo.example"))
            try store.put(Agreement(recipient: recipient, from: now))
            try store.put(program)
        }
        return need
    }

    /// A consent in force.
    package func consent(_ need: DataNeed, of occupancy: Occupancy) throws -> Consent {
        let asked = try consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: now)
        let choice = ConsentChoice(granularity: [.daily, .halfHourly], textHash: need.text.hash)
        return try consents.accept(asked.consent, choice, by: occupancy.customer, now: now)
    }

    private static let clientSecret = Secret("a secret of the program")

    /// An access token of the program for all consents that its recipient has (RFC 6749 §4.4).
    package func token() throws -> Secret {
        let server = AuthorizationServer(access, keys, policy: OAuthPolicy(issuer: tenant.origin))
        let basic = Data("\(client.text):\(Borough.clientSecret.text)".utf8).base64EncodedString()
        let request = OAuthRequest(
            try OAuthParameters([("grant_type", "client_credentials"), ("scope", "curves")]),
            authorization: "Basic \(basic)", url: tenant.origin + "/oauth/token")
        return try server.token(request, now: now).accessToken
    }

    package func entries() throws -> [AuditEntry] {
        try access.read(in: keys.tenant) { store in
            var entries: [AuditEntry] = []
            try store.forEachAuditEntry { entries.append($0) }
            return entries
        }
    }

    package struct Unexpected: Error {
        package init() {}
    }
}
