import Crypto
package import Foundation

/// A stream of bits that a key and a context determine, and that cannot be told from chance without the key.
///
/// HMAC-SHA-256 in counter mode: block i is the code of i and the context (NIST SP 800-108, counter mode).
package struct KeyedBits: RandomNumberGenerator, Sendable {
    private let key: SymmetricKey
    private let context: [UInt8]
    private var counter: UInt64 = 0
    private var words: [UInt64] = []

    /// For key stores. `key`: 32 secret bytes.
    package init(key: some ContiguousBytes, context: String) {
        self.key = SymmetricKey(data: key)
        self.context = Array(context.utf8)
    }

    package mutating func next() -> UInt64 {
        if words.isEmpty { refill() }
        return words.removeLast()
    }

    private mutating func refill() {
        var code = HMAC<SHA256>(key: key)
        withUnsafeBytes(of: counter.bigEndian) { code.update(data: $0) }
        code.update(data: context)
        code.finalize().withUnsafeBytes { words = Array($0.bindMemory(to: UInt64.self)) }
        counter += 1
    }
}
