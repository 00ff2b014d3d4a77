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
/// A line longer than the limit is refused; only an unfinished line is ever copied.
final class LineReader: DocumentReader {
    private let handler: any LineHandler
    private let limits: ReadingLimits
    @exclusivity(unchecked) private var pending: [UInt8] = []
    /// Lines read so far.
    @exclusivity(unchecked) private(set) var number: UInt32 = 0

    init(_ handler: any LineHandler, limits: ReadingLimits) {
        self.handler = handler
        self.limits = limits
    }

    /// What is read next stands after so many lines.
    func skip(to number: UInt32) { self.number = number }

    func read(_ bytes: Span<UInt8>) throws {
        var start = 0
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start) {
            try take(bytes.extracting(start..<end))
            start = end + 1
        }
        guard pending.count + bytes.count - start <= limits.token else {
            throw FlowError.tooLarge(line: number + 1, detail: "a line is longer than \(limits.token) bytes")
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
            throw FlowError.tooLarge(line: number + 1, detail: "a line is longer than \(limits.token) bytes")
        }
        if pending.isEmpty { return try deliver(text) }
        for position in text.indices { pending.append(text[position]) }
        let whole = pending
        pending.removeAll(keepingCapacity: true)
        try deliver(whole.span)
    }

    private func deliver(_ text: Span<UInt8>) throws {
        number &+= 1
        var line = text
        if line.count > 0, line[line.count - 1] == UInt8(ascii: "\r") { line = line.extracting(droppingLast: 1) }
        // Lines that end with CR alone are one line for us: a header, and all its records lost.
        if number == 1, line.firstIndex(of: UInt8(ascii: "\r"), from: 0) != nil {
            throw FlowError.malformed(line: 1, detail: "lines end with CR alone; save the file with LF or CR LF")
        }
        try deliverParts(of: line)
    }

    private func deliverParts(of line: Span<UInt8>) throws {
        guard let mark = line.firstPlace(of: "\u{FEFF}") else { return try handler.line(line, number: number) }
        if mark > 0 { try handler.line(line.extracting(0..<mark), number: number) }
        if number > 1 || mark > 0 { try handler.beginFile() }
        let rest = line.extracting(mark + 3..<line.count)
        if !rest.isEmpty { try deliverParts(of: rest) }
    }
}
