/// Makes gzip files without compression, byte by byte (RFC 1951, 3.2.4, and RFC 1952).
package enum Gzip {
    package static func stored(_ content: [UInt8]) -> [UInt8] {
        let count = UInt16(content.count)
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1]
        for number in [count, ~count] { file += [UInt8(number & 0xFF), UInt8(number >> 8)] }
        file += content
        for number in [checksum(content), UInt32(content.count)] {
            file += (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        return file
    }

    /// Bit by bit, as ISO 3309 defines it: another way than the program's library.
    private static func checksum(_ content: [UInt8]) -> UInt32 {
        var rest: UInt32 = ~0
        for byte in content {
            for bit in 0..<8 {
                let isOdd = (rest ^ UInt32(byte >> bit)) & 1 == 1
                rest = isOdd ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1
            }
        }
        return ~rest
    }
}
