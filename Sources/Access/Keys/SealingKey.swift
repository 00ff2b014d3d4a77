import Crypto
import Foundation

/// A key that seals values as JSON (AES-256-GCM). A value opens only in the context that it was sealed in.
struct SealingKey: Sendable {
    let key: SymmetricKey

    func seal(_ plain: some Sequence<UInt8>, in context: Data) throws -> Sealed {
        let box = try AES.GCM.seal(Data(plain), using: key, authenticating: context)
        return Sealed(text: Base64URL.encode(box.combined ?? Data()))
    }

    /// Throws `KeyError.unreadable`, which names the field, where it was sealed otherwise or changed.
    func open<Value: Decodable>(_ sealed: Sealed, in context: Data, as field: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: openBytes(sealed, in: context, as: field))
        } catch {
            throw KeyError.unreadable(field)
        }
    }

    /// The bytes that were sealed. Throws as `open` does.
    func openBytes(_ sealed: Sealed, in context: Data, as field: String) throws -> Data {
        guard let bytes = Base64URL.decode(sealed.text), let box = try? AES.GCM.SealedBox(combined: bytes),
            let plain = try? AES.GCM.open(box, using: key, authenticating: context)
        else { throw KeyError.unreadable(field) }
        return plain
    }
}

/// A value that only the key opens that it was sealed with: its subject's, or the tenant's.
package struct Sealed: Hashable, Sendable, Codable {
    let text: String
}

extension TenantKeys {
    /// Seals what is nobody's, or outlives whose it is. `field` says what it is: it opens as that alone.
    package func seal(_ value: some Encodable, as field: String) throws -> Sealed {
        try SealingKey(key: sealing).seal(JSONEncoder().encode(value), in: Data(field.utf8))
    }

    package func open<Value: Decodable>(_ sealed: Sealed, as field: String, _: Value.Type = Value.self) throws -> Value
    {
        try SealingKey(key: sealing).open(sealed, in: Data(field.utf8), as: field)
    }

    /// Seals bytes as they are, without JSON around them: of documents.
    package func seal(bytes: [UInt8], as field: String) throws -> Sealed {
        try SealingKey(key: sealing).seal(bytes, in: Data(field.utf8))
    }

    package func openBytes(_ sealed: Sealed, as field: String) throws -> [UInt8] {
        try Array(SealingKey(key: sealing).openBytes(sealed, in: Data(field.utf8), as: field))
    }
}
