import Access
package import Foundation
import Store

/// Puts messages into a folder, a file each: the default, for trying Maille and for relays that watch a folder.
///
/// The files hold addresses and links that open accounts: the daily job removes those that are a day old.
package struct MailFolder: Mailer {
    private let folder: URL

    package init(_ folder: URL) { self.folder = folder }

    /// A message that is sent again replaces its file.
    package func send(_ message: EmailMessage) throws {
        try Folder.make(folder)
        let file = DurableFile(folder.appending(path: "\(message.id).eml"))
        try file.write(Array(message.rfc5322(from: "maille@localhost", at: .now).utf8))
    }

    package func removeMessages(before moment: Date) throws {
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
        for file in files where file.pathExtension == "eml" {
            let changed = try file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
            if let changed, changed < moment { try FileManager.default.removeItem(at: file) }
        }
    }
}
