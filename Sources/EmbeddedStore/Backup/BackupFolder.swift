package import Foundation
import Store

/// A backup that is read: each byte of it against the digests of its manifest.
package struct BackupFolder {
    private let folder: URL
    /// Nil where the folder can only be read: nobody writes a backup into it meanwhile.
    private let lock: DirectoryLock?
    package let manifest: BackupManifest

    /// Throws `BackupFault.noBackup` where none was finished.
    package init(_ folder: URL) throws {
        guard FileManager.default.fileExists(atPath: folder.path) else { throw BackupFault.noBackup(folder.path) }
        do {
            lock = try DirectoryLock(folder.appending(path: "lock"))
        } catch StoreError.system(_, _, let code) where [EROFS, EACCES].contains(code) {
            lock = nil
        }
        guard let manifest = try BackupManifest.read(in: folder) else { throw BackupFault.noBackup(folder.path) }
        (self.folder, self.manifest) = (folder, manifest)
    }

    /// Reads everything. Throws `BackupFault.damaged` at the first file that is not as it was written.
    package func check(progress: (_ done: Int64, _ of: Int64) -> Void = { _, _ in }) throws {
        var done: Int64 = 0
        for file in manifest.files {
            try read(file) { _, _ in }
            done += file.bytes
            progress(done, manifest.bytes)
        }
    }

    /// The keys as they were sealed; nil where the backup has none.
    package func secrets() throws -> [UInt8]? {
        guard let file = manifest.files.first(where: { $0.place == nil }) else { return nil }
        var bytes: [UInt8] = []
        try read(file) { piece, _ in bytes += piece }
        return bytes
    }

    /// Writes the data directory anew, where there is none, and makes it survive a power cut. Throws
    /// `BackupFault.damaged` at the first byte that is not as it was written; what was written then is no directory.
    package func write(to directory: URL, progress: (_ done: Int64, _ of: Int64) -> Void = { _, _ in }) throws {
        try Folder.make(directory)
        var done: Int64 = 0
        for file in manifest.files {
            guard let place = file.place else { continue }
            try write(file, to: directory.appending(path: try checked(place)))
            done += file.bytes
            progress(done, manifest.bytes)
        }
    }

    private func write(_ file: BackedUpFile, to url: URL) throws {
        try Folder.make(url.deletingLastPathComponent())
        let target = DurableFile(url, permissions: 0o600)
        let descriptor = open(target.partial.path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.system("open", path: target.partial.path, code: errno) }
        let output = OpenFile(descriptor)
        try read(file) { bytes, offset in
            guard bytes.withUnsafeBytes({ output.write($0, at: Int(offset)) }) else {
                throw StoreError.system("write", path: target.partial.path, code: errno)
            }
        }
        try target.publish()
    }

    private func read(_ file: BackedUpFile, handing: ([UInt8], _ offset: Int64) throws -> Void) throws {
        let url = folder.appending(path: try checked(file.path))
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw BackupFault.damaged(url.path, "it is gone")
        }
        let source = try FilePieces(url)
        var offset: Int64 = 0
        for piece in file.pieces {
            let found = try source.piece(from: offset, to: offset + piece.bytes, handing: handing)
            guard found.bytes == piece.bytes, found.sha256 == piece.sha256 else {
                throw BackupFault.damaged(url.path, "from byte \(offset) on")
            }
            offset += piece.bytes
        }
    }

    /// A manifest that was written by somebody else leads nowhere outside.
    private func checked(_ path: String) throws -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0 == ".." || $0 == "." }) else {
            throw BackupFault.damaged(folder.appending(path: BackupManifest.name).path, "it names \(path)")
        }
        return path
    }
}
