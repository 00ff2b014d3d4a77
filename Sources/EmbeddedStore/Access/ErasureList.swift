package import Access
package import Foundation
import Store

/// Who was erased, kept beside a data directory (`DIR.erasures`), so that a backup that is put back does not bring them
/// back: a line of JSON for each, with a random identifier and a moment, and nothing else of the person. Lines are
/// only added.
package struct ErasureList {
    private let url: URL

    package struct Line: Hashable, Sendable, Codable {
        package let tenant: TenantID
        package let erasure: Erasure
    }

    package init(_ url: URL) { self.url = url }

    package init(beside directory: URL) { self.init(directory.appendingPathExtension("erasures")) }

    package var isThere: Bool { FileManager.default.fileExists(atPath: url.path) }

    /// None where there is no file. Throws where a line cannot be read.
    package func lines() throws -> [Line] {
        guard isThere else { return [] }
        return try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Line.self, from: Data($0))
        }
    }

    /// Adds those that are not there yet, durably; of several who add at once, each waits for the one before.
    package func add(_ lines: [Line]) throws {
        try FolderTurn.take(in: url.absoluteURL.deletingLastPathComponent()) {
            let known = try self.lines()
            let new = Set(lines).subtracting(known)
            guard !new.isEmpty else { return }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let text = try (known + lines.filter(new.contains)).map {
                String(decoding: try encoder.encode($0), as: UTF8.self) + "\n"
            }.joined()
            try DurableFile(url, permissions: 0o600).write(Array(text.utf8))
        }
    }
}
