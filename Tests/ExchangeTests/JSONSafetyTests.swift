import Foundation
import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("JSON from anywhere")
struct JSONSafetyTests {
    @Test("is a whole document or a FlowError, wherever it is cut", arguments: SampleDocuments.json)
    func truncation(flow: Flow, text: String) throws {
        let bytes = Array(text.utf8)
        #expect(throws: Never.self) { try RecordingSink.decoding(bytes) }
        for length in 0..<bytes.count {
            let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(Array(bytes.prefix(length))) }
            guard error != nil else { return }
        }
    }

    @Test("is truncated when it stops, malformed when it goes wrong")
    func truncatedOrMalformed() {
        let start = #"{"header": {"codeFlux": "R63"}, "#
        let documents: [(String, String)] = [
            (start + "\n\"mesures\": [", "truncated-file"), (start + "\n\"mesures\"; []}", "malformed-file"),
            (start + "\n\"mesures\": []} {}", "malformed-file"),
        ]
        for (text, rule) in documents {
            let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(text) }
            #expect(error?.rule.name == rule)
            #expect(error?.description.contains("line 2") == true)
        }
    }

    @Test("gives the same records whatever the size of its pieces", arguments: SampleDocuments.all, [1, 7, 65_536])
    func pieces(document: (flow: Flow, text: String), size: Int) throws {
        let whole = try RecordingSink.decoding(document.text)
        #expect(whole.flows == [document.flow])
        #expect(!(whole.series.isEmpty && whole.registers.isEmpty && whole.points.isEmpty))
        let sink = RecordingSink()
        let reader = try document.flow.reader(into: sink, limits: ReadingLimits())
        let bytes = Array("\u{FEFF}\(document.text)".utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try reader.read(Array(bytes[start..<min(start + size, bytes.count)]).span)
        }
        try reader.finish()
        #expect(sink.series == whole.series)
        #expect(sink.registers == whole.registers)
        #expect(sink.points == whole.points)
        #expect(sink.diagnostics == whole.diagnostics)
    }

    @Test("is refused when it nests too deep", arguments: ["[", #"{"a":"#])
    func nesting(opening: String) {
        let text = #"{"header": {"codeFlux": "R63"}, "mesures": "# + String(repeating: opening, count: 1_000_000)
        #expect(throws: FlowError.tooLarge(line: 1, detail: "values nest deeper than 64")) {
            try RecordingSink.decoding(text)
        }
    }

    @Test("is refused when a text never ends, before much of it is read", arguments: [#""v": ""#, #"""#, #""v": 1"#])
    func endlessText(opening: String) {
        let source = EndlessSource(
            start: #"{"header": {"codeFlux": "R63"}, "mesures": [{"grandeur": [{"points": [{"# + opening, then: "7")
        let error = #expect(throws: FlowError.self) { try FlowDecoder().decode(source, into: RecordingSink()) }
        #expect(error?.rule.name == "too-large")
        #expect(source.given <= 3 << 20)
    }

    @Test("is refused when a text of five megabytes stands in it")
    func longText() {
        let text = #"{"header": {"codeFlux": "R63", "x": "\#(String(repeating: "7", count: 5 << 20))"}, "mesures": []}"#
        #expect(throws: FlowError.tooLarge(line: 1, detail: "a value is longer than 1048576 bytes")) {
            try RecordingSink.decoding(text)
        }
    }

    @Test("is refused when its text is not UTF-8, in its first bytes or far behind them", arguments: [0, 200_000])
    func brokenText(distance: Int) {
        var bytes =
            Array(#"{"header": {"codeFlux": "R63"},"#.utf8) + Array(repeating: UInt8(ascii: "\n"), count: distance)
        bytes += Array(#""mesures": [], "x": "caf"#.utf8) + [0xE9] + Array(#""}"#.utf8)
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(bytes) }
        #expect(error?.rule.name == "wrong-encoding")
        #expect(error?.description.contains("line \(distance + 1)") == true)
    }

    @Test("is refused when an object has a name twice, and not when two objects share it")
    func repeatedNames() throws {
        let point = #"{"v": "1", "d": "2024-01-10 00:30:00", "p": "PT30M", "n": "B", "v": "2"}"#
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(R6xDocument.curve(point)) }
        #expect(error?.rule.name == "malformed-file")
        let nested =
            #"{"header": {"codeFlux": "R63", "header": {"header": 1}}, "mesures": [], "x": [{"x": 1}, {"x": 2}]}"#
        #expect(throws: Never.self) { try RecordingSink.decoding(nested) }
    }

    @Test("is refused when an object has more members than any flow")
    func manyMembers() {
        let members = (0..<129).map { "\"m\($0)\": 0" }.joined(separator: ", ")
        let error = #expect(throws: FlowError.self) {
            try RecordingSink.decoding(#"{"header": {"codeFlux": "R63"}, "mesures": [], "x": {\#(members)}}"#)
        }
        #expect(error?.rule.name == "too-large")
    }

    @Test("is refused with half a byte order mark")
    func halfMark() {
        let reader = JSONReader(C68Reader(RecordingSink()), limits: ReadingLimits())
        #expect(throws: FlowError.encoding(line: 1, detail: "half a byte order mark; send UTF-8")) {
            try reader.read(([0xEF, 0xBB] + Array("[]".utf8)).span)
        }
    }

    @Test("never crashes what reads a sample", .enabled(if: SharedData.isPresent))
    func samples() throws {
        let folder = SharedData.folder.appending(path: "enedis")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var read = 0
        var refused = 0
        for case let file as URL in try #require(files) where file.pathExtension == "json" {
            do {
                _ = try RecordingSink.decoding([UInt8](try Data(contentsOf: file)))
                read += 1
            } catch is FlowError {
                refused += 1
            }
        }
        #expect(read >= 3)
        #expect(refused >= 5)
    }
}

/// A start, then the same text for ever, counting what it gave.
private final class EndlessSource: ByteSource {
    private let start: [UInt8]
    private let filler: UInt8
    private(set) var given = 0

    init(start: String, then filler: Character) {
        self.start = Array(start.utf8)
        self.filler = filler.asciiValue ?? 0
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        for position in 0..<buffer.count {
            let index = given + position
            buffer[position] = index < start.count ? start[index] : filler
        }
        given += buffer.count
        return buffer.count
    }
}
