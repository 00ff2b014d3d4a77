import Metering

/// What takes the lines of a text file.
protocol LineHandler: AnyObject {
    /// One line without its end; lines count from 1.
    func line(_ text: Span<UInt8>, number: UInt32) throws
    /// A byte order mark inside the text: another file was joined there, and what the one before said of itself does
    /// not hold for what follows.
    func beginFile() throws
    func finish() throws
}

/// Cuts a text into lines: LF or CRLF. Byte order marks are dropped; one after the start also ends a line, since the
/// last line of a file that another was joined to may have no end.
///
/// A line that is not UTF-8 is Windows-1252: each is told by itself, since files of both are joined.
///
/// A line longer than the limit is refused, and one that holds an end of another kind (`OtherLineEnds`); only an
/// unfinished line is ever copied.
final class LineReader: DocumentReader {
    private let handler: any LineHandler
    private let limits: ReadingLimits
    @exclusivity(unchecked) private var pending: [UInt8] = []
    /// Whether the bytes at hand, and those pending, are ASCII and LF: then no line needs a second look.
    @exclusivity(unchecked) private var isPlain = true
    /// Lines read so far.
    @exclusivity(unchecked) private(set) var number: UInt32 = 0

    init(_ handler: any LineHandler, limits: ReadingLimits) {
        self.handler = handler
        self.limits = limits
    }

    /// What is read next stands after so many lines.
    func skip(to number: UInt32) { self.number = number }

    func read(_ bytes: Span<UInt8>) throws {
        isPlain = (isPlain || pending.isEmpty) && OtherLineEnds.arePlain(bytes)
        var start = 0
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start) {
            try take(bytes.extracting(start..<end))
            start = end + 1
        }
        guard pending.count + bytes.count - start <= limits.token else {
            throw FlowError.tooLarge(line: number &+ 1, detail: "a line is longer than \(limits.token) bytes")
        }
        for position in start..<bytes.count { pending.append(bytes[position]) }
    }

    func finish() throws {
        if !pending.isEmpty {
            let last = pending
            pending = []
            try deliver(last.span)
        }
        try handler.finish()
    }

    private func take(_ text: Span<UInt8>) throws {
        guard pending.count + text.count <= limits.token else {
            throw FlowError.tooLarge(line: number &+ 1, detail: "a line is longer than \(limits.token) bytes")
        }
        if pending.isEmpty { return try deliver(text) }
        for position in text.indices { pending.append(text[position]) }
        let whole = pending
        pending.removeAll(keepingCapacity: true)
        try deliver(whole.span)
    }

    private func deliver(_ text: Span<UInt8>) throws {
        if number < .max { number += 1 }
        if isPlain { return try handler.line(text, number: number) }
        let isCRLF = text.count > 0 && text[text.count - 1] == UInt8(ascii: "\r")
        try LineReader.deliver(isCRLF ? text.extracting(droppingLast: 1) : text, number: number, to: handler)
    }

    /// Delivers a line that may hold byte order marks, or line ends of other kinds.
    static func deliver(_ line: Span<UInt8>, number: UInt32, to handler: any LineHandler) throws {
        if OtherLineEnds.arePlain(line) { return try handler.line(line, number: number) }
        if !line.isUTF8 { return try deliver(Windows1252.utf8(line).span, number: number, to: handler) }
        try OtherLineEnds.refuse(in: line, number: number)
        try deliverParts(of: line, number: number, to: handler)
    }

    private static func deliverParts(of line: Span<UInt8>, number: UInt32, to handler: any LineHandler) throws {
        guard let mark = line.firstPlace(of: "\u{FEFF}") else { return try handler.line(line, number: number) }
        if mark > 0 { try handler.line(line.extracting(0..<mark), number: number) }
        if number > 1 || mark > 0 { try handler.beginFile() }
        let rest = line.extracting(mark + 3..<line.count)
        if !rest.isEmpty { try deliverParts(of: rest, number: number, to: handler) }
    }
}
