import Access
import Metering
import Store
import Web

/// What a client asks of a person, and what the person's answer makes of it: consents, and the scope they leave.
struct Approval {
    let client: OAuthClient
    /// Nil for a client that registered itself.
    let recipient: Recipient?
    let items: [ConsentRequestItem]
    /// Whether a consent could be carried out: the recipient has an agreement in force.
    let hasAgreement: Bool
    private let scope: Scope

    /// What a client may ask of a person, on one state of the store. Nil where there is no such client.
    init?(_ id: ClientID, scope: Scope, to account: AccountID, of tenant: Tenant, now: Instant) throws {
        let asked = Granularity(namedIn: scope)
        let found = try tenant.access.read(in: tenant.id) {
            store -> (OAuthClient, Recipient?, [ConsentRequestItem], Bool)? in
            guard let client = try store.record(OAuthClient.self, id.text) else { return nil }
            let needs = try store.records(DataNeed.self, of: client.recipient.text).filter { $0.withdrawnAt == nil }
            let held = try store.records(Occupancy.self, about: SubjectID(account)).filter { $0.isCurrent(at: now) }
            let items = try held.flatMap { occupancy in
                let carrier = try tenant.catalogue.point(occupancy.point, tenant.ledger.known())?.carrier
                let consents = try store.consents(of: occupancy.occupancy)
                return needs.filter { carrier.map($0.carriers.contains) ?? true }.compactMap {
                    need -> ConsentRequestItem? in
                    let granularity = need.granularity.intersection(asked)
                    let given = consents.first { $0.terms.need == need.need && $0.isInForce(at: now) }
                    return granularity.isEmpty
                        ? nil
                        : ConsentRequestItem(need: need, occupancy: occupancy, granularity: granularity, given: given)
                }
            }
            return (
                client, try store.record(Recipient.self, client.recipient.text), items,
                try store.agreement(with: client.recipient, now: now) != nil
            )
        }
        guard let (client, recipient, items, hasAgreement) = found else { return nil }
        self.client = client
        self.recipient = recipient
        self.items = items
        self.hasAgreement = hasAgreement
        self.scope = scope
    }

    /// Whether the person can approve anything. A sandbox client may be approved without data: it reads nothing.
    var isPossible: Bool { hasAgreement && !items.isEmpty || isWithoutData }

    /// A sandbox client: approving it gives it a token and no data.
    var isWithoutData: Bool { client.isSandbox && items.isEmpty }

    /// What a form's switches ask for, and which scope that leaves. A consent that says the same already is kept; one
    /// that says something else is replaced; one of which the form shows nothing ticked is withdrawn. Throws
    /// `ConsentFault.nothingChosen` where nothing is left.
    func answers(in form: FormFields) throws -> (consents: ConsentAnswers, scope: Scope) {
        var answers = ConsentAnswers()
        if isWithoutData { return (answers, scope) }
        var granted: Granularity = []
        for item in items where item.isShown(in: form) {
            let granularity = item.switches(in: form)
            guard form.has(ConsentAnswer.text, "\(item.name) \(item.need.text.hash)") else {
                throw ConsentFault.otherText
            }
            granted.formUnion(granularity)
            if granularity.isEmpty {
                if let given = item.given { answers.withdrawn.append(given.consent) }
            } else if let given = item.given, item.isSame(as: given, granularity) {
                answers.kept.insert(given.consent)
            } else {
                let choice = ConsentChoice(granularity: granularity, textHash: item.need.text.hash)
                answers.given.append(
                    .init(
                        item.need.need, of: item.occupancy.occupancy, choice, replacing: item.given?.consent))
            }
        }
        guard !answers.isEmpty else { throw ConsentFault.nothingChosen }
        return (answers, scope.narrowed(to: granted))
    }
}

extension ConsentRequestItem {
    /// Whether the form that came had it: an item that is new since then was neither ticked nor left out.
    fileprivate func isShown(in form: FormFields) -> Bool {
        let isAsked = form.fields.contains { $0.name == ConsentAnswer.text && $0.value.hasPrefix("\(name) ") }
        return isAsked || !switches(in: form).isEmpty
    }

    fileprivate func isSame(as given: Consent, _ granularity: Granularity) -> Bool {
        given.choice?.granularity == granularity && given.terms.textHash == need.text.hash
    }

    fileprivate func switches(in form: FormFields) -> Granularity {
        ConsentSwitches.granularity(in: form, value: name).intersection(granularity)
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
    fileprivate func narrowed(to granularity: Granularity) -> Scope {
        var tokens = Set(
            tokens.map { token in
                guard let asked = GreenButtonScope(token), asked != asked.narrowed(to: granularity) else {
                    return token
                }
                return asked.narrowed(to: granularity).description
            })
        if !granularity.contains(.daily) { tokens.remove(CurveScope.daily) }
        if !granularity.contains(.halfHourly) { tokens.remove(CurveScope.halfHourly) }
        return Scope(tokens)
    }
}
