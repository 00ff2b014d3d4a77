package import Foundation

/// A file that is there whole or not at all, and survives a power cut once it is written.
///
/// It is written under another name in the same folder (`NAME.partial`), synchronised and renamed; then the folder is
/// synchronised. What a crash, or somebody else, left under the other name is removed the next time: a link there leads
/// nowhere. One writer at a time.
package struct DurableFile: Sendable {
    package let url: URL
    private let permissions: mode_t

    /// `permissions`: of a new file, less the process's mask.
    package init(_ url: URL, permissions: mode_t = 0o600) {
        self.url = url.absoluteURL
        self.permissions = permissions
    }

    /// Where its next content is made.
    package var partial: URL { url.appendingPathExtension("partial") }

    package func write(_ bytes: some ContiguousBytes) throws {
        do {
            unlink(partial.path)
            let descriptor = open(partial.path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, permissions)
            guard descriptor >= 0 else { throw failure("open", partial) }
            let file = OpenFile(descriptor)
            guard bytes.withUnsafeBytes({ file.write($0, at: 0) }) else { throw failure("write", partial) }
        } catch {
            unlink(partial.path)
            throw error
        }
        try publish()
    }

    /// Gives the file its name: its content stands under `partial`, written by somebody else.
    package func publish() throws {
        do {
            try Folder.synchronise(partial)
            guard rename(partial.path, url.path) == 0 else { throw failure("rename", url) }
        } catch {
            unlink(partial.path)
            throw error
        }
        try Folder.synchronise(url.deletingLastPathComponent())
    }

    private func failure(_ call: String, _ url: URL) -> StoreError { .system(call, path: url.path, code: errno) }
}
