import Store

/// Whole numbers in as few bytes as they need: little-endian base 128, signed ones zigzagged (LEB128 as in
/// Protocol Buffers).
enum VariableLengthInteger {
    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    static func append(signed value: Int64, to bytes: inout [UInt8]) {
        append(UInt64(bitPattern: value << 1 ^ value >> 63), to: &bytes)
    }
}

/// Reads bytes in order and never past their end: damaged input throws instead.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int

    struct EndOfBytes: Error {}

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - position }

    mutating func byte() throws(EndOfBytes) -> UInt8 {
        guard position < bytes.endIndex else { throw EndOfBytes() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func take(_ count: Int) throws(EndOfBytes) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw EndOfBytes() }
        defer { position += count }
        return bytes[position..<position + count]
    }

    @inline(__always)
    mutating func unsigned() throws(EndOfBytes) -> UInt64 {
        // Most are of one byte or two.
        if remaining >= 2 {
            let (first, second) = (bytes[position], bytes[position + 1])
            if first < 0x80 {
                position += 1
                return UInt64(first)
            }
            if second < 0x80 {
                position += 2
                return UInt64(first & 0x7F) | UInt64(second) << 7
            }
        }
        return try longUnsigned()
    }

    private mutating func longUnsigned() throws(EndOfBytes) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw EndOfBytes()
    }

    mutating func signed() throws(EndOfBytes) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}

extension ByteReader {
    /// An unsigned number that counts something of which there are at most so many.
    mutating func count(atMost limit: Int) throws(EndOfBytes) -> Int {
        let value = try unsigned()
        guard value <= UInt64(limit) else { throw EndOfBytes() }
        return Int(value)
    }
}
