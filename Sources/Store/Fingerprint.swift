import Access
import Crypto

/// A SHA-256 computed piece by piece.
package struct Fingerprint {
    private var hasher = SHA256()

    package init() {}

    package mutating func add(_ bytes: UnsafeRawBufferPointer) { hasher.update(bufferPointer: bytes) }

    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    }

    /// Adds numbers with their count, each in eight little-endian bytes.
    package mutating func add(_ numbers: [Int64]) {
        for number in [Int64(numbers.count)] + numbers {
            withUnsafeBytes(of: number.littleEndian) { hasher.update(bufferPointer: $0) }
        }
    }

    /// 32 bytes.
    package var digest: [UInt8] { Array(hasher.finalize()) }

    /// 64 hexadecimal digits.
    package var hexadecimal: String { digest.hexadecimal }

    package static func of(_ bytes: [UInt8]) -> String {
        var fingerprint = Fingerprint()
        bytes.withUnsafeBytes { fingerprint.add($0) }
        return fingerprint.hexadecimal
    }
}
