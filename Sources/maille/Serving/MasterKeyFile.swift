import Access
import ArgumentParser
import Foundation
import Store

/// The file of the master key, made where it is absent. It stands beside the data directory, never in it: who has
/// only one of the two has nothing.
struct MasterKeyFile {
    private let file: URL

    init(_ file: URL) { self.file = file }

    func key() throws -> MasterKey {
        FileManager.default.fileExists(atPath: file.path) ? try presentKey() : try make()
    }

    /// Throws where there is none.
    func presentKey() throws -> MasterKey {
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
        Diagnostics.say("made the master key \(file.path): keep a copy apart from the data, without it they are lost")
        return key
    }
}
