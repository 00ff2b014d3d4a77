import Metering

/// Line ends that are neither LF nor CRLF. A file that has them is refused: lines that others see would be hidden in
/// one of ours, with the records of whoever they are about.
///
/// Source: The Unicode Standard, 5.8 *Newline Guidelines*: CR, NEL, VT, FF, LS and PS. A cell in quotes may hold none
/// either, as it may hold no LF.
enum OtherLineEnds {
    /// Whether bytes hold none of them, nor anything but ASCII: one pass, a word at a time.
    static func arePlain(_ bytes: Span<UInt8>) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var found: UInt64 = 0
            guard bytes.count >= 8 else {
                for byte in bytes { found |= marked(UInt64(byte)) }
                return found & 0x80 == 0
            }
            // The last word overlaps the one before it.
            let last = bytes.count &- 8
            var place = 0
            while place < last {
                found |= marked(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                place &+= 8
            }
            found |= marked(bytes.loadUnaligned(fromByteOffset: last, as: UInt64.self))
            return found & 0x8080_8080_8080_8080 == 0
        }
    }

    /// Sets the high bit of each byte of a word that is VT, FF, CR or no ASCII; of other bytes that bit is clear.
    @inline(__always)
    private static func marked(_ word: UInt64) -> UInt64 {
        let low = word & 0x7F7F_7F7F_7F7F_7F7F
        let fromVT = low &+ 0x7575_7575_7575_7575
        let beyondCR = low &+ 0x7272_7272_7272_7272
        return word | fromVT & ~beyondCR
    }

    /// Throws where a line, without its end, holds one of them.
    static func refuse(in line: Span<UInt8>, number: UInt32) throws(FlowError) {
        if line.firstIndex(of: UInt8(ascii: "\r"), from: 0) != nil {
            throw .malformed(line: number, detail: "lines end with CR alone; save the file with LF or CR LF")
        }
        let others: [StaticString] = ["\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}"]
        for end in others where line.firstPlace(of: end) != nil {
            throw .malformed(
                line: number,
                detail: "another line end than LF or CR LF is in this line; save the file with LF or CR LF"
            )
        }
    }
}
