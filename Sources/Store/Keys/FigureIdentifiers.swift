import Access
import Crypto
import CryptoExtras
package import Foundation

/// What everybody calls a recorded figure: its number in the register, encrypted.
///
/// Numbers in clear would tell how much was recorded between two figures: restricted ones, and editions that are told
/// to nobody (docs/decisions/0031). One block of AES-256 (FIPS 197) holds the number after eight zeros, so an
/// identifier is the same as long as the key is there, and what was not made here is none, but for one in 2⁶⁴.
package struct FigureIdentifiers: Sendable {
    private let key: SymmetricKey

    /// For key stores. `key`: 32 secret bytes.
    package init(key: some ContiguousBytes) { self.key = SymmetricKey(data: key) }

    /// 32 hexadecimal digits.
    package func identifier(of number: Int64) throws -> String {
        var block = [UInt8](repeating: 0, count: 8) + withUnsafeBytes(of: number.bigEndian) { Array($0) }
        try AES.permute(&block, key: key)
        return block.hexadecimal
    }

    /// Nil where it is no identifier.
    package func number(of identifier: String) throws -> Int64? {
        guard var block = FigureIdentifiers.bytes(of: identifier) else { return nil }
        try AES.inversePermute(&block, key: key)
        guard block.prefix(8).allSatisfy({ $0 == 0 }) else { return nil }
        return block.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }

    private static func bytes(of text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map(UInt8.init) }
        guard digits.count == 32, text.utf8.count == 32 else { return nil }
        return stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
