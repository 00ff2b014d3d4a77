import Foundation
import Store

/// A file that its owner alone may read, whatever the mask of whoever runs the program.
enum PrivateFile {
    /// Makes it, empty, where it is not there: what opens it later, and what is put beside it, keeps its mode.
    static func make(_ url: URL) throws {
        let descriptor = open(url.path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreError.system("open", path: url.path, code: errno) }
        close(descriptor)
    }
}
