package import Foundation

/// A folder that documents are written to: a file appears whole and survives a power cut, and one that is there keeps
/// its bytes.
package struct DocumentFolder: Sendable {
    private let url: URL

    /// A folder that holds another document under the same name, of another policy or data directory.
    package struct Occupied: Error, Hashable, CustomStringConvertible {
        package let file: String

        package init(file: String) { self.file = file }

        package var description: String { "\(file) is there with other figures: give another --out" }
    }

    package init(_ url: URL) { self.url = url }

    /// Writes the documents that are not there; all of them are durable when it returns.
    package func keep(_ documents: [NamedDocument]) throws {
        try Folder.make(url, permissions: 0o755)
        for document in documents { _ = try DocumentName.checked(document.name) }
        let missing = try documents.filter { document in
            guard let there = FileManager.default.contents(atPath: path(of: document).path) else { return true }
            if there == Data(document.bytes) { return false }
            guard DocumentFolder.isCut(there, document.bytes) else {
                throw Occupied(file: path(of: document).path)
            }
            return true
        }
        for document in missing { try DurableFile(path(of: document), permissions: 0o644).write(document.bytes) }
    }

    /// Whether a file is the rest of this document: its beginning, cut within a line, or zeros after it. A power cut
    /// leaves that of a file that was never synchronised.
    private static func isCut(_ there: Data, _ bytes: [UInt8]) -> Bool {
        let content = there.prefix(there.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)
        let isBroken = content.count < there.count || content.last != UInt8(ascii: "\n")
        return isBroken && there.count <= bytes.count && bytes.starts(with: content)
    }

    private func path(of document: NamedDocument) -> URL { url.appending(path: document.name) }
}
