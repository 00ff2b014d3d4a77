import Metering

/// Looks in the audit log for what a breach covers: the numbers, and one record for each person.
///
/// Costs one pass over the log, and for each person the entries about them between the first and the last that is
/// covered. In memory are a page of entries, a page of persons, and the days of these. Numbers of entries bound the
/// search, not their moments: clocks go back.
struct BreachSearch {
    let store: any RecordStore
    let keys: TenantKeys
    let breach: String
    let scope: BreachScope

    static let page = 500

    /// Keeps the persons, and gives the numbers. What was told to a person already stays so.
    func run(now: Instant) throws -> BreachFinding {
        var finding = BreachFinding(lookedAt: now)
        var covered: ClosedRange<Int64>?
        try store.read(in: keys.tenant) { store in
            try store.forEachAuditEntry { entry in
                guard let facts = try scope.facts(of: entry) else { return }
                covered = (covered?.lowerBound ?? entry.sequence)...entry.sequence
                finding.reads += 1
                if let recipient = facts.recipient { finding.recipients.insert(recipient) }
                if case .client(let client) = facts.actor { finding.clients.insert(client) }
            }
        }
        var (after, readsOfPersons): (String?, Int) = (nil, 0)
        while true {
            let (keyed, found) = try store.read(in: keys.tenant) { store in
                let records = try store.records(SubjectKeyRecord.self, after: after, limit: BreachSearch.page)
                return (records, try records.compactMap { try person($0, store, covered) })
            }
            try keep(found)
            for one in found {
                readsOfPersons += one.reads
                finding.persons += 1
                if !one.hasAccount { finding.personsWithoutAccount += 1 }
                finding.points += one.extent.pointCount
                finding.pointDays += one.extent.pointDays
            }
            guard let next = keyed.last, keyed.count == BreachSearch.page else { break }
            after = next.id
        }
        finding.readsOfNobody = finding.reads - readsOfPersons
        return finding
    }

    private struct Found {
        let subject: SubjectID
        let extent: BreachExtent
        let sealed: Sealed
        let reads: Int
        let hasAccount: Bool
    }

    /// Nil whom the breach does not concern.
    private func person(_ record: SubjectKeyRecord, _ store: any RecordReading, _ covered: ClosedRange<Int64>?) throws
        -> Found?
    {
        let key = try SubjectKey(unwrapping: record, with: keys)
        var (extent, reads, before) = (BreachExtent(), 0, (covered?.upperBound ?? 0) + 1)
        pages: while let covered {
            let entries = try store.auditEntries(about: key.pseudonym, before: before, limit: BreachSearch.page)
            for entry in entries {
                // The latest come first.
                if entry.sequence < covered.lowerBound { break pages }
                guard let facts = try scope.facts(of: entry) else { continue }
                reads += 1
                if let recipient = facts.recipient { extent.recipients.insert(recipient) }
                if let detail = facts.detail { extent.add(try key.open(detail, as: ReadDetail.field)) }
            }
            guard let oldest = entries.last, entries.count == BreachSearch.page else { break }
            before = oldest.sequence
        }
        guard reads > 0 || record.keyed == scope.ownSubject else { return nil }
        return Found(
            subject: record.keyed, extent: extent, sealed: try key.seal(extent, as: BreachExtent.field), reads: reads,
            hasAccount: try store.record(Account.self, record.keyed.text) != nil)
    }

    private func keep(_ found: [Found]) throws {
        guard !found.isEmpty else { return }
        try store.transaction(in: keys.tenant) { store in
            // Closed meanwhile: its persons are on their way out.
            guard try store.record(Breach.self, breach)?.closedAt == nil else { return }
            // Erased since it was read: nothing of them comes back.
            for one in found where try store.record(SubjectKeyRecord.self, one.subject.text) != nil {
                var person = BreachPerson(breach: breach, concerned: one.subject, extent: one.sealed)
                if let kept = try store.record(BreachPerson.self, person.id) {
                    (person.letter, person.toldAt) = (kept.letter, kept.toldAt)
                }
                try store.put(person)
            }
        }
    }
}
