import Testing

@testable import Exchange

@Suite("A line reader")
struct LineReaderTests {
    private final class Lines: LineHandler {
        var texts: [String] = []

        func line(_ text: Span<UInt8>, number: UInt32) { texts.append("\(number):\(text.string)") }
        func beginFile() { texts.append("file") }
        func finish() {}
    }

    @Test(
        "cuts a text into the same lines, however its bytes arrive",
        arguments: ["a;1\nb;2\n", "\u{FEFF}a;1\r\nb;2\r\n", "a;1\nb;2", "\u{FEFF}a;1\r\nb;2"], [1, 2, 3, 64])
    func cutsLines(text: String, pieceSize: Int) throws {
        let lines = Lines()
        let reader = LineReader(lines, limits: ReadingLimits())
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            try reader.read(Array(bytes[start..<min(start + pieceSize, bytes.count)]).span)
        }
        try reader.finish()
        #expect(lines.texts == ["1:a;1", "2:b;2"])
    }

    @Test func `lines past the last number that fits all have that number, and nothing ends`() throws {
        let lines = Lines()
        let reader = LineReader(lines, limits: ReadingLimits())
        reader.skip(to: .max - 1)
        try reader.read(Array("a\nb\nc\n".utf8).span)
        try reader.finish()
        #expect(lines.texts == ["\(UInt32.max):a", "\(UInt32.max):b", "\(UInt32.max):c"])
    }

    @Test(
        "says where another file was joined, on a line of its own or inside one",
        arguments: [
            ("a\n\u{FEFF}b\n", ["1:a", "file", "2:b"]), ("a\u{FEFF}b", ["1:a", "file", "1:b"]),
            ("\u{FEFF}\u{FEFF}a", ["1:a"]), ("\u{FEFF}a\n\u{FEFF}\nb\n", ["1:a", "file", "3:b"]),
        ])
    func joined(text: String, expected: [String]) throws {
        let lines = Lines()
        let reader = LineReader(lines, limits: ReadingLimits())
        try reader.read(Array(text.utf8).span)
        try reader.finish()
        #expect(lines.texts == expected)
    }

    @Test(
        "sees marks and line ends of other kinds, however the bytes arrive",
        arguments: ["\r", "\u{2028}", "\u{85}", "\u{C}", "\u{FEFF}"], 1...12)
    func pieces(text: String, pieceSize: Int) throws {
        let lines = Lines()
        let reader = LineReader(lines, limits: ReadingLimits())
        let bytes = Array("plain;1\nplain;2\(text)b\nplain;3\n".utf8)
        func read() throws {
            for start in stride(from: 0, to: bytes.count, by: pieceSize) {
                try reader.read(Array(bytes[start..<min(start + pieceSize, bytes.count)]).span)
            }
            try reader.finish()
        }
        if text == "\u{FEFF}" {
            try read()
            #expect(lines.texts == ["1:plain;1", "2:plain;2", "file", "2:b", "3:plain;3"])
        } else {
            #expect(throws: FlowError.self) { try read() }
            #expect(lines.texts == ["1:plain;1"])
        }
    }
}
