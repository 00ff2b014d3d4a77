package import Metering

/// The policy decision point (XACML 3.0): decides questions for personal data, and is the only maker of grants.
///
/// Deciding, writing the audit entry and making the grant are one transaction: without the entry there is no grant, and
/// every decision sees the withdrawals that were acknowledged before it.
package struct AccessDecisionPoint: Sendable {
    let store: any RecordStore
    let keys: TenantKeys
    private let kind: OperatorKind

    /// `kind`: what the tenant's organisation is.
    package init(_ store: any RecordStore, _ keys: TenantKeys, of kind: OperatorKind) {
        self.store = store
        self.keys = keys
        self.kind = kind
    }

    /// Grants what may be read of the question, or throws `ReadRefusal`; both are in the log when it returns. A step
    /// that is too fine is refused, never silently coarsened; days are clipped.
    package func grant(_ request: ReadRequest, now: Instant) throws -> Grant {
        let judged = try store.transaction(in: keys.tenant) { store -> Result<(GrantScope, GrantTicket), ReadRefusal> in
            do {
                let scope = try AccessDecision(request, store, of: kind, now: now).scope()
                let entry = try record(scope, request, store, now: now)
                let ticket = GrantTicket(
                    entry: entry, consent: scope.consent, recipient: scope.recipient, occupancies: scope.occupancies)
                return .success((scope, ticket))
            } catch let refusal as ReadRefusal {
                try store.note(
                    .read, by: request.reader.actor, subject: nil, outcome: .refused(refusal),
                    purpose: request.purpose, request: request.request, keys, now: now)
                return .failure(refusal)
            }
        }
        let (scope, ticket) = try judged.get()
        return Grant(scope, ticket: ticket, request)
    }

    /// Whether what a grant rested on still holds: to be asked before each part of a long answer, a queued delivery
    /// or a kept copy leaves.
    package func stands(_ ticket: GrantTicket, now: Instant) throws -> Bool {
        try store.read(in: keys.tenant) { store in
            for occupancy in ticket.occupancies
            where try store.record(Occupancy.self, occupancy.id) != occupancy { return false }
            return try ticket.consent.map { try store.stands($0, now: now) } ?? true
        }
    }

    /// Whether a consent lets anything be read now: it is in force, its customer still holds the point, and its
    /// recipient has an agreement.
    package func stands(_ consent: ConsentID, now: Instant) throws -> Bool {
        try store.read(in: keys.tenant) { store in
            guard try store.stands(consent, now: now), let terms = try store.consent(consent)?.terms else {
                return false
            }
            return try store.record(Occupancy.self, terms.occupancy.text)?.isCurrent(at: now) ?? false
        }
    }

    /// One entry for each person concerned; none is concerned by the total of a building.
    private func record(
        _ scope: GrantScope, _ request: ReadRequest, _ store: any RecordTransaction, now: Instant
    ) throws -> Int64 {
        var subjects: [SubjectID?] = []
        for customer in scope.occupancies.map({ SubjectID($0.customer) }) where !subjects.contains(customer) {
            subjects.append(customer)
        }
        if subjects.isEmpty, scope.form == .values, let point = scope.points.first {
            subjects = [SubjectID(keys.index(of: point.text, as: "unclaimed-point"))]
        }
        let detail = scope.form == .values ? ReadDetail(scope, request) : nil
        return try (subjects.isEmpty ? [nil] : subjects).map { subject in
            try store.note(
                .read, by: request.reader.actor, subject: subject, basis: scope.basis, consent: scope.consent,
                recipient: scope.recipient, purpose: request.purpose, request: request.request, detail: detail,
                keys, now: now)
        }.max() ?? 0
    }
}

extension RecordReading {
    fileprivate func stands(_ id: ConsentID, now: Instant) throws -> Bool {
        guard let consent = try consent(id), consent.isInForce(at: now) else { return false }
        return try agreement(with: consent.terms.recipient, now: now) != nil
    }
}

extension ReadDetail {
    fileprivate init(_ scope: GrantScope, _ request: ReadRequest) {
        self.init(
            point: scope.points.first ?? PointID(""), carrier: request.carrier, direction: request.direction,
            step: request.step, first: scope.days.first?.lowerBound ?? request.days.lowerBound,
            last: scope.days.last?.upperBound ?? request.days.upperBound)
    }
}
