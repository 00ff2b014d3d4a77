import Glibc
import Metering

extension Span<UInt8> {
    /// The first position of a byte at or after another.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return withUnsafeBufferPointer { buffer -> Int? in
            guard let base = buffer.baseAddress,
                let found = memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    func lastIndex(of byte: UInt8) -> Int? {
        withUnsafeBufferPointer { $0.lastIndex(of: byte) }
    }

    var lineEnds: UInt32 {
        var count: UInt32 = 0
        for position in indices where self[position] == UInt8(ascii: "\n") { count &+= 1 }
        return count
    }

    /// Nothing to read in a partner's file: an empty line, or a comment.
    var isCommentOrEmpty: Bool { isEmpty || self[0] == UInt8(ascii: "#") }

    func startsWith(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        return extracting(0..<text.utf8CodeUnitCount).equals(text)
    }

    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for position in 0..<count where self[position] != text.utf8Start[position] { return false }
        return true
    }

    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { here in
            other.withUnsafeBytes { there in
                guard let left = here.baseAddress, let right = there.baseAddress else { return true }
                return memcmp(left, right, here.count) == 0
            }
        }
    }

    var copied: [UInt8] { withUnsafeBufferPointer { Array($0) } }

    /// The bytes as text; malformed UTF-8 is replaced, never trusted.
    var string: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }

    /// A range without the spaces and tabs at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }

    /// A whole number with an optional sign; nil for anything else, and outside 64 bits.
    var integer: Int64? {
        guard count > 0 else { return nil }
        let isNegative = self[0] == UInt8(ascii: "-")
        var position = isNegative || self[0] == UInt8(ascii: "+") ? 1 : 0
        guard position < count, count - position <= 18 else { return nil }
        var value: Int64 = 0
        while position < count {
            guard let digit = digit(position) else { return nil }
            value = value * 10 + Int64(digit)
            position += 1
        }
        return isNegative ? -value : value
    }
}

extension Span<UInt8> {
    /// Where a text first is.
    func firstPlace(of text: StaticString) -> Int? {
        var start = 0
        while let place = firstIndex(of: text.utf8Start[0], from: start) {
            if extracting(place..<count).startsWith(text) { return place }
            start = place + 1
        }
        return nil
    }

    /// Where the last of a text ends.
    func lastPlace(after text: StaticString) -> Int? {
        var place = count - text.utf8CodeUnitCount
        while place >= 0 {
            if self[place] == text.utf8Start[0], extracting(place..<count).startsWith(text) {
                return place + text.utf8CodeUnitCount
            }
            place -= 1
        }
        return nil
    }
}
