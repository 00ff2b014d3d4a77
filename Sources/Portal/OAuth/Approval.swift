import Access
import Metering
import Store

/// What a client asks of a person, and what the person's answer makes of it: consents, and the scope they leave.
struct Approval {
    let program: OAuthClient
    /// Nil for a client that registered itself.
    let recipient: Recipient?
    let items: [ConsentRequestItem]
    /// Whether a consent could be carried out: the recipient has an agreement in force.
    let hasAgreement: Bool
    private let scope: Scope

    /// What a client may ask of a person, on one state of the store. Nil where there is no such client.
    init?(_ client: ClientID, scope: Scope, to account: AccountID, of tenant: Tenant, now: Instant) throws {
        let asked = Granularity(namedIn: scope)
        let found = try tenant.access.read(in: tenant.id) {
            store -> (OAuthClient, Recipient?, [ConsentRequestItem], Bool)? in
            guard let program = try store.record(OAuthClient.self, client.text) else { return nil }
            let needs = try store.records(DataNeed.self, of: program.recipient.text)
            let held = try store.records(Occupancy.self, about: SubjectID(account)).filter { $0.isCurrent(at: now) }
            let items = try held.flatMap { occupancy in
                let carrier = try tenant.catalogue.point(occupancy.point, tenant.ledger.known())?.carrier
                let consents = try store.consents(of: occupancy.occupancy)
                return needs.filter { carrier.map($0.carriers.contains) ?? true }.compactMap {
                    need -> ConsentRequestItem? in
                    let steps = need.steps.intersection(asked)
                    let given = consents.first { $0.terms.need == need.need && $0.isInForce(at: now) }
                    return steps.isEmpty
                        ? nil : ConsentRequestItem(need: need, occupancy: occupancy, steps: steps, given: given)
                }
            }
            return (
                program, try store.record(Recipient.self, program.recipient.text), items,
                try store.agreement(with: program.recipient, now: now) != nil
            )
        }
        guard let (program, recipient, items, hasAgreement) = found else { return nil }
        self.program = program
        self.recipient = recipient
        self.items = items
        self.hasAgreement = hasAgreement
        self.scope = scope
    }

    /// Whether the person can approve anything. A sandbox client may be approved without data: it reads nothing.
    var isPossible: Bool { hasAgreement && !items.isEmpty || isWithoutData }

    /// A sandbox client: approving it gives it a token and no data.
    var isWithoutData: Bool { program.isSandbox && items.isEmpty }

    /// Makes the consents that a form's switches ask for, and says which scope they leave. A consent that says the
    /// same already is kept; one that says something else is withdrawn. Throws `ConsentFault.nothingChosen`.
    func accept(
        _ form: Form, by account: AccountID, of tenant: Tenant, now: Instant
    ) throws -> (consents: Set<ConsentID>, scope: Scope) {
        if isWithoutData { return ([], scope) }
        var consents: Set<ConsentID> = []
        var granted: Granularity = []
        for item in items {
            let steps = item.switches(in: form)
            guard !steps.isEmpty else { continue }
            guard form.has("text", "\(item.name) \(item.need.text.hash)") else { throw ConsentFault.otherText }
            granted.formUnion(steps)
            if let given = item.given, given.choice?.steps == steps, given.terms.textHash == item.need.text.hash {
                consents.insert(given.consent)
                continue
            }
            let asked = try tenant.consents.ask(
                item.need.need, of: item.occupancy.occupancy, by: .client(program.client), now: now)
            let choice = ConsentChoice(steps: steps, textHash: item.need.text.hash)
            consents.insert(try tenant.consents.accept(asked.consent, choice, by: account, now: now).consent)
            if let given = item.given { _ = try tenant.consents.revoke(given.consent, by: account, now: now) }
        }
        guard !consents.isEmpty else { throw ConsentFault.nothingChosen }
        return (consents, scope.narrowed(to: granted))
    }
}

extension ConsentRequestItem {
    fileprivate func switches(in form: Form) -> Granularity {
        var steps: Granularity = []
        if form.has("daily", name) { steps.insert(.daily) }
        if form.has("half-hourly", name) { steps.insert(.halfHourly) }
        return steps.intersection(self.steps)
    }
}

extension Granularity {
    /// Both, unless the scope names one of them alone; Green Button's names days by its interval.
    fileprivate init(namedIn scope: Scope) {
        let isOfDays = scope.greenButton?.interval == .day && !scope.tokens.contains(CurveScope.curves)
        let (daily, halfHourly) = (
            scope.tokens.contains(CurveScope.daily) || isOfDays, scope.tokens.contains(CurveScope.halfHourly)
        )
        self = daily == halfHourly ? [.daily, .halfHourly] : daily ? .daily : .halfHourly
    }
}

extension Scope {
    /// Without the tokens for steps that were not chosen, and Green Button's narrowed to those that were.
    fileprivate func narrowed(to steps: Granularity) -> Scope {
        var tokens = Set(
            tokens.map { token in
                guard let asked = GreenButtonScope(token), asked != asked.narrowed(to: steps) else { return token }
                return asked.narrowed(to: steps).description
            })
        if !steps.contains(.daily) { tokens.remove(CurveScope.daily) }
        if !steps.contains(.halfHourly) { tokens.remove(CurveScope.halfHourly) }
        return Scope(tokens)
    }
}
