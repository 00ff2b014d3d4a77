package import Metering

/// The register of personal data breaches of one tenant (GDPR art. 33 and 34). Each act is in the audit log, in the
/// transaction that keeps it.
package struct Breaches: Sendable {
    let store: any RecordStore
    let keys: TenantKeys

    package init(_ store: any RecordStore, _ keys: TenantKeys) {
        self.store = store
        self.keys = keys
    }

    /// The latest first. Costs the register.
    package func all() throws -> [Breach] {
        try store.read(in: keys.tenant) { try $0.records(Breach.self) }.sorted {
            ($0.noticedAt, $0.id) > ($1.noticedAt, $1.id)
        }
    }

    /// Throws `BreachFault.unknown`.
    package func breach(_ id: String) throws -> Breach {
        try store.read(in: keys.tenant) { try $0.breach(id) }
    }

    package func facts(of breach: Breach) throws -> BreachFacts {
        try keys.open(breach.facts, as: BreachFacts.field)
    }

    package func judgement(of breach: Breach) throws -> BreachJudgement? {
        try breach.judgement.map { try keys.open($0, as: BreachJudgement.field) }
    }

    package func exemption(of breach: Breach) throws -> String? {
        try breach.exemption.map { try keys.open($0, as: BreachFacts.exemption) }
    }

    // MARK: acts

    /// Enters a breach and looks in the log for what it covers. Costs that look (`BreachSearch`).
    package func open(
        noticedAt: Instant, _ facts: BreachFacts, _ scope: BreachScope, by clerk: Agent, now: Instant
    ) throws -> Breach {
        guard noticedAt <= now else { throw BreachFault.noticedLater }
        guard scope.from < scope.until else { throw BreachFault.emptyPeriod }
        let sealed = try keys.seal(facts, as: BreachFacts.field)
        let id = try store.transaction(in: keys.tenant) { store in
            let year = CivilDay(containing: noticedAt).components.year
            let numbers = try store.records(Breach.self).compactMap { breach -> Int? in
                let parts = breach.id.split(separator: "-")
                return parts.first == "\(year)" ? parts.last.flatMap { Int($0) } : nil
            }
            let breach = Breach(
                id: "\(year)-\((numbers.max() ?? 0) + 1)", noticedAt: noticedAt, scope: scope, facts: sealed)
            try store.insert(breach)
            try store.note(.breachOpened, by: clerk, subject: nil, purpose: breach.id, keys, now: now)
            return breach.id
        }
        return try look(again: id, now: now)
    }

    /// Looks in the log again: after a crash, or since more came.
    package func look(again id: String, now: Instant) throws -> Breach {
        let breach = try breach(id)
        guard breach.closedAt == nil else { throw BreachFault.closed(id) }
        let finding = try BreachSearch(store: store, keys: keys, breach: id, scope: breach.scope).run(now: now)
        return try change(id) { breach, _ in breach.finding = finding }
    }

    package func judge(
        _ id: String, _ risk: Breach.Risk, _ judgement: BreachJudgement, by clerk: Agent, now: Instant
    ) throws -> Breach {
        let sealed = try keys.seal(judgement, as: BreachJudgement.field)
        return try change(id) { breach, store in
            (breach.risk, breach.judgement) = (risk, sealed)
            try store.note(
                .breachJudged, by: clerk, subject: nil, purpose: "\(id) \(risk.rawValue)", keys, now: now)
        }
    }

    /// Notes that the authority was told, under the number that it gave.
    package func report(_ id: String, as reference: String, at moment: Instant, by clerk: Agent, now: Instant) throws
        -> Breach
    {
        try change(id) { breach, store in
            guard breach.noticedAt <= moment, moment <= now else { throw BreachFault.reportedOutside }
            (breach.reportedAt, breach.reference) = (moment, reference)
            try store.note(.breachReported, by: clerk, subject: nil, purpose: id, keys, now: now)
        }
    }

    /// Ends a breach: from then on it is kept for its time. Throws `BreachFault` where something is owed still.
    /// `exemption`: why persons need not be told of a high risk (art. 34(3)), where some were not.
    package func close(_ id: String, exemption: String?, by clerk: Agent, now: Instant) throws -> Breach {
        let breach = try breach(id)
        guard breach.closedAt == nil else { throw BreachFault.closed(id) }
        guard let risk = breach.risk, breach.finding != nil else { throw BreachFault.notJudged(id) }
        if risk != .unlikely, breach.reportedAt == nil { throw BreachFault.notReported(id) }
        if risk == .high, exemption == nil {
            let letters = try letters(of: id)
            guard letters.untold + letters.unreachable + letters.givenUp == 0 else { throw BreachFault.notTold(id) }
        }
        // The persons first: where this is interrupted, the breach is open still, and is closed again.
        try changePages(of: id) { people, store in
            for var person in people where person.closedAt == nil {
                person.closedAt = now
                try store.put(person)
            }
        }
        return try change(id) { breach, store in
            breach.closedAt = now
            breach.exemption = try exemption.map { try keys.seal($0, as: BreachFacts.exemption) }
            try store.note(.breachClosed, by: clerk, subject: nil, purpose: id, keys, now: now)
        }
    }

    // MARK: changes

    private func change(
        _ id: String, _ body: (inout Breach, any RecordTransaction) throws -> Void
    ) throws -> Breach {
        try store.transaction(in: keys.tenant) { store in
            var breach = try store.breach(id)
            guard breach.closedAt == nil else { throw BreachFault.closed(id) }
            try body(&breach, store)
            try store.put(breach)
            return breach
        }
    }

    /// Costs the persons of the breach, a page at a time in memory, and a transaction a page.
    func changePages(of breach: String, _ body: ([BreachPerson], any RecordTransaction) throws -> Void) throws {
        try forEachPage(of: breach) { after in
            try store.transaction(in: keys.tenant) { store in
                let page = try store.persons(of: breach, after: after)
                try body(page, store)
                return page
            }
        }
    }

    /// Costs the persons of the breach, a page at a time in memory.
    func readPages(of breach: String, _ body: ([BreachPerson], any RecordReading) throws -> Void) throws {
        try forEachPage(of: breach) { after in
            try store.read(in: keys.tenant) { store in
                let page = try store.persons(of: breach, after: after)
                try body(page, store)
                return page
            }
        }
    }

    private func forEachPage(of breach: String, _ page: (String) throws -> [BreachPerson]) throws {
        var after = "\(breach) "
        while true {
            let people = try page(after)
            guard let last = people.last, people.count == BreachSearch.page else { return }
            after = last.id
        }
    }
}

extension RecordReading {
    /// A page of the persons of a breach, by id: those of one breach stand together.
    fileprivate func persons(of breach: String, after id: String) throws -> [BreachPerson] {
        try records(BreachPerson.self, after: id, limit: BreachSearch.page).filter { $0.breach == breach }
    }

    fileprivate func breach(_ id: String) throws -> Breach {
        guard let breach = try record(Breach.self, id) else { throw BreachFault.unknown(id) }
        return breach
    }
}
