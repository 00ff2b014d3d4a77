import Foundation
import Store

/// The operating system's lock on a data directory: it falls with the process, however that ends. Ledger,
/// measures, catalogue and releases hold it, so it stays as long as any of them is in use.
final class DirectoryLock: Sendable {
    private let file: OpenFile

    /// Throws `StoreError.inUse` where another holds the lock, in this process or another.
    init(_ url: URL) throws {
        let descriptor = open(url.path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        file = OpenFile(descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw StoreError.inUse(url.deletingLastPathComponent().path)
        }
    }
}
