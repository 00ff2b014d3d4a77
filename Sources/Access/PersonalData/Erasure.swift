package import Metering

/// That a person was erased, and when. After a backup was restored, it is applied again (`reapply`).
package struct Erasure: StoredRecord {
    package static let kind = RecordKind("erasure")
    package let erased: SubjectID
    package let at: Instant

    package var id: String { erased.text }
    package var owner: String { erased.text }
    package var end: Instant? { nil }

    /// Erases a person: the key is destroyed, and with it what was sealed, here and in every copy; all records that
    /// are the person's go. Consents stay as proof; without their occupancy they lead to nobody. Of each occupancy its
    /// border stays, so that nobody who comes after gets the person's days.
    ///
    /// The write-ahead log has to be truncated after it (`RecordStore.forgetRemoved`): it still holds the rows.
    /// `actor`: who erases, for the log: the person, who is told, or whoever acts for the operator.
    package static func erase(
        _ account: AccountID, by actor: Agent, on store: any RecordStore, _ keys: TenantKeys, now: Instant,
        tell: AccountNewsHandler = { _, _ in }
    ) throws {
        try store.transaction(in: keys.tenant) { store in
            let subject = SubjectID(account)
            if actor == .account(account), let person = try store.attributes(of: account, keys) {
                try tell(AccountNews(event: .erased, person: person, subject: nil, at: now), store)
            }
            for occupancy in try store.records(Occupancy.self, about: subject) {
                try Occupancies.endConsents(of: occupancy, store, now: now)
                try store.keepBorder(of: occupancy, keys, removedAt: now)
            }
            try store.removeAll(about: subject)
            try store.put(Erasure(erased: subject, at: now))
            try store.note(.accountErased, by: actor, subject: nil, keys, now: now)
        }
    }

    /// Erases again everybody who was erased before: after a backup was restored, with the tombstones kept apart.
    ///
    /// `keys` are asked for where one of them held a point: its border is named by a keyed hash.
    package static func reapply(
        _ tombstones: [Erasure], on store: any RecordStore, in tenant: TenantID, keys: () throws -> TenantKeys
    ) throws {
        let areHolders = try store.read(in: tenant) { store in
            try tombstones.contains { try !store.records(Occupancy.self, about: $0.erased).isEmpty }
        }
        let keys = areHolders ? try keys() : nil
        try store.transaction(in: tenant) { store in
            for tombstone in tombstones {
                if let keys {
                    for occupancy in try store.records(Occupancy.self, about: tombstone.erased) {
                        try store.keepBorder(of: occupancy, keys, removedAt: tombstone.at)
                    }
                }
                try store.removeAll(about: tombstone.erased)
                try store.put(tombstone)
            }
        }
    }
}
