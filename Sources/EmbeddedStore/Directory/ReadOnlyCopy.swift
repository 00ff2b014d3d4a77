package import Foundation
import Store

/// A data directory that cannot be written, as on the snapshot of a backup, opened to be looked at: its databases are
/// copied to a temporary folder, since SQLite writes beside what it reads, and the rest is read where it is.
package final class ReadOnlyCopy {
    package let data: DataDirectory
    private let folder: URL

    /// Nil of a directory that can be written.
    package init?(of url: URL, program: @escaping @Sendable () -> String) throws {
        guard access(url.path, W_OK) != 0, errno == EROFS || errno == EACCES else { return nil }
        folder = FileManager.default.temporaryDirectory.appending(path: "maille-\(UUID().uuidString)")
        try Folder.make(folder)
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: url.path)
            where name != "lock" && name != "admin.socket" && !name.hasSuffix("-shm") {
                let (source, copy) = (url.appending(path: name), folder.appending(path: name))
                if name.contains(".sqlite") {
                    try FileManager.default.copyItem(at: source, to: copy)
                    guard chmod(copy.path, 0o600) == 0 else {
                        throw StoreError.system("chmod", path: copy.path, code: errno)
                    }
                } else {
                    try FileManager.default.createSymbolicLink(at: copy, withDestinationURL: source.absoluteURL)
                }
            }
            data = try DataDirectory(folder, program: program)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
