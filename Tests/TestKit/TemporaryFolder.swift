package import Foundation

/// A folder that exists while its owner does.
package final class TemporaryFolder: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "maille-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// A folder with the same files, of which nobody has any open.
    package init(copying other: TemporaryFolder) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "maille-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: other.url, to: url)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file and gives its path.
    package func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }

    package func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }
}
