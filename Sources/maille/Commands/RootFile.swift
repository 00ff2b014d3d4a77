import Foundation
import Store

/// A file of signed roots that is kept elsewhere: one JSON object a line.
struct RootFile {
    private let url: URL

    init(_ path: String) { url = URL(filePath: path) }

    func roots<Root: Decodable>(_ type: Root.Type) throws -> [Root] {
        try Data(contentsOf: url).split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(type, from: $0) }
    }

    /// What the file holds, empty where there is none. Throws where it is there and cannot be read: it would be written
    /// over, its roots lost.
    func content() throws -> Data {
        FileManager.default.fileExists(atPath: url.path) ? try Data(contentsOf: url) : Data()
    }

    /// Adds a root to what the file held, durably.
    func add(_ root: some Encodable, after content: Data) throws {
        try DurableFile(url).write(content + (try JSONEncoder().encode(root)) + Data("\n".utf8))
    }
}
