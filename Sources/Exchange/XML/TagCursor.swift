import Glibc
import Metering

/// A place in bytes that are expected to be plain XML of a known kind: each `take` moves past what it wants, after
/// blanks, or stays.
///
/// Unsafe: its memory must outlive it. Every look at it is bounded by `count`.
struct TagCursor {
    private let base: UnsafeRawPointer
    private let count: Int
    private(set) var position = 0
    /// Line ends passed so far.
    private(set) var line: UInt32 = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address: no byte of it is ever looked at.
        base = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        count = bytes.count
    }

    var isAtEnd: Bool { position == count }

    /// The number of the line that the next tag stands on, from 1.
    var nextLine: UInt32 {
        mutating get {
            skipBlanks()
            return line &+ 1
        }
    }

    mutating func move(to position: Int, line: UInt32) { (self.position, self.line) = (position, line) }

    mutating func skipBlanks() {
        while position < count {
            let byte = byte(position)
            guard byte == 0x20 || 0x09...0x0D ~= byte && byte != 0x0B && byte != 0x0C else { return }
            if byte == UInt8(ascii: "\n") { line &+= 1 }
            position += 1
        }
    }

    /// A tag; blanks before it are skipped: between elements they have no meaning.
    @inline(__always)
    mutating func takeTag(_ tag: StaticString) -> Bool {
        if take(tag) { return true }
        let (start, startLine) = (position, line)
        skipBlanks()
        if position > start, take(tag) { return true }
        (position, line) = (start, startLine)
        return false
    }

    /// These very bytes.
    @inline(__always)
    mutating func take(_ text: StaticString) -> Bool { take(text.utf8Start, text.utf8CodeUnitCount) }

    mutating func take(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer { take($0.baseAddress, $0.count) } }

    @inline(__always)
    private mutating func take(_ text: UnsafePointer<UInt8>?, _ length: Int) -> Bool {
        guard let text, count - position >= length, memcmp(base + position, text, length) == 0 else { return false }
        position += length
        return true
    }

    /// A whole number of one to nine digits, without sign.
    @inline(__always)
    mutating func takeNumber() -> Int32? {
        var (value, length): (Int32, Int) = (0, 0)
        while length < 9, position + length < count, let digit = digit(position + length) {
            value = value &* 10 &+ Int32(digit)
            length += 1
        }
        position += length
        return length > 0 ? value : nil
    }

    /// So many digits as one number; 18 at most.
    mutating func takeDigits(_ length: Int) -> UInt64? {
        guard count - position >= length else { return nil }
        var value: UInt64 = 0
        for place in position..<position + length {
            guard let digit = digit(place) else { return nil }
            value = value &* 10 &+ UInt64(digit)
        }
        position += length
        return value
    }

    /// A date such as `2026-10-25`.
    mutating func takeDate() -> CivilDay? {
        guard count - position >= 10 else { return nil }
        let text = UnsafeRawBufferPointer(start: base + position, count: 10).assumingMemoryBound(to: UInt8.self)
        guard let day = CivilDay(iso: text.span) else { return nil }
        position += 10
        return day
    }

    /// Text of printable ASCII without markup, and the tag that ends it.
    mutating func takePlainText(before end: StaticString) -> Bool {
        while position < count {
            let byte = byte(position)
            if byte == UInt8(ascii: "<") { return take(end) }
            guard 0x20..<0x7F ~= byte, byte != UInt8(ascii: "&") else { return false }
            position += 1
        }
        return false
    }

    /// Everything up to the end of a tag, whatever it is; false, and nothing taken, where the tag does not come, or
    /// a comment, a section or an instruction before it could hide that it is none.
    mutating func takeUnread(through tag: StaticString) -> Bool {
        let (start, startLine) = (position, line)
        while position < count {
            if take(tag) { return true }
            let byte = byte(position)
            if byte == UInt8(ascii: "\n") { line &+= 1 }
            let next = position + 1 < count ? self.byte(position + 1) : 0
            if byte == UInt8(ascii: "<"), next == UInt8(ascii: "!") || next == UInt8(ascii: "?") { break }
            position += 1
        }
        (position, line) = (start, startLine)
        return false
    }

    @inline(__always)
    private func byte(_ place: Int) -> UInt8 { base.load(fromByteOffset: place, as: UInt8.self) }

    @inline(__always)
    private func digit(_ place: Int) -> UInt8? {
        let value = byte(place) &- 0x30
        return value < 10 ? value : nil
    }
}
