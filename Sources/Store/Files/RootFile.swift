package import Foundation

/// A file of signed roots that is kept elsewhere: one JSON object a line, the latest last.
package struct RootFile<Root: Codable> {
    private let file: URL
    private let content: Data

    /// A file that is not there has no roots yet. Throws where it is there and cannot be read: it would be written
    /// over, its roots lost.
    package init(_ file: URL) throws {
        self.file = file
        content = FileManager.default.fileExists(atPath: file.path) ? try Data(contentsOf: file) : Data()
    }

    /// In the order in which they were added.
    package func roots() throws -> [Root] {
        try content.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Root.self, from: $0) }
    }

    /// Adds a root to what the file holds, durably; of several who add at once, each waits for the one before. Throws,
    /// and changes nothing, where the file holds other things.
    package func add(_ root: Root) throws {
        try FolderTurn.take(in: file.absoluteURL.deletingLastPathComponent()) {
            let now = try RootFile(file)
            _ = try now.roots()
            try DurableFile(file, permissions: 0o644).write(
                now.content + (try JSONEncoder().encode(root)) + Data("\n".utf8))
        }
    }
}
