import Foundation

/// A message as a program's standard input: a file without a name, gone with its last descriptor. Unlike a pipe it
/// waits for no reader, and says how far it was read.
final class MessageFile: Sendable {
    let descriptor: Int32
    private let length: Int

    init(_ text: String) throws {
        let pattern = FileManager.default.temporaryDirectory.appending(path: "maille-letter-XXXXXX").path
        var name = Array(pattern.utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw MailFault.notStarted }
        unlink(name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        length = text.utf8.count
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.seek(toOffset: 0)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// The program shares the descriptor, and its place with it.
    var isRead: Bool { lseek(descriptor, 0, SEEK_CUR) == length }
}
