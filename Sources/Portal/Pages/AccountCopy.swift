import Access
import Metering
import Store

/// All that Maille keeps of one person beside the readings, as that person takes it away (GDPR art. 15 and 20). The
/// curves leave by their own export, whose address stands in it: they are many and take long.
struct AccountCopy: Encodable {
    let madeAt: Instant
    let name: String?
    let email: String?
    let language: String?
    let role: String?
    let createdAt: Instant?
    let points: [Point]
    let consents: [GivenConsent]
    let programs: [Program]
    let accesses: [Read]
    let catalogue: [Entry]
    let curves = "/api/v1/exports"

    struct Point: Encodable {
        let point: String
        let from: CivilDay
        let until: CivilDay?
    }

    struct GivenConsent: Encodable {
        let consent: String
        let recipient: String
        let recipientName: String?
        let recipientContact: String?
        let purpose: BilingualText?
        let text: BilingualText?
        let terms: ConsentTerms
        let state: String
        let since: Instant
        let ends: Instant?
        let history: [ConsentEvent]
    }

    struct Program: Encodable {
        let name: String
        let scope: String
        let until: Instant
    }

    struct Read: Encodable {
        let at: Instant
        let action: String
        let by: Agent
        let program: String?
        let basis: String?
        let purpose: String?
        let request: String?
        let detail: ReadDetail?
    }

    struct Entry: Encodable {
        let kind: String
        let what: BilingualText
        let why: BilingualText
        let basis: BilingualText
        let source: BilingualText
        let kept: BilingualText
        let count: Int?
    }

    init(of account: AccountID, _ tenant: Tenant, now: Instant) throws {
        let attributes = try tenant.accounts.attributes(of: account)
        let record = try tenant.access.read(in: tenant.id) { try $0.record(Account.self, account.text) }
        let extract = try PersonalDataCatalogue.extract(of: account, tenant.access, tenant.keys)
        madeAt = now
        name = attributes?.name
        email = attributes?.email
        language = attributes?.language
        role = record?.role.rawValue
        createdAt = record?.createdAt
        points = try tenant.occupancies.all(of: account).map {
            Point(point: $0.point.text, from: $0.from, until: $0.until)
        }
        consents = try tenant.consents.consents(of: account).map { try GivenConsent($0, tenant) }
        programs = try tenant.authorization.families(of: account, now: now).map {
            Program(name: try tenant.name(of: $0.client), scope: $0.scope.description, until: $0.expires)
        }
        accesses = try extract.accesses.map { try Read($0, tenant) }
        catalogue = PersonalDataCatalogue.entries.map { entry in
            Entry(
                kind: entry.kind, what: entry.what, why: entry.why, basis: entry.basis, source: entry.source,
                kept: entry.kept, count: extract.counts[entry.kind])
        }
    }
}

extension AccountCopy.GivenConsent {
    fileprivate init(_ consent: Consent, _ tenant: Tenant) throws {
        let (need, recipient) = try tenant.access.read(in: tenant.id) { store in
            (
                try store.record(DataNeed.self, consent.terms.need.text),
                try store.record(Recipient.self, consent.terms.recipient.text)
            )
        }
        self.init(
            consent: consent.consent.text, recipient: consent.terms.recipient.text, recipientName: recipient?.name,
            recipientContact: recipient?.contact, purpose: need?.purpose, text: need?.text.words,
            terms: consent.terms, state: consent.state.rawValue, since: consent.since, ends: consent.ends,
            history: consent.history)
    }
}

extension AccountCopy.Read {
    fileprivate init(_ access: AuditLog.Access, _ tenant: Tenant) throws {
        let facts = access.facts
        var program: String?
        if case .client(let client) = facts.actor { program = try tenant.name(of: client) }
        self.init(
            at: facts.at, action: facts.action.rawValue, by: facts.actor, program: program,
            basis: facts.basis?.rawValue, purpose: facts.purpose, request: facts.request, detail: access.detail)
    }
}
