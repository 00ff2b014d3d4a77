import Access
package import Foundation
import Store

/// Puts messages into a folder, a file each: the default, for trying Maille and for relays that watch a folder.
package struct MailFolder: Mailer {
    private let folder: URL

    package init(_ folder: URL) { self.folder = folder }

    package func send(_ message: EmailMessage) throws {
        try Folder.make(folder)
        let file = DurableFile(folder.appending(path: "\(Secret.random().text).eml"))
        try file.write(Array(message.rfc5322(from: "maille@localhost", at: .now).utf8))
    }
}
