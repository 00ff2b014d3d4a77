import Crypto
import Foundation

/// How many bytes came, and their SHA-256.
package struct ReceivedBytes: Sendable {
    package private(set) var size = 0
    private var hash = SHA256()

    init() {}

    /// Costs one pass over the file: those of a file, a mebibyte in memory at a time.
    init(of file: URL) throws {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
            piece.withUnsafeBytes { append($0) }
        }
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        size += bytes.count
        hash.update(bufferPointer: bytes)
    }

    /// The SHA-256.
    package var digest: [UInt8] { Array(hash.finalize()) }
}
