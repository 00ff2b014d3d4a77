import Foundation
import Store

/// A small file that only its owner may read, written whole or not at all, durably.
struct SecretFile {
    let url: URL

    init(_ url: URL) { self.url = url }

    var bytes: [UInt8]? { FileManager.default.contents(atPath: url.path).map { [UInt8]($0) } }

    /// Writes the file unless it is there, and gives what it then holds: of two that make it at once, both get what
    /// the first wrote. File and folder survive a power cut; where this throws, there is no file.
    func create(_ bytes: [UInt8]) throws -> [UInt8] {
        let folder = url.deletingLastPathComponent()
        try Folder.make(folder)
        let draft = DurableFile(folder.appending(path: "\(UUID().uuidString).draft"), permissions: 0o600)
        try draft.write(bytes)
        defer { unlink(draft.url.path) }
        guard link(draft.url.path, url.path) == 0 || errno == EEXIST else {
            throw StoreError.system("link", path: url.path, code: errno)
        }
        try Folder.synchronise(folder)
        return self.bytes ?? []
    }

    /// Overwrites the bytes in place before they are cut off. What a file system keeps of old blocks (snapshots,
    /// journals, flash cells) and backups is beyond this: they are destroyed where they are.
    func overwrite(with bytes: [UInt8]) throws {
        let length = self.bytes?.count ?? 0
        try write([UInt8](repeating: 0, count: max(length, bytes.count)), O_WRONLY)
        try write(bytes, O_WRONLY | O_TRUNC)
    }

    private func write(_ bytes: [UInt8], _ flags: Int32) throws {
        let descriptor = open(url.path, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        defer { close(descriptor) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        try handle.write(contentsOf: bytes)
        guard fsync(descriptor) == 0 else { throw StoreError.system("fsync", path: url.path, code: errno) }
    }
}
