import Crypto
import Foundation
package import Metering

/// The key of one person's data. Destroying it makes unreadable all that was sealed with it, wherever copies are.
package struct SubjectKey: Sendable {
    private let subject: SubjectID
    private let key: SymmetricKey

    /// A new key for a subject.
    package init(of subject: SubjectID) {
        self.subject = subject
        key = SymmetricKey(size: .bits256)
    }

    private init(subject: SubjectID, key: SymmetricKey) {
        self.subject = subject
        self.key = key
    }

    /// Seals a value (AES-256-GCM). It opens only as the same field of the same subject: exchanging two rows fails.
    package func seal(_ value: some Encodable, as field: String) throws -> Sealed {
        try seal(json: JSONEncoder().encode(value), as: field)
    }

    func seal(json: some Sequence<UInt8>, as field: String) throws -> Sealed {
        try SealingKey(key: key).seal(json, in: context(field))
    }

    package func open<Value: Decodable>(_ sealed: Sealed, as field: String, _: Value.Type = Value.self) throws -> Value
    {
        try SealingKey(key: key).open(sealed, in: context(field), as: field)
    }

    /// The name of the subject in the audit log. Once the key is destroyed, nothing leads from it to the subject.
    package var pseudonym: String {
        Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Array("audit".utf8), using: key)).prefix(16))
    }

    private func context(_ field: String) -> Data { Data("\(subject.text)\u{0}\(field)".utf8) }

    package func wrapped(by keys: TenantKeys) throws -> SubjectKeyRecord {
        let raw = key.withUnsafeBytes { Data($0) }
        let box = try AES.GCM.seal(raw, using: keys.wrapping, authenticating: Data(subject.text.utf8))
        return SubjectKeyRecord(keyed: subject, wrapped: Base64URL.encode(box.combined ?? Data()))
    }

    package init(unwrapping record: SubjectKeyRecord, with keys: TenantKeys) throws {
        guard let bytes = Base64URL.decode(record.wrapped),
            let box = try? AES.GCM.SealedBox(combined: bytes),
            let raw = try? AES.GCM.open(box, using: keys.wrapping, authenticating: Data(record.keyed.text.utf8))
        else { throw KeyError.wrongMasterKey }
        self.init(subject: record.keyed, key: SymmetricKey(data: raw))
    }
}

/// A subject's key as it is kept: wrapped by the tenant's.
package struct SubjectKeyRecord: StoredRecord {
    package static let kind = RecordKind("subject_key")
    let keyed: SubjectID
    let wrapped: String

    package var id: String { keyed.text }
    package var owner: String { keyed.text }
    package var subject: SubjectID? { keyed }
    package var end: Instant? { nil }
}

extension RecordReading {
    /// The key of a subject; nil when it never was or was destroyed.
    package func subjectKey(of subject: SubjectID, _ keys: TenantKeys) throws -> SubjectKey? {
        try record(SubjectKeyRecord.self, subject.text).map { try SubjectKey(unwrapping: $0, with: keys) }
    }
}

extension RecordTransaction {
    /// The key of a subject, made where there is none. Throws `KeyError.destroyed` for an erased subject.
    package func ensureSubjectKey(of subject: SubjectID, _ keys: TenantKeys) throws -> SubjectKey {
        if let key = try subjectKey(of: subject, keys) { return key }
        guard try record(Erasure.self, subject.text) == nil else { throw KeyError.destroyed }
        let key = SubjectKey(of: subject)
        try put(key.wrapped(by: keys))
        return key
    }
}
