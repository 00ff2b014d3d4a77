import CDeflate
import Store

/// The first bytes of a block: how many rows it has, how long its directory is, and the checksums.
///
/// Version 1 had one checksum over all; since version 2 the directory has its own, so that totals are read, and
/// known to be good, without the curves.
struct BlockHeader {
    /// Bytes of a header of the version that is written.
    static let length = 24

    let rowCount: Int
    let directory: Range<Int>
    private let version: UInt8

    init(_ bytes: [UInt8]) throws(CurveBlock.Damage) {
        guard bytes.count >= 20, Array(bytes[0..<4]) == CurveBlock.magic else {
            throw CurveBlock.Damage(detail: "not a block")
        }
        version = bytes[4]
        guard 1...CurveBlock.version ~= version else {
            throw CurveBlock.Damage(detail: "format version \(version), this program knows \(CurveBlock.version)")
        }
        let length = version == 1 ? 20 : BlockHeader.length
        rowCount = Int(BlockHeader.word(bytes, at: 8))
        directory = length..<length + Int(BlockHeader.word(bytes, at: 12))
    }

    /// Checks header and directory, as far as this version can without the curves.
    func check(_ bytes: [UInt8]) throws(CurveBlock.Damage) {
        guard rowCount <= CurveBlock.mostRows, directory.upperBound <= bytes.count else {
            throw CurveBlock.Damage(detail: "checksum mismatch")
        }
        let found =
            version == 1
            ? Checksum.of(bytes[20...], after: Checksum.of(bytes[..<16]))
            : Checksum.of(bytes[directory], after: Checksum.of(bytes[..<16]))
        guard found == BlockHeader.word(bytes, at: 16) else { throw CurveBlock.Damage(detail: "checksum mismatch") }
    }

    func isPayloadGood(_ bytes: [UInt8]) -> Bool {
        version == 1 || Checksum.of(bytes[directory.upperBound...]) == BlockHeader.word(bytes, at: 20)
    }

    /// Whether header and directory can be checked without the curves.
    var hasOwnChecksum: Bool { version > 1 }

    private static func word(_ bytes: [UInt8], at position: Int) -> UInt32 {
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[position + $1]) << UInt32(8 * $1) }
    }
}

/// CRC-32 (ISO 3309), as zlib computes it.
enum Checksum {
    static func of(_ bytes: some Collection<UInt8>, after start: UInt32 = 0) -> UInt32 {
        let sum = bytes.withContiguousStorageIfAvailable { buffer in
            libdeflate_crc32(start, buffer.baseAddress, buffer.count)
        }
        return sum ?? start
    }
}
