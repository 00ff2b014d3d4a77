package import Foundation

/// A file that is there whole or not at all, and survives a power cut once it is written.
///
/// It is written under another name in the same folder (`NAME.partial`), synchronised and renamed; then the folder is
/// synchronised. What a crash leaves under the other name is overwritten the next time. One writer at a time.
package struct DurableFile: Sendable {
    private let url: URL
    private let permissions: mode_t

    /// `permissions`: of a new file, less the process's mask.
    package init(_ url: URL, permissions: mode_t = 0o666) {
        self.url = url.absoluteURL
        self.permissions = permissions
    }

    /// Where its next content is made.
    package var partial: URL { url.appendingPathExtension("partial") }

    package func write(_ bytes: some ContiguousBytes) throws {
        do {
            let descriptor = open(partial.path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, permissions)
            guard descriptor >= 0 else { throw failure("open", partial) }
            defer { close(descriptor) }
            try bytes.withUnsafeBytes { try write($0, to: descriptor) }
        } catch {
            unlink(partial.path)
            throw error
        }
        try publish()
    }

    /// Gives the file its name: its content stands under `partial`, written by somebody else.
    package func publish() throws {
        do {
            try DurableFile.synchronise(partial)
            guard rename(partial.path, url.path) == 0 else { throw failure("rename", url) }
        } catch {
            unlink(partial.path)
            throw error
        }
        try DurableFile.synchronise(url.deletingLastPathComponent())
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, written)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("write", partial) }
            written += count
        }
    }

    /// Makes a folder, and the folders above it that are not there, so that they survive a power cut.
    package static func makeFolder(_ url: URL, permissions: Int = 0o755) throws {
        let url = url.absoluteURL
        guard !FileManager.default.fileExists(atPath: url.path) else { return }
        let above = url.deletingLastPathComponent()
        if above.path != url.path { try makeFolder(above, permissions: permissions) }
        guard mkdir(url.path, mode_t(permissions)) == 0 || errno == EEXIST else {
            throw StoreError.system("mkdir", path: url.path, code: errno)
        }
        try synchronise(above)
    }

    /// Makes what a file holds, or the names in a folder, survive a power cut. Some network file systems cannot, and
    /// say EINVAL: there it does what they do.
    package static func synchronise(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw StoreError.system("fsync", path: url.path, code: errno)
        }
    }

    private func failure(_ call: String, _ url: URL) -> StoreError { .system(call, path: url.path, code: errno) }
}
