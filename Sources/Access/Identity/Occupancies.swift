package import Metering

/// The occupancies of one tenant's points: linking, moving in and out.
package struct Occupancies: Sendable {
    let store: any RecordStore
    let keys: TenantKeys
    private let tell: AccountNewsHandler

    /// `tell` queues what people are told by e-mail; without it nobody is told.
    package init(
        _ store: any RecordStore, _ keys: TenantKeys, tell: @escaping AccountNewsHandler = { _, _ in }
    ) {
        self.store = store
        self.keys = keys
        self.tell = tell
    }

    /// Makes an activation letter's code. Earlier unused codes of the point no longer count. Throws `NotAllowed` unless
    /// an operator or the machine asks.
    package func issueActivationLetter(for point: PointID, from: CivilDay, by clerk: Agent, now: Instant) throws
        -> String
    {
        let (code, kept) = ActivationCode.issue(for: point, from: from, now: now)
        try store.transaction(in: keys.tenant) { store in
            try store.requireOperator(clerk, now: now)
            for earlier in try store.records(ActivationCode.self, of: point.text) where earlier.usedBy == nil {
                try store.remove(ActivationCode.self, earlier.id)
            }
            try store.insert(kept)
            try store.note(.letterIssued, by: clerk, subject: nil, keys, now: now)
        }
        return code
    }

    /// What an activation comes to.
    package enum Activation: Hashable, Sendable {
        case linked(Occupancy)
        /// The same for an unknown, a used and an expired code.
        case refused
        case tooMany(retryAfter: Int)
    }

    /// Links a resident to the point of an activation letter. The former customer's occupancy ends on the first day of
    /// the new one, and they are told. Days of an erased customer are nobody's: it begins after them.
    package func activate(_ typed: String, by account: AccountID, now: Instant) throws -> Activation {
        try store.transaction(in: keys.tenant) { store in
            if let wait = try store.wait(.failedActivations, of: account.text, now: now) {
                return .tooMany(retryAfter: wait)
            }
            guard let digest = ActivationCode.digest(of: typed),
                var code = try store.record(ActivationCode.self, digest), code.usedBy == nil, now < code.expires,
                let occupancy = try begin(
                    code.point, customer: account, from: code.from, by: .account(account), store, now: now)
            else {
                try store.count(.failedActivations, of: account.text, now: now)
                return .refused
            }
            code.usedBy = account
            try store.put(code)
            try store.note(
                .occupancyLinked, by: .account(account), subject: SubjectID(account), purpose: "letter", keys, now: now)
            return .linked(occupancy)
        }
    }

    /// An operator links a person whose right was proved otherwise. Nil when another customer came in on that day or
    /// later: end that occupancy first. Throws `NotAllowed` for anybody else.
    package func link(
        _ account: AccountID, to point: PointID, from: CivilDay, by clerk: Agent, now: Instant
    ) throws -> Occupancy? {
        try store.transaction(in: keys.tenant) { store in
            try store.requireOperator(clerk, now: now)
            let occupancy = try begin(point, customer: account, from: from, by: clerk, store, now: now)
            if occupancy != nil {
                try store.note(
                    .occupancyLinked, by: clerk, subject: SubjectID(account), keys, now: now)
            }
            return occupancy
        }
    }

    /// Ends an occupancy before a day, and its consents with it. Throws
    /// `NotAllowed` unless the customer, an operator or the machine asks.
    package func moveOut(_ occupancy: OccupancyID, on day: CivilDay, by actor: Agent, now: Instant) throws {
        try store.transaction(in: keys.tenant) { store in
            guard var ended = try store.record(Occupancy.self, occupancy.text) else { return }
            if actor != .account(ended.customer) { try store.requireOperator(actor, now: now) }
            ended.until = max(day, ended.from)
            try store.put(ended)
            try store.note(.occupancyEnded, by: actor, subject: SubjectID(ended.customer), keys, now: now)
            if day.start <= now { try Occupancies.endConsents(of: ended, store, now: now) }
        }
    }

    package func all(at point: PointID) throws -> [Occupancy] {
        try store.read(in: keys.tenant) { try $0.records(Occupancy.self, of: point.text) }
    }

    /// All occupancies of a person.
    package func all(of account: AccountID) throws -> [Occupancy] {
        try store.read(in: keys.tenant) { try $0.records(Occupancy.self, about: SubjectID(account)) }
    }

    private func begin(
        _ point: PointID, customer: AccountID, from: CivilDay, by actor: Agent, _ store: any RecordTransaction,
        now: Instant
    ) throws -> Occupancy? {
        let border = try store.record(OccupancyBorder.self, OccupancyBorder.id(of: point, keys))?.day
        let from = border.map { max($0, from) } ?? from
        let others = try store.records(Occupancy.self, of: point.text)
        guard others.allSatisfy({ $0.until.map { $0 <= from } ?? ($0.from < from) }) else { return nil }
        for var former in others where former.until == nil {
            former.until = from
            try store.put(former)
            try store.note(.occupancyEnded, by: actor, subject: SubjectID(former.customer), keys, now: now)
            if from.start <= now { try Occupancies.endConsents(of: former, store, now: now) }
            if actor == .account(customer), former.customer != customer {
                try tellFormer(former.customer, store, now: now)
            }
        }
        let occupancy = Occupancy(point: point, customer: customer, from: from)
        try store.insert(occupancy)
        return occupancy
    }

    private func tellFormer(_ customer: AccountID, _ store: any RecordTransaction, now: Instant) throws {
        guard let person = try store.attributes(of: customer, keys) else { return }
        try tell(AccountNews(event: .succeeded, person: person, subject: SubjectID(customer), at: now), store)
    }

    /// Writes the move into the consents that it ends. Reading does not wait for it: grants are clipped anyway.
    static func endConsents(of occupancy: Occupancy, _ store: any RecordTransaction, now: Instant) throws {
        for header in try store.records(ConsentHeader.self, of: occupancy.id) {
            let consent = try store.consent(header.consent)
            guard let consent, consent.state.next(.movedOut) != nil else { continue }
            try store.append(ConsentEvent(.movedOut, at: now, by: .machine), to: consent)
        }
    }
}

/// Somebody asked for what their role does not allow.
package struct NotAllowed: Error, Hashable, CustomStringConvertible {
    package var description: String { "only an operator may do this" }
}
