package import Disclosure
package import Metering
package import Store
import Synchronization

/// Secret keys in memory: they are gone with it.
package final class MemoryKeys: KeyStore {
    private struct Secret {
        let domain: PseudonymDomain
        let created: Instant
        var destroyed: Instant?
        /// Nil once it is destroyed.
        var key: [UInt8]?
    }

    private let noiseKey = MemoryKeys.newKey()
    private let inputKey = MemoryKeys.newKey()
    private let figureKey = MemoryKeys.newKey()
    private let secrets = Mutex<[Secret]>([])

    package init() {}

    /// 32 bytes of the system's secure generator.
    private static func newKey() -> [UInt8] { (0..<32).map { _ in UInt8.random(in: 0...255) } }

    package func noise(for question: String) -> KeyedBits { KeyedBits(key: noiseKey, context: question) }

    package func inputDigests() -> InputDigests { InputDigests(key: inputKey) }

    package func figureIdentifiers() -> FigureIdentifiers { FigureIdentifiers(key: figureKey) }

    package func pseudonyms(_ domain: PseudonymDomain, now: Instant) throws -> Pseudonyms {
        try secrets.withLock { secrets in
            if let known = secrets.first(where: { $0.domain == domain }) {
                guard let key = known.key else { throw StoreError.destroyedKey(domain) }
                return Pseudonyms(key: key)
            }
            let key = MemoryKeys.newKey()
            secrets.append(Secret(domain: domain, created: now, key: key))
            return Pseudonyms(key: key)
        }
    }

    package func pseudonymKeys() -> [PseudonymKey] {
        secrets.withLock { secrets in
            secrets.map { PseudonymKey(domain: $0.domain, created: $0.created, destroyed: $0.destroyed) }
        }.sorted { "\($0.domain)" < "\($1.domain)" }
    }

    package func destroy(_ domain: PseudonymDomain, now: Instant) -> Bool {
        secrets.withLock { secrets in
            guard let place = secrets.firstIndex(where: { $0.domain == domain && $0.key != nil }) else { return false }
            (secrets[place].key, secrets[place].destroyed) = (nil, now)
            return true
        }
    }
}
