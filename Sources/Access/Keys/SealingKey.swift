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
        guard let bytes = Base64URL.decode(sealed.text) else { throw KeyError.unreadable(field) }
        do {
            let plain = try AES.GCM.open(AES.GCM.SealedBox(combined: bytes), using: key, authenticating: context)
            return try JSONDecoder().decode(Value.self, from: plain)
        } catch {
            throw KeyError.unreadable(field)
        }
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
}
