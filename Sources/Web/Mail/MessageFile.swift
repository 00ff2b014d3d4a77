import Foundation
import Store

/// A message or document as a program's standard input: a file without a name, gone with its last descriptor. Unlike a
/// pipe it waits for no reader, and says how far it was read.
final class MessageFile: Sendable {
    private let file: OpenFile
    private let length: Int

    convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

    init(_ bytes: [UInt8]) throws {
        let pattern = FileManager.default.temporaryDirectory.appending(path: "maille-message-XXXXXX").path
        var name = Array(pattern.utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw MailFault.notStarted }
        file = OpenFile(descriptor)
        unlink(name)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        length = bytes.count
        guard bytes.withUnsafeBytes({ file.write($0, at: 0) }) else { throw MailFault.notStarted }
    }

    /// The program shares the descriptor, and its place with it, which begins at the first byte.
    var descriptor: Int32 { file.descriptor }

    var isRead: Bool { lseek(descriptor, 0, SEEK_CUR) == length }
}
