import Access
import ArgumentParser
import Foundation
import Store

/// The file of the master key. It stands beside the data directory, never in it: who has only one of the two has
/// nothing.
struct MasterKeyFile {
    private let file: URL

    init(_ file: URL) { self.file = file }

    /// The key of a store, made where the store has nothing that a key could open.
    func key(of store: any RecordStore) throws -> MasterKey {
        if let key = try present() { return key }
        guard try store.tenants().isEmpty else {
            throw ValidationError(
                "there is no master key at \(file.path), and the data directory has people's data already: "
                    + "give the key that it was made with (--master-key, or masterKey of the settings)")
        }
        return try make()
    }

    /// The key in the file, or a new one.
    func keyOrNew() throws -> MasterKey { try present() ?? make() }

    /// Throws where there is none.
    func presentKey() throws -> MasterKey {
        guard let key = try present() else {
            throw ValidationError("there is no master key at \(file.path): give the --master-key")
        }
        return key
    }

    private func present() throws -> MasterKey? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        guard let key = MasterKey(bytes: [UInt8](try Data(contentsOf: file))) else {
            throw ValidationError("\(file.path) is not a master key: it must have 32 bytes")
        }
        return key
    }

    private func make() throws -> MasterKey {
        let key = MasterKey.random()
        do {
            try DurableFile(file, permissions: 0o600).write(key.bytes)
        } catch {
            throw ValidationError("the master key cannot be written to \(file.path): give another --master-key")
        }
        Diagnostics.say(
            "made the master key \(file.path), \(key.identifier): keep a copy apart from the data, "
                + "without it they are lost")
        return key
    }
}
