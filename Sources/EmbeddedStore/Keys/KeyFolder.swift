import Access
import Crypto
package import Disclosure
import Foundation
package import Metering
package import Store

/// The secret keys of a data directory, made when they are first needed. They never leave it.
///
///     keys/noise.key             for the noise of sums under differential privacy
///     keys/inputs.key            for the digests of received files that recipients see
///     keys/figures.key           for the identifiers of figures that recipients see
///     keys/pseudonyms/*.json     one for each recipient, purpose and contract
///
/// Whoever has the noise key can take the noise off every released sum.
package final class KeyFolder: KeyStore {
    private let folder: URL

    init(_ folder: URL) { self.folder = folder }

    /// Random bits that are the same for the same question, and unknown without the key.
    package func noise(for question: String) throws -> KeyedBits {
        KeyedBits(key: try key(SecretFile(folder.appending(path: "noise.key"))), context: question)
    }

    /// Digests under one key of the directory: the same file has the same digest as long as the key is there.
    package func inputDigests() throws -> InputDigests {
        InputDigests(key: try key(SecretFile(folder.appending(path: "inputs.key"))))
    }

    package func figureIdentifiers() throws -> FigureIdentifiers {
        FigureIdentifiers(key: try key(SecretFile(folder.appending(path: "figures.key"))))
    }

    private func key(_ file: SecretFile) throws -> [UInt8] {
        let bytes = try file.bytes ?? file.create(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
        guard bytes.count == 32 else { throw StoreError.damagedKey(file.url.path) }
        return bytes
    }

    // MARK: pseudonyms

    /// A domain's key, as it is kept: after its destruction only the fact is left.
    private struct KeptKey: Codable {
        let domain: PseudonymDomain
        let createdAt: Int64
        var destroyedAt: Int64?
        var key: Data?

        var withoutSecret: PseudonymKey {
            PseudonymKey(
                domain: domain, created: Instant(secondsSinceEpoch: createdAt),
                destroyed: destroyedAt.map { Instant(secondsSinceEpoch: $0) })
        }
    }

    /// The pseudonyms of a domain, whose key is made at the first call. Throws where the key was destroyed: the
    /// same contract never gets a second one.
    package func pseudonyms(_ domain: PseudonymDomain, now: Instant) throws -> Pseudonyms {
        let file = file(of: domain)
        let bytes = try file.bytes ?? file.create(newKey(of: domain, now: now))
        guard let key = try record(bytes, file).key else { throw StoreError.destroyedKey(domain) }
        return Pseudonyms(key: key)
    }

    private func newKey(of domain: PseudonymDomain, now: Instant) throws -> [UInt8] {
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let record = KeptKey(domain: domain, createdAt: now.secondsSinceEpoch, key: key)
        return [UInt8](try JSONEncoder().encode(record))
    }

    /// Every domain that has or had a key, by name.
    package func pseudonymKeys() throws -> [PseudonymKey] {
        let folder = folder.appending(path: "pseudonyms")
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }.map { SecretFile($0) }.map {
                try record($0.bytes ?? [], $0).withoutSecret
            }
            .sorted { "\($0.domain)" < "\($1.domain)" }
    }

    /// Destroys a domain's key: its tokens can no longer be linked to points, by anybody. False where the domain
    /// has none, or has none any more.
    package func destroy(_ domain: PseudonymDomain, now: Instant) throws -> Bool {
        let file = file(of: domain)
        guard let bytes = file.bytes else { return false }
        var record = try record(bytes, file)
        guard record.key != nil else { return false }
        (record.key, record.destroyedAt) = (nil, now.secondsSinceEpoch)
        try file.overwrite(with: [UInt8](try JSONEncoder().encode(record)))
        return true
    }

    private func file(of domain: PseudonymDomain) -> SecretFile {
        var fingerprint = Fingerprint()
        for part in [domain.recipient, domain.purpose, domain.contract] {
            fingerprint.add([Int64(part.utf8.count)])
            fingerprint.add(part)
        }
        return SecretFile(folder.appending(path: "pseudonyms/\(fingerprint.hexadecimal.prefix(32)).json"))
    }

    private func record(_ bytes: [UInt8], _ file: SecretFile) throws -> KeptKey {
        do {
            return try JSONDecoder().decode(KeptKey.self, from: Data(bytes))
        } catch {
            throw StoreError.damagedKey(file.url.path)
        }
    }

    // MARK: backups

    /// All keys in one text, to be sealed.
    package func exported() throws -> [UInt8] {
        var files: [String: Data] = [:]
        for path in (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? [] {
            guard path.hasSuffix(".key") || path.hasSuffix(".json") else { continue }
            files[path] = FileManager.default.contents(atPath: folder.appending(path: path).path)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return [UInt8](try encoder.encode(files))
    }

    /// Puts back what `exported` gave, into a folder without keys.
    package func bringBack(_ exported: [UInt8]) throws {
        for (path, bytes) in try JSONDecoder().decode([String: Data].self, from: Data(exported)) {
            _ = try SecretFile(folder.appending(path: path)).create([UInt8](bytes))
        }
    }
}
