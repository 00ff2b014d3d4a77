import Crypto
import Foundation
package import Metering

/// A tenant's keys as they are kept among its records: sealed by a master key, whose place another one can take.
struct TenantKeyRecord: StoredRecord {
    static let kind = RecordKind("tenant_keys")
    static let id = "keys"
    let tenant: TenantID
    /// `MasterKey.identifier` of the one that sealed them.
    let masterKey: String
    let sealed: Sealed
    let since: Instant

    var id: String { Self.id }
    var owner: String { Self.id }
    var end: Instant? { nil }
}

extension MasterKey {
    /// The keys of a tenant, from the store of its records. The first master key that opens an empty store stays the
    /// one that opens it, and the tenant the one whose it is, until `replace`.
    ///
    /// Costs one look-up; the first time also one a kind of record, and a transaction. Throws `KeyError` where the
    /// store is another tenant's, or another master key's.
    package func keys(of tenant: TenantID, in store: any RecordStore, now: Instant) throws -> TenantKeys {
        if let kept = try store.record(TenantKeyRecord.self, TenantKeyRecord.id, in: tenant) { return try open(kept) }
        let tenants = try store.tenants()
        let others = tenants.subtracting([tenant]).map(\.text).sorted()
        guard others.isEmpty else { throw KeyError.otherTenant(tenant.text, in: others) }
        let isNew = tenants.isEmpty
        let keys = isNew ? .random(of: tenant) : keys(of: tenant)
        if !isNew { try keys.requireOpening(store) }
        let record = try seal(keys, now: now)
        try store.transaction(in: tenant) { try $0.insert(record) }
        return keys
    }

    /// Puts another master key in the place of this one, at once and whole: this one opens nothing of the store any
    /// more. The keys that it sealed stay, so that nothing else is sealed anew: whoever has this one and an old copy of
    /// the store can open that copy; and later ones too where the store's keys were derived from it (`keys(of:)`).
    package func replace(
        with new: MasterKey, of tenant: TenantID, in store: any RecordStore, by clerk: Agent, now: Instant
    ) throws {
        let keys = try keys(of: tenant, in: store, now: now)
        let record = try new.seal(keys, now: now)
        try store.transaction(in: tenant) { store in
            try store.put(record)
            try store.note(.masterKeyReplaced, by: clerk, subject: nil, purpose: new.identifier, keys, now: now)
        }
    }

    private func seal(_ keys: TenantKeys, now: Instant) throws -> TenantKeyRecord {
        let sealed = try SealingKey(key: envelope(keys.tenant)).seal(
            JSONEncoder().encode(TenantKeys.Material(keys)), in: TenantKeyRecord.context(keys.tenant))
        return TenantKeyRecord(tenant: keys.tenant, masterKey: identifier, sealed: sealed, since: now)
    }

    private func open(_ record: TenantKeyRecord) throws -> TenantKeys {
        guard record.masterKey == identifier else {
            throw KeyError.otherMasterKey(identifier, needed: record.masterKey, of: record.tenant.text)
        }
        let material: TenantKeys.Material = try SealingKey(key: envelope(record.tenant)).open(
            record.sealed, in: TenantKeyRecord.context(record.tenant), as: "keys of the tenant")
        return material.keys(of: record.tenant)
    }
}

extension TenantKeyRecord {
    fileprivate static func context(_ tenant: TenantID) -> Data { Data("tenant keys\u{0}\(tenant.text)".utf8) }
}

extension TenantKeys {
    /// The keys as bytes, to be sealed.
    fileprivate struct Material: Codable {
        let wrapping: Data
        let lookup: Data
        let audit: Data
        let sealing: Data

        init(_ keys: TenantKeys) {
            let bytes = { (key: SymmetricKey) in key.withUnsafeBytes { Data($0) } }
            wrapping = bytes(keys.wrapping)
            lookup = bytes(keys.lookup)
            audit = bytes(keys.auditSeed)
            sealing = bytes(keys.sealing)
        }

        func keys(of tenant: TenantID) -> TenantKeys {
            TenantKeys(
                tenant: tenant, wrapping: SymmetricKey(data: wrapping), lookup: SymmetricKey(data: lookup),
                auditSeed: SymmetricKey(data: audit), sealing: SymmetricKey(data: sealing))
        }
    }

    /// Of a store that was filled before keys were kept in it: a root of its log, or a person's key, tells whether
    /// these are its keys. Throws `KeyError.wrongMasterKey`.
    fileprivate func requireOpening(_ store: any RecordStore) throws {
        try store.read(in: tenant) { store in
            if let root = try store.auditRoots().last {
                guard root.isSigned(by: try auditKey().publicKey) else { throw KeyError.wrongMasterKey }
            } else if let record = try store.records(SubjectKeyRecord.self).first {
                _ = try SubjectKey(unwrapping: record, with: self)
            }
        }
    }
}
