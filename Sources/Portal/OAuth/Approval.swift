import Access
import Metering
import Store

/// What a program asks of a person, and what the person's answer makes of it: consents, and the scope they leave.
struct Approval {
    let program: OAuthClient
    /// Nil for a program that registered itself: nobody stands behind it.
    let recipient: Recipient?
    let offers: [Offer]
    /// Whether a consent could be carried out: the recipient has an agreement in force.
    let hasAgreement: Bool
    private let scope: Scope

    /// One data need for one point: the question that a consent answers.
    struct Offer {
        let need: DataNeed
        let occupancy: Occupancy
        /// The switches that are shown.
        let steps: ConsentedSteps
        /// The consent that holds now.
        let given: Consent?

        /// How a form names it.
        var name: String { "\(need.id) \(occupancy.id)" }
    }

    /// What a person may be asked for by a program, on one state of the store. Nil where there is no such program.
    init?(_ client: ClientID, scope: Scope, to account: AccountID, of tenant: Tenant, now: Instant) throws {
        let asked = ConsentedSteps(namedIn: scope)
        let found = try tenant.access.read(in: tenant.id) { store -> (OAuthClient, Recipient?, [Offer], Bool)? in
            guard let program = try store.record(OAuthClient.self, client.text) else { return nil }
            let needs = try store.records(DataNeed.self, of: program.recipient.text)
            let held = try store.records(Occupancy.self, about: SubjectID(account)).filter { $0.isCurrent(at: now) }
            let offers = try held.flatMap { occupancy in
                let carrier = try tenant.catalogue.point(occupancy.point, tenant.ledger.known())?.carrier
                let consents = try store.consents(of: occupancy.occupancy)
                return needs.filter { carrier.map($0.carriers.contains) ?? true }.compactMap { need -> Offer? in
                    let steps = need.steps.intersection(asked)
                    let given = consents.first { $0.terms.need == need.need && $0.isInForce(at: now) }
                    return steps.isEmpty ? nil : Offer(need: need, occupancy: occupancy, steps: steps, given: given)
                }
            }
            return (
                program, try store.record(Recipient.self, program.recipient.text), offers,
                try store.agreement(with: program.recipient, now: now) != nil
            )
        }
        guard let (program, recipient, offers, hasAgreement) = found else { return nil }
        self.program = program
        self.recipient = recipient
        self.offers = offers
        self.hasAgreement = hasAgreement
        self.scope = scope
    }

    /// Whether there is anything to say yes to. A program of the sandbox may be approved without: it reads nothing.
    var isPossible: Bool { hasAgreement && !offers.isEmpty || isWithoutData }

    /// A program that is being tried: a yes gives it a token and no data.
    var isWithoutData: Bool { program.isSandbox && offers.isEmpty }

    /// Makes the consents that a form's switches ask for, and says which scope they leave. A consent that says the
    /// same already is kept; one that says something else gives way. Throws `ConsentFault.nothingChosen`.
    func accept(
        _ form: Form, by account: AccountID, of tenant: Tenant, now: Instant
    ) throws -> (consents: Set<ConsentID>, scope: Scope) {
        if isWithoutData { return ([], scope) }
        var consents: Set<ConsentID> = []
        var granted: ConsentedSteps = []
        for offer in offers {
            let steps = offer.switches(in: form)
            guard !steps.isEmpty else { continue }
            guard form.has("text", "\(offer.name) \(offer.need.text.hash)") else { throw ConsentFault.otherText }
            granted.formUnion(steps)
            if let given = offer.given, given.choice?.steps == steps, given.terms.textHash == offer.need.text.hash {
                consents.insert(given.consent)
                continue
            }
            let asked = try tenant.consents.ask(
                offer.need.need, of: offer.occupancy.occupancy, by: .client(program.client), now: now)
            let choice = ConsentChoice(steps: steps, textHash: offer.need.text.hash)
            consents.insert(try tenant.consents.accept(asked.consent, choice, by: account, now: now).consent)
            if let given = offer.given { _ = try tenant.consents.revoke(given.consent, by: account, now: now) }
        }
        guard !consents.isEmpty else { throw ConsentFault.nothingChosen }
        return (consents, scope.narrowed(to: granted))
    }
}

extension Approval.Offer {
    fileprivate func switches(in form: Form) -> ConsentedSteps {
        var steps: ConsentedSteps = []
        if form.has("daily", name) { steps.insert(.daily) }
        if form.has("half-hourly", name) { steps.insert(.halfHourly) }
        return steps.intersection(self.steps)
    }
}

extension ConsentedSteps {
    /// Both, unless the scope names one of them alone; Green Button's names days by its interval.
    fileprivate init(namedIn scope: Scope) {
        let isOfDays = scope.greenButton?.interval == .day && !scope.words.contains(CurveScope.curves)
        let (daily, halfHourly) = (
            scope.words.contains(CurveScope.daily) || isOfDays, scope.words.contains(CurveScope.halfHourly)
        )
        self = daily == halfHourly ? [.daily, .halfHourly] : daily ? .daily : .halfHourly
    }
}

extension Scope {
    /// Without the words for steps that were not chosen, and Green Button's narrowed to those that were.
    fileprivate func narrowed(to steps: ConsentedSteps) -> Scope {
        var words = Set(
            words.map { word in
                guard let asked = GreenButtonScope(word), asked != asked.narrowed(to: steps) else { return word }
                return asked.narrowed(to: steps).description
            })
        if !steps.contains(.daily) { words.remove(CurveScope.daily) }
        if !steps.contains(.halfHourly) { words.remove(CurveScope.halfHourly) }
        return Scope(words)
    }
}
