import Metering

@testable import EmbeddedStore

/// Damaged blocks whose checksums are right again: what an attacker, or a writer with a fault, would leave.
enum BlockMutations {
    /// A month block with the checksums of what it now holds, as far as its head can still be read.
    static func resealed(_ bytes: [UInt8], headLength: Int) -> [UInt8] {
        var bytes = bytes
        bytes.set(word: MonthBlock.headChecksum(of: Array(bytes[..<headLength])), at: 24)
        guard let block = try? MonthBlock(head: Array(bytes[..<headLength])) else { return bytes }
        for section in [block.totalsRange, block.sumsRange] + block.stripRanges
        where section.count >= MonthBlock.checksumLength && section.upperBound <= bytes.count {
            bytes.set(word: MonthBlock.checksum(of: bytes, section), at: section.lowerBound)
        }
        return bytes
    }

    /// A block of days, of the first version or the second, with the checksums of what it now holds.
    static func resealed(days bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let opening = Checksum.of(bytes[..<16])
        if bytes[4] == 1 {
            bytes.set(word: Checksum.of(bytes[20...], after: opening), at: 16)
        } else if bytes.count >= BlockHeader.length {
            let length = (12..<16).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
            let end = min(bytes.count, BlockHeader.length + length)
            bytes.set(word: Checksum.of(bytes[BlockHeader.length..<end], after: opening), at: 16)
            bytes.set(word: Checksum.of(bytes[end...]), at: 20)
        }
        return bytes
    }

    /// Reads all of a month block; whatever it holds, the reading ends.
    static func readMonth(_ bytes: [UInt8], headLength: Int) {
        guard let block = try? MonthBlock(head: Array(bytes[..<headLength])) else { return }
        _ = try? block.verify { range in
            guard range.upperBound <= bytes.count else { throw MonthBlock.Damage(detail: "the file ends") }
            return Array(bytes[range]) + [UInt8](repeating: 0, count: SeriesReader.padding)
        }
    }
}
