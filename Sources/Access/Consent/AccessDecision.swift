import Metering

/// Decides one question on one state of the store: occupancies, consents, agreements, mandates, law; and by what the
/// tenant's kind of organisation may do.
struct AccessDecision {
    private let request: ReadRequest
    private let store: any RecordReading
    private let kind: OperatorKind
    private let now: Instant

    init(_ request: ReadRequest, _ store: any RecordReading, of kind: OperatorKind, now: Instant) {
        self.request = request
        self.store = store
        self.kind = kind
        self.now = now
    }

    /// Throws `ReadRefusal`.
    func scope() throws -> GrantScope {
        switch (request.reader, request.subject) {
        case (.resident(let account), .point(let point)): try own(account, point)
        case (.operator(let account), .point(let point)): try duty(account, point)
        case (.recipient(_, let recipient, let consents), .point(let point)):
            try consented(recipient, point, among: consents)
        case (.buildingManager(let account), .building(let set, let points)): try building(account, set, points)
        default: throw ReadRefusal.notYourRole
        }
    }

    /// A person reads the days of their own occupancies, also past ones.
    private func own(_ account: AccountID, _ point: PointID) throws -> GrantScope {
        let own = try occupancies(of: point).filter { $0.customer == account }
        let clipped = own.compactMap { $0.clip(request.days) }
        guard !clipped.isEmpty else { throw ReadRefusal.noOccupancy }
        return GrantScope(
            basis: .ownData, points: [point], days: clipped, occupancies: own.filter { $0.clip(request.days) != nil })
    }

    private func duty(_ account: AccountID, _ point: PointID) throws -> GrantScope {
        guard try store.hasRole(.operator, account, now: now) else { throw ReadRefusal.notYourRole }
        guard kind.may(.readForDuty) else { throw ReadRefusal.notThisKind }
        guard request.step == .day || request.step == .month else { throw ReadRefusal.stepTooFine }
        let customers = try occupancies(of: point).filter { $0.clip(request.days) != nil }
        return GrantScope(basis: .operatorDuty, points: [point], days: [request.days], occupancies: customers)
    }

    /// Of several consents the one that allows most days decides, of equal ones the first by name: the answer never
    /// joins what each alone allows.
    private func consented(
        _ recipient: RecipientID, _ point: PointID, among allowed: Set<ConsentID>?
    ) throws -> GrantScope {
        guard kind.may(.collectConsents) else { throw ReadRefusal.notThisKind }
        guard try store.agreement(with: recipient, now: now) != nil else { throw ReadRefusal.noAgreement }
        var refusal = ReadRefusal.noConsent
        for occupancy in try occupancies(of: point) where occupancy.isCurrent(at: now) {
            var best: (consent: ConsentID, days: ClosedRange<CivilDay>)?
            for header in try store.records(ConsentHeader.self, of: occupancy.id)
            where header.recipient == recipient && (allowed.map { $0.contains(header.consent) } ?? true) {
                guard let consent = try store.consent(header.consent), consent.isInForce(at: now) else { continue }
                let days = consent.clip(
                    request.days, carrier: request.carrier, direction: request.direction, step: request.step)
                guard let clipped = days.flatMap(occupancy.clip) else {
                    refusal = .notConsented
                    continue
                }
                if best.map({ $0.days.count < clipped.count }) ?? true { best = (consent.consent, clipped) }
            }
            guard let best else { continue }
            return GrantScope(
                basis: .consent, points: [point], days: [best.days], consent: best.consent, recipient: recipient,
                occupancies: [occupancy])
        }
        throw refusal
    }

    /// More than ten subscriptions, by day or month, at most three years back.
    private func building(_ account: AccountID, _ set: String, _ points: Set<PointID>) throws -> GrantScope {
        guard let mandate = try store.record(Mandate.self, Mandate.id(account, set)), mandate.isCurrent(at: now) else {
            throw ReadRefusal.noMandate
        }
        guard kind.may(.buildingTotals) else { throw ReadRefusal.notThisKind }
        guard points.count > LegalBasis.buildingSubscriptionsOver else { throw ReadRefusal.tooFewSubscriptions }
        guard request.step == .day || request.step == .month else { throw ReadRefusal.stepTooFine }
        let earliest = CivilDay(containing: now).advanced(months: -12 * LegalBasis.buildingPastYears)
        let first = max(request.days.lowerBound, earliest)
        guard first <= request.days.upperBound else { throw ReadRefusal.outOfPeriod }
        return GrantScope(
            basis: .buildingTotals, form: .total, points: points, days: [first...request.days.upperBound])
    }

    private func occupancies(of point: PointID) throws -> [Occupancy] {
        try store.records(Occupancy.self, of: point.text).sorted { $0.from < $1.from }
    }
}
