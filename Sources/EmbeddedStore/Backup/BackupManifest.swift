import Foundation
package import Metering
package import Store

/// What a backup consists of. It is written last and in one step: the folder holds what it lists, and the rest of its
/// files are of a backup that was not finished, or is not needed any more.
package struct BackupManifest: Codable, Hashable, Sendable {
    static let name = "backup.json"
    /// Grows when an older program would misunderstand a newer backup.
    static let format = 1

    let format: Int
    /// The program that made it.
    package let program: String
    package let madeAt: Int64
    /// The backups that were made in this folder, counted.
    package let number: Int
    /// How far the register had come.
    package let register: RegisterHead
    var files: [BackedUpFile]

    package var instant: Instant { Instant(secondsSinceEpoch: madeAt) }
    package var bytes: Int64 { files.reduce(0) { $0 + $1.bytes } }

    /// Nil where there is none. Throws `BackupFault.damaged` where it cannot be read.
    static func read(in folder: URL) throws -> BackupManifest? {
        let url = folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: Data(contentsOf: url)) else {
            throw BackupFault.damaged(url.path, "it cannot be read")
        }
        guard manifest.format == format else { throw StoreError.newer(folder.path) }
        return manifest
    }

    func write(in folder: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try DurableFile(folder.appending(path: BackupManifest.name), permissions: 0o600).write(encoder.encode(self))
    }
}

/// A file of a backup: pieces one after the other, each with its SHA-256. A segment has one for each backup that found
/// it longer; other files have one.
struct BackedUpFile: Codable, Hashable, Sendable {
    /// In the backup's folder.
    let path: String
    /// In the data directory; nil of the keys, which are sealed.
    let place: String?
    var pieces: [Piece]

    struct Piece: Codable, Hashable, Sendable {
        let bytes: Int64
        let sha256: String
        /// The SHA-256 of its last 64 KiB, of segments: shows whether a segment goes on, or another has its number.
        var end: String?
    }

    var bytes: Int64 { pieces.reduce(0) { $0 + $1.bytes } }
}

/// Why there is no backup, or why it does not come back.
package enum BackupFault: Error, CustomStringConvertible {
    case notEmpty(String)
    case noBackup(String)
    case otherRegister(String)
    case damaged(String, String)
    case isThere(String)
    case sealedKeys

    package var description: String {
        switch self {
        case .notEmpty(let folder): "\(folder) holds other things than a backup: give a folder of its own"
        case .noBackup(let folder): "there is no finished backup in \(folder)"
        case .otherRegister(let folder):
            "\(folder) holds a backup of another directory, or a newer one of this: give another folder"
        case .damaged(let path, let what): "\(path) is damaged, \(what): take another backup"
        case .isThere(let path): "\(path) is there already: give a --data that is not"
        case .sealedKeys: "the keys in the backup do not open: give the --master-key and the --tenant it was made with"
        }
    }
}
