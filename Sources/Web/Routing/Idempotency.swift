import Access
import Crypto
import Foundation
package import HTTPTypes
import Metering
import Store

/// The answer to a request that carried an `Idempotency-Key`: given again to its repetition, for a day.
///
/// Source: draft-ietf-httpapi-idempotency-key-header-07.
struct IdempotencyRecord: StoredRecord {
    static let kind = RecordKind("once_key")
    let id: String
    let owner: String
    let subject: SubjectID?
    /// What was asked: the same key with another question is refused.
    let fingerprint: String
    let expires: Instant
    /// Nil while the first request is in hand.
    var answer: Kept?

    var end: Instant? { expires }

    struct Kept: Hashable, Sendable, Codable {
        let status: Int
        let type: String?
        let location: String?
        let bytes: [UInt8]
    }
}

extension IdempotencyRecord {
    /// Forgets the keys whose request was in hand when the process before ended: they may try again. At a start no
    /// request is in hand, since one process has the data directory.
    static func releaseInterrupted(_ store: any RecordStore, _ tenant: TenantID) throws {
        try store.transaction(in: tenant) { store in
            for key in try store.records(IdempotencyRecord.self) where key.answer == nil {
                try store.remove(IdempotencyRecord.self, key.id)
            }
        }
    }
}

extension Call {
    /// Does the work once for each `Idempotency-Key` of a caller; without the header, each time. `body` stands for
    /// the body in the fingerprint.
    package func idempotent(_ body: [UInt8], _ work: () throws -> Answer) throws -> Answer {
        guard let key = headers[.idempotencyKey] else { return try work() }
        guard key.utf8.count <= 200, !key.isEmpty else {
            throw Problem.badParameter("Idempotency-Key", "send 1 to 200 characters, such as a UUID")
        }
        let owner = caller.owner
        let id = Secret("\(owner)\u{0}\(key)").digest
        let place = Array("\(method.rawValue) \(url.dropFirst(tenant.origin.count))\u{0}".utf8)
        let fingerprint = Base64URL.encode(Array(SHA256.hash(data: place + body)))
        let store = tenant.access
        let known = try store.transaction(in: tenant.id) { store -> IdempotencyRecord? in
            if let known = try store.record(IdempotencyRecord.self, id), now < known.expires { return known }
            try store.put(
                IdempotencyRecord(
                    id: id, owner: owner, subject: caller.subject, fingerprint: fingerprint,
                    expires: now.advanced(seconds: 86_400)))
            return nil
        }
        if let known {
            guard known.fingerprint == fingerprint else { throw Problem.keyReused }
            guard let kept = known.answer else { throw Problem.keyInHand }
            return Answer(kept)
        }
        do {
            let answer = try work()
            try store.transaction(in: tenant.id) { store in
                guard var record = try store.record(IdempotencyRecord.self, id) else { return }
                record.answer = IdempotencyRecord.Kept(answer)
                try store.put(record)
            }
            return answer
        } catch {
            // Nothing was done: the same key may try again.
            try store.transaction(in: tenant.id) { try $0.remove(IdempotencyRecord.self, id) }
            throw error
        }
    }
}

extension IdempotencyRecord.Kept {
    fileprivate init?(_ answer: Answer) {
        guard case .bytes(let bytes) = answer.body else { return nil }
        self.init(
            status: answer.status.code, type: answer.fields[.contentType], location: answer.fields[.location],
            bytes: bytes)
    }
}

extension Answer {
    fileprivate init(_ kept: IdempotencyRecord.Kept) {
        var fields: HTTPFields = [:]
        if let type = kept.type { fields[.contentType] = type }
        if let location = kept.location { fields[.location] = location }
        self.init(.init(code: kept.status), fields: fields, body: .bytes(kept.bytes))
    }

    /// 201 with the address of what was made.
    package static func created(_ value: some Encodable, at address: String, _ status: HTTPResponse.Status = .created)
        -> Answer
    {
        var answer = Answer(status, json: value)
        answer.fields[.location] = address
        return answer
    }
}

extension Problem {
    package static let keyReused = Problem(
        .unprocessableContent, "key-reused", .init(french: "Clé déjà employée", english: "Key used before"),
        .init(
            french: "Cette Idempotency-Key accompagnait une autre demande : prenez-en une neuve.",
            english: "This Idempotency-Key came with another request: take a new one."))

    package static let keyInHand = Problem(
        .conflict, "key-in-hand", .init(french: "Demande en cours", english: "Request in hand"),
        .init(
            french: "La première demande avec cette Idempotency-Key est en cours : réessayez dans un instant.",
            english: "The first request with this Idempotency-Key is in hand: try again in a moment."),
        fields: [.retryAfter: "1"])
}
