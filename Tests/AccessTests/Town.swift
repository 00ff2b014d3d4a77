import Metering
import TestKit

@testable import Access

/// A tenant with a few people and points, in memory: what most tests begin with.
struct Town {
    let store: any RecordStore = MemoryRecordStore()
    let keys = MasterKey.random().keys(of: TenantID("lyon"))
    let start = CivilDay(year: 2026, month: 11, day: 1)!.start
    let recipient = RecipientID("supplier")
    let point = PointID("14500000000001")

    static var leastCost: PasswordPolicy {
        var policy = PasswordPolicy()
        policy.cost = .least
        return policy
    }

    static let password = "correct horse battery"

    var consents: Consents { Consents(store, keys) }
    var occupancies: Occupancies { Occupancies(store, keys) }
    var decisions: AccessDecisionPoint { AccessDecisionPoint(store, keys, of: .networkOperator) }
    var log: AuditLog { AuditLog(store, keys) }

    func accounts() throws -> Accounts {
        try Accounts(store, keys, policy: Town.leastCost, slots: KeyDerivationSlots())
    }

    /// An account with a proven address.
    func person(_ name: String, _ role: Role = .resident) throws -> AccountID {
        let attributes = PersonalAttributes(name: name, email: "\(name)@example.org")
        guard
            case .proofNeeded(let id, let secret) = try accounts().register(
                attributes, password: Town.password, role: role, by: .machine, now: start),
            try accounts().verifyEmail(secret, now: start)
        else { throw Unexpected() }
        return id
    }

    /// A person who holds the point from a day on.
    func customer(_ name: String, from: CivilDay = day("2026-01-01")) throws -> (AccountID, Occupancy) {
        let account = try person(name)
        let code = try occupancies.issueActivationLetter(for: point, from: from, by: .machine, now: start)
        guard case .linked(let occupancy) = try occupancies.activate(code, by: account, now: start) else {
            throw Unexpected()
        }
        return (account, occupancy)
    }

    func agree(until: Instant? = nil) throws {
        try store.transaction(in: keys.tenant) {
            try $0.put(Agreement(recipient: recipient, from: start, until: until))
        }
    }

    func need(
        granularity: Granularity = [.daily, .halfHourly], pastMonths: Int = 12, durationMonths: Int = 12,
        carriers: Set<Carrier> = [.electricity]
    ) throws -> DataNeed {
        let words = BilingualText(french: "Vos données", english: "Your data")
        let need = DataNeed(
            recipient: recipient, purpose: words, carriers: carriers, directions: [.extraction],
            granularity: granularity,
            pastMonths: pastMonths, durationMonths: durationMonths, text: ConsentText(version: "1", body: words))
        try consents.publish(need, now: start)
        return need
    }

    /// A consent in force.
    func consent(
        of customer: AccountID, _ occupancy: Occupancy, granularity: Granularity = [.daily, .halfHourly]
    ) throws -> Consent {
        try agree()
        let need = try need()
        let asked = try consents.ask(need.need, of: occupancy.occupancy, by: .machine, now: start)
        let choice = ConsentChoice(granularity: granularity, textHash: need.text.hash)
        return try consents.accept(asked.consent, choice, by: customer, now: start)
    }

    func request(
        by reader: ReadRequest.Reader, _ days: ClosedRange<CivilDay>, step: FigureStep = .halfHour,
        carrier: Carrier = .electricity, direction: Direction = .extraction
    ) -> ReadRequest {
        ReadRequest(
            by: reader, about: .point(point), carrier: carrier, direction: direction, days: days, step: step,
            purpose: "test", request: "r1")
    }

    func reader(_ consents: Set<ConsentID>? = nil) -> ReadRequest.Reader {
        .recipient(ClientID("client"), recipient, consents: consents)
    }

    func entries() throws -> [AuditEntry] {
        try store.read(in: keys.tenant) { store in
            var entries: [AuditEntry] = []
            try store.forEachAuditEntry { entries.append($0) }
            return entries
        }
    }
}

struct Unexpected: Error {}

func day(_ text: String) -> CivilDay { CivilDay(text)! }
