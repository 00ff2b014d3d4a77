/// Gives a text in UTF-16 as UTF-8, as Excel's *Unicode text* and PowerShell write it.
///
/// A byte order mark at the start says the order of the bytes (The Unicode Standard, 3.10, D98). Half a pair becomes
/// U+FFFD: it stands in no number and in no identifier.
final class UTF16Source: ByteSource {
    private let source: any ByteSource
    private let isBigEndian: Bool
    private let buffer: UnsafeMutableRawBufferPointer
    /// The first byte of a unit whose second has not come.
    private var half: UInt8?
    /// The first unit of a pair whose second has not come.
    private var lead: UInt32?
    private var decoded: [UInt8] = []
    private var taken = 0

    /// The order that the first bytes of a file say; nil where it does not begin as UTF-16 does.
    static func isBigEndian(_ head: [UInt8]) -> Bool? {
        if head.starts(with: [0xFF, 0xFE]) { return false }
        return head.starts(with: [0xFE, 0xFF]) ? true : nil
    }

    init(_ source: any ByteSource, isBigEndian: Bool) {
        self.source = source
        self.isBigEndian = isBigEndian
        buffer = .allocate(byteCount: 1 << 16, alignment: 16)
    }

    deinit { buffer.deallocate() }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        while taken == decoded.count {
            decoded.removeAll(keepingCapacity: true)
            taken = 0
            let count = try source.read(into: buffer)
            if count == 0 {
                guard half != nil || lead != nil else { return 0 }
                (half, lead) = (nil, nil)
                append(0xFFFD)
            }
            for byte in buffer[0..<count] { take(byte) }
        }
        let count = min(target.count, decoded.count - taken)
        target.copyBytes(from: decoded[taken..<taken + count])
        taken += count
        return count
    }

    private func take(_ byte: UInt8) {
        guard let first = half else { return half = byte }
        half = nil
        let unit = isBigEndian ? UInt32(first) << 8 | UInt32(byte) : UInt32(byte) << 8 | UInt32(first)
        switch (unit >> 10, lead) {
        case (0x37, let high?):
            lead = nil
            append(0x10000 + (high & 0x3FF) << 10 + unit & 0x3FF)
        case (let kind, let high):
            if high != nil { append(0xFFFD) }
            lead = kind == 0x36 ? unit : nil
            if kind == 0x37 { append(0xFFFD) } else if kind != 0x36 { append(unit) }
        }
    }

    private func append(_ scalar: UInt32) {
        decoded.append(contentsOf: String(Unicode.Scalar(scalar).map(Character.init) ?? "\u{FFFD}").utf8)
    }
}
