/// The FNV-1a hash of Fowler, Noll and Vo (IETF draft-eastlake-fnv), for numbers that must be the same in every run.
///
/// Not cryptographic: collisions are easy to make. Use it where what was hashed is compared too, or where it is safe to
/// take two things of one hash for the same.
package enum FNV1a {
    /// Over whole 32-bit words, each as one step, not byte by byte as in the standard. Costs a multiplication a word.
    static func hash64(_ words: [UInt32]) -> UInt64 {
        words.withUnsafeBufferPointer { words in
            words.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        }
    }

    /// Over two numbers, in their order.
    static func hash64(_ first: UInt64, _ second: UInt64) -> UInt64 {
        hash64([first, second].flatMap { [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)] })
    }

    /// Over the UTF-8 of a text, as in the standard.
    package static func hash32(_ text: String) -> UInt32 {
        text.utf8.reduce(0x811c_9dc5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}
