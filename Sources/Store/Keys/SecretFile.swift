import Foundation

/// A small file that only its owner may read, written once or whole anew, durably.
struct SecretFile {
    let url: URL

    init(_ url: URL) { self.url = url }

    var bytes: [UInt8]? { FileManager.default.contents(atPath: url.path).map { [UInt8]($0) } }

    /// Writes a file that is not there; its folder is made on the way. Both survive a power cut.
    func create(_ bytes: [UInt8]) throws {
        let folder = url.deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try write(bytes, O_CREAT | O_EXCL | O_WRONLY)
        try synchronise(folder)
    }

    /// Overwrites the bytes in place before they are cut off. What a file system keeps of old blocks (snapshots,
    /// journals, flash cells) and backups is beyond this: they are destroyed where they are.
    func overwrite(with bytes: [UInt8]) throws {
        let length = self.bytes?.count ?? 0
        try write([UInt8](repeating: 0, count: max(length, bytes.count)), O_WRONLY)
        try write(bytes, O_WRONLY | O_TRUNC)
    }

    private func write(_ bytes: [UInt8], _ flags: Int32) throws {
        let descriptor = open(url.path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        defer { close(descriptor) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        try handle.write(contentsOf: bytes)
        guard fsync(descriptor) == 0 else { throw StoreError.system("fsync", path: url.path, code: errno) }
    }

    private func synchronise(_ folder: URL) throws {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.system("open", path: folder.path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreError.system("fsync", path: folder.path, code: errno) }
    }
}
