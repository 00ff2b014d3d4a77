package import Metering

/// The consents of one tenant: drafting, answering, withdrawing.
package struct Consents: Sendable {
    let store: any RecordStore
    let keys: TenantKeys

    package init(_ store: any RecordStore, _ keys: TenantKeys) {
        self.store = store
        self.keys = keys
    }

    package func publish(_ need: DataNeed, now: Instant) throws {
        try store.transaction(in: keys.tenant) { store in
            try store.put(need)
            try store.note(
                .needPublished, by: .machine, subject: nil, recipient: need.recipient, purpose: need.id, keys, now: now)
        }
    }

    /// Withdraws a need: nobody is asked for it any more, and requests that wait for an answer end. Consents that were
    /// given stand. Gives how many requests ended; nil where there is no such need, or it was withdrawn before.
    package func withdraw(_ id: DataNeedID, by clerk: Agent, now: Instant) throws -> Int? {
        try store.transaction(in: keys.tenant) { store in
            guard let need = try store.record(DataNeed.self, id.text), need.withdrawnAt == nil else { return nil }
            try store.put(need.withdrawn(at: now))
            try store.note(
                .needWithdrawn, by: clerk, subject: nil, recipient: need.recipient, purpose: need.id, keys, now: now)
            return try store.consentHeaders(to: need.recipient).filter { $0.ended == nil }.count { header in
                guard let consent = try store.consent(header.consent), consent.terms.need == id,
                    consent.state == .drafted || consent.state == .sent
                else { return false }
                _ = try change(header.consent, by: clerk, store, now: now) { _ in
                    [ConsentEvent(.terminated, at: now, by: clerk)]
                }
                return true
            }
        }
    }

    package func need(_ id: DataNeedID) throws -> DataNeed? {
        try store.read(in: keys.tenant) { try $0.record(DataNeed.self, id.text) }
    }

    /// Whether a recipient may ask people at all: it has an agreement, so that what they accept can be carried out.
    package func mayAsk(_ recipient: RecipientID, now: Instant) throws -> Bool {
        try store.read(in: keys.tenant) { try $0.agreement(with: recipient, now: now) != nil }
    }

    /// Drafts and sends a consent to the customer of a point, with the words of the need as they are now. Throws
    /// `ConsentFault.unknown` where there is no such need, it was withdrawn, or nobody holds the point now.
    package func ask(_ need: DataNeedID, of occupancy: OccupancyID, by actor: Agent, now: Instant) throws -> Consent {
        try store.transaction(in: keys.tenant) { try ask(need, of: occupancy, by: actor, $0, now: now) }
    }

    func ask(
        _ need: DataNeedID, of occupancy: OccupancyID, by actor: Agent, _ store: any RecordTransaction, now: Instant
    ) throws -> Consent {
        guard let need = try store.record(DataNeed.self, need.text), need.withdrawnAt == nil,
            let occupancy = try store.record(Occupancy.self, occupancy.text), occupancy.isCurrent(at: now)
        else { throw ConsentFault.unknown }
        let id = ConsentID.random()
        try store.insert(ConsentHeader(consent: id, occupancy: occupancy.occupancy, recipient: need.recipient))
        let terms = ConsentTerms(need, occupancy: occupancy.occupancy)
        try store.append(ConsentEvent(.drafted, at: now, by: actor, terms: terms), to: id)
        try store.append(ConsentEvent(.sent, at: now, by: .machine), to: id)
        try store.note(
            .consentChanged, by: actor, subject: occupancy.subject, consent: id, recipient: need.recipient, keys,
            now: now)
        return try Consent(id, folding: store.consentEvents(of: id))
    }

    /// Accepts, with the switches that the customer set. It becomes active in the same transaction when the recipient
    /// has an agreement with the operator, and else waits as `accepted` until there is one (`settle`).
    package func accept(_ id: ConsentID, _ choice: ConsentChoice, by customer: AccountID, now: Instant) throws
        -> Consent
    {
        try store.transaction(in: keys.tenant) { try accept(id, choice, by: customer, $0, now: now) }
    }

    func accept(
        _ id: ConsentID, _ choice: ConsentChoice, by customer: AccountID, _ store: any RecordTransaction, now: Instant
    ) throws -> Consent {
        try change(id, by: .account(customer), store, now: now) { consent throws in
            guard choice.textHash == consent.terms.textHash else { throw ConsentFault.otherText }
            guard !choice.granularity.intersection(consent.terms.granularity).isEmpty else {
                throw ConsentFault.nothingChosen
            }
            let accepted = ConsentEvent(.accepted, at: now, by: .account(customer), choice: choice)
            guard try store.agreement(with: consent.terms.recipient, now: now) != nil else { return [accepted] }
            return [accepted, ConsentEvent(.activated, at: now, by: .machine)]
        }
    }

    /// Withdraws, in one call, as accepting is (GDPR art. 7(3)). What was granted before and not yet read is refused by
    /// `AccessDecisionPoint.stands`.
    package func revoke(_ id: ConsentID, by customer: AccountID, now: Instant) throws -> Consent {
        try add(.revoked, to: id, by: .account(customer), now: now)
    }

    func revoke(
        _ id: ConsentID, by customer: AccountID, _ store: any RecordTransaction, now: Instant
    ) throws -> Consent {
        try change(id, by: .account(customer), store, now: now) { _ in
            [ConsentEvent(.revoked, at: now, by: .account(customer))]
        }
    }

    package func refuse(_ id: ConsentID, by customer: AccountID, now: Instant) throws -> Consent {
        try add(.refused, to: id, by: .account(customer), now: now)
    }

    /// Any event that needs no words of the customer. Throws `ConsentFault`.
    package func add(
        _ kind: ConsentEvent.Kind, to id: ConsentID, by actor: Agent, reason: String? = nil, now: Instant
    ) throws -> Consent {
        try store.transaction(in: keys.tenant) { store in
            try change(id, by: actor, store, now: now) { _ in [ConsentEvent(kind, at: now, by: actor, reason: reason)] }
        }
    }

    package func consent(_ id: ConsentID) throws -> Consent? {
        try store.read(in: keys.tenant) { try $0.consent(id) }
    }

    /// All consents of a person, of all occupancies, the latest first.
    package func consents(of customer: AccountID) throws -> [Consent] {
        try store.read(in: keys.tenant) { store in
            try store.records(Occupancy.self, about: SubjectID(customer))
                .flatMap { try store.consents(of: $0.occupancy) }
                .sorted { $0.since > $1.since }
        }
    }

    /// Keeps an agreement with a recipient. Consents that waited for it are in force when this returns, where it holds
    /// now.
    package func keep(_ agreement: Agreement, _ store: any RecordTransaction, now: Instant) throws {
        try store.put(agreement)
        for header in try store.consentHeaders(to: agreement.recipient) where header.ended == nil {
            _ = try settle(header, store, now: now)
        }
    }

    /// Does what time and agreements bring, in small transactions: closes consents past their end, requests that nobody
    /// answered, and those of customers who moved out; puts into service those that waited for an agreement. Nothing
    /// that may be read depends on it: reading checks the end itself. Gives how many changed.
    package func settle(now: Instant) throws -> Int {
        let open = try store.read(in: keys.tenant) { try $0.records(ConsentHeader.self).filter { $0.ended == nil } }
        return try stride(from: 0, to: open.count, by: 200).reduce(0) { changed, first in
            let part = open[first..<min(first + 200, open.count)]
            return try changed
                + store.transaction(in: keys.tenant) { store in
                    try part.count { try settle($0, store, now: now) }
                }
        }
    }

    /// Whether a consent had to change.
    private func settle(_ header: ConsentHeader, _ store: any RecordTransaction, now: Instant) throws -> Bool {
        guard let consent = try store.consent(header.consent), !consent.state.isFinal else { return false }
        let occupancy = try store.record(Occupancy.self, header.occupancy.text)
        let hasMoved = occupancy.map { $0.until.map { $0.start <= now } ?? false } ?? true
        let event: ConsentEvent.Kind
        if hasMoved {
            event = .movedOut
        } else if (consent.ends ?? consent.lapses).map({ $0 <= now }) ?? false {
            event = .expired
        } else if consent.state == .accepted,
            try store.agreement(with: consent.terms.recipient, now: now) != nil
        {
            event = .activated
        } else {
            return false
        }
        try store.append(ConsentEvent(event, at: now, by: .machine), to: consent)
        return true
    }

    private func change(
        _ id: ConsentID, by actor: Agent, _ store: any RecordTransaction, now: Instant,
        _ events: (Consent) throws -> [ConsentEvent]
    ) throws -> Consent {
        guard let consent = try store.consent(id) else { throw ConsentFault.unknown }
        let occupancy = try store.record(Occupancy.self, consent.terms.occupancy.text)
        for event in try events(consent) {
            guard try mayCause(event.kind, actor: event.by, consent, occupancy, store, now: now) else {
                throw ConsentFault.notYours(event.kind)
            }
            guard let current = try store.consent(id) else { throw ConsentFault.unknown }
            try store.append(event, to: current)
        }
        try store.note(
            .consentChanged, by: actor, subject: occupancy?.subject, consent: id, recipient: consent.terms.recipient,
            keys, now: now)
        return try Consent(id, folding: store.consentEvents(of: id))
    }

    private func mayCause(
        _ kind: ConsentEvent.Kind, actor: Agent, _ consent: Consent, _ occupancy: Occupancy?,
        _ store: any RecordReading, now: Instant
    ) throws -> Bool {
        switch (kind.author, actor) {
        case (.customer, .account(let account)):
            // A former customer may still withdraw; only the present one may accept.
            return account == occupancy?.customer && (kind == .revoked || occupancy?.isCurrent(at: now) ?? false)
        case (.otherSide, .client(let client)):
            return try store.record(OAuthClient.self, client.text)?.recipient == consent.terms.recipient
        case (.otherSide, .account(let account)), (.platform, .account(let account)):
            return try store.hasRole(.operator, account, now: now)
        case (.otherSide, .machine), (.platform, .machine), (.otherSide, .systemUser), (.platform, .systemUser):
            return true
        case (.customer, _), (.platform, .client): return false
        }
    }
}

extension RecordReading {
    package func consent(_ id: ConsentID) throws -> Consent? {
        let events = try consentEvents(of: id)
        return events.isEmpty ? nil : try Consent(id, folding: events)
    }

    package func consents(of occupancy: OccupancyID) throws -> [Consent] {
        try records(ConsentHeader.self, of: occupancy.text).compactMap { try consent($0.consent) }
    }
}

extension RecordTransaction {
    /// Adds an event that can follow, marks the header of a consent that it ends, and tells the modules. Throws
    /// `ConsentFault`.
    func append(_ event: ConsentEvent, to consent: Consent) throws {
        guard let next = consent.state.next(event.kind) else {
            throw ConsentFault.impossible(event.kind, in: consent.state)
        }
        try append(event, to: consent.consent)
        try registry.consentChanged(ConsentChange(before: consent, event: event, state: next), self)
        guard next.isFinal, var header = try record(ConsentHeader.self, consent.consent.text) else { return }
        header.ended = event.at
        try put(header)
    }
}
