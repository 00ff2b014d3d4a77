import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("An XML reader")
struct XMLSafetyTests {
    private static let r50 = XMLFixture.r50(
        XMLFixture.day(
            "2022-02-02",
            [XMLFixture.pdc("2022-02-02T00:30:00+01:00", "476"), XMLFixture.pdc("2022-02-02T01:00:00+01:00")])
            + "<Libellé>é&#233;<![CDATA[é]]><!-- é --></Libellé>")

    private func error(decoding bytes: [UInt8]) -> FlowError? {
        do {
            _ = try RecordingSink.decoding(bytes)
            return nil
        } catch {
            return error as? FlowError
        }
    }

    private func error(decoding text: String) -> FlowError? { error(decoding: Array(text.utf8)) }

    @Test("finds every cut of a document, with the line that it is cut in")
    func truncation() throws {
        let bytes = Array(XMLSafetyTests.r50.utf8)
        let root = try #require(XMLSafetyTests.r50.firstRange(of: "<R50>"))
        let rootEnd = XMLSafetyTests.r50.utf8.distance(from: XMLSafetyTests.r50.startIndex, to: root.upperBound)
        for length in 0..<bytes.count {
            let cut = Array(bytes[..<length])
            let found = error(decoding: cut)
            if length < rootEnd {
                #expect(found != nil, "cut at byte \(length)")
            } else {
                let line = 1 + cut.dropLast().count { $0 == UInt8(ascii: "\n") }
                #expect(found == .truncated(line: UInt32(line)), "cut at byte \(length)")
            }
        }
        #expect(error(decoding: bytes) == nil)
    }

    @Test("tells a document that goes on after its end from one that is cut", arguments: ["<", "x", "<PRM>", "</R50>"])
    func afterTheEnd(rest: String) throws {
        guard case .malformed = error(decoding: XMLSafetyTests.r50 + "\n" + rest) else {
            Issue.record("\(String(describing: error(decoding: XMLSafetyTests.r50 + rest)))")
            return
        }
    }

    @Test(
        "turns away what is no XML, at its line",
        arguments: ["<PDC></H>", "<PDC H=1/>", "a & b", "<PDC><", "&unknown;", "]]>"])
    func malformed(content: String) throws {
        guard case .malformed(line: 4, detail: _) = error(decoding: XMLFixture.r50(content)) else {
            Issue.record("\(String(describing: error(decoding: XMLFixture.r50(content))))")
            return
        }
    }

    @Test("refuses document types, where entities are declared", arguments: [0, 80_000])
    func entities(padding: Int) throws {
        let attacks = [
            "<!DOCTYPE R50 [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;\">]><R50>&c;</R50>",
            "<!DOCTYPE R50 [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><R50><PRM>&x;</PRM></R50>",
            "<!DOCTYPE R50 SYSTEM \"http://example.org/r50.dtd\"><R50></R50>",
        ]
        for attack in attacks {
            // Past the first bytes that recognise a flow, the parser itself must refuse.
            let sink = RecordingSink()
            let reader = XMLReader(R50Reader(sink), limits: ReadingLimits())
            let bytes = Array("<?xml version=\"1.0\"?>\(String(repeating: " ", count: padding))\n\(attack)".utf8)
            #expect(throws: FlowError.forbidden(line: 2, detail: "a document type declaration; remove it")) {
                try reader.read(bytes.span)
                try reader.finish()
            }
            #expect(error(decoding: bytes) != nil)
        }
    }

    @Test("says that bytes are not the encoding they declare", arguments: [0, 100_000])
    func encoding(padding: Int) throws {
        let latin = XMLFixture.r50(String(repeating: "\n", count: padding) + "<Libelle>caf\u{E9}</Libelle>")
            .unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        guard case .encoding(line: let line, detail: _) = error(decoding: latin) else {
            Issue.record("\(String(describing: error(decoding: latin)))")
            return
        }
        #expect(line == UInt32(4 + padding))
    }

    @Test("reads another encoding where the document declares it")
    func declaredEncoding() throws {
        let text = XMLSafetyTests.r50.replacing("UTF-8", with: "ISO-8859-1")
        let sink = try RecordingSink.decoding(text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        #expect(sink.intervals.count == 2)
    }

    @Test("refuses NUL bytes, near and far", arguments: [0, 100_000])
    func nulBytes(padding: Int) throws {
        let text = XMLFixture.r50(String(repeating: "\n", count: padding) + "<V>4\0</V>")
        guard case .encoding = error(decoding: text) else {
            Issue.record("\(String(describing: error(decoding: text)))")
            return
        }
    }

    @Test("refuses deep nesting and long texts, comments aside")
    func sizes() throws {
        let long = String(repeating: "7", count: 5 << 20)
        let deep = String(repeating: "<V>", count: 10_000)
        for content in [deep, "<V>\(long)</V>", "<V x=\"\(long)\"/>", "<V\(long)/>", "<V><![CDATA[\(long)]]></V>"] {
            guard case .tooLarge(line: 4, detail: _) = error(decoding: XMLFixture.r50(content)) else {
                Issue.record("\(content.prefix(20)): \(String(describing: error(decoding: XMLFixture.r50(content))))")
                continue
            }
        }
        #expect(error(decoding: XMLFixture.r50("<!--\(long)-->")) == nil)
    }

    @Test("refuses more names than any flow has, and the rest of the file with them")
    func names() {
        let many = (0..<200_000).map { "<n\(String(repeating: "0", count: 60))\($0)/>" }.joined()
        guard case .tooLarge(line: 4, detail: _) = error(decoding: XMLFixture.r50(many)) else {
            Issue.record("\(String(describing: error(decoding: XMLFixture.r50(many))))")
            return
        }
    }

    @Test("refuses what libxml2 gives up in silence: its own store of names is full")
    func silentEnd() throws {
        let reader = XMLReader(R50Reader(RecordingSink()), limits: ReadingLimits())
        let names = (0..<8_000).map { "<n\($0)\(String(repeating: "0", count: 2_000))/>" }
        let bytes = Array(XMLFixture.r50(names.joined(separator: "\n")).utf8)
        #expect(throws: FlowError.self) {
            try reader.read(bytes.span)
            try reader.finish()
        }
    }

    @Test("refuses a tag of many attributes before each is compared with all")
    func attributes() {
        let many = (0..<100_000).map { "a\($0)=\"1\"" }.joined(separator: " ")
        guard case .tooLarge(line: 4, detail: _) = error(decoding: XMLFixture.r50("<V \(many)/>")) else {
            Issue.record("\(String(describing: error(decoding: XMLFixture.r50("<V \(many)/>"))))")
            return
        }
    }

    @Test("decodes the same records, however the bytes arrive", arguments: documents, [1, 7, 301, 64 << 10])
    func pieces(document: (flow: Flow, text: String), size: Int) throws {
        let bytes = Array(document.text.utf8)
        let whole = try decode(bytes, as: document.flow, size: bytes.count)
        let cut = try decode(bytes, as: document.flow, size: size)
        #expect(whole.series.count + whole.registers.count + whole.points.count > 0)
        #expect(cut.series == whole.series)
        #expect(cut.registers == whole.registers)
        #expect(cut.points == whole.points)
        #expect(cut.diagnostics == whole.diagnostics)
    }

    private func decode(_ bytes: [UInt8], as flow: Flow, size: Int) throws -> RecordingSink {
        let sink = RecordingSink()
        let reader = try flow.reader(into: sink, limits: ReadingLimits())
        for start in stride(from: 0, to: bytes.count, by: size) {
            try reader.read(Array(bytes[start..<min(start + size, bytes.count)]).span)
        }
        try reader.finish()
        return sink
    }

    /// A document of each flow with good and damaged records, a byte order mark, and long texts outside ASCII.
    private static let documents: [(flow: Flow, text: String)] = {
        let long =
            "<!-- \(String(repeating: "é", count: 700)) --><Libelle>\(String(repeating: "é€", count: 700))</Libelle>"
        let measures = [
            XMLFixture.measure("2022-02-02T00:00:00+01:00", "1"), XMLFixture.measure("2022-02-02T00:10:00+01:00", "é"),
        ]
        let base = XMLFixture.indexClass("BASE", "7") + XMLFixture.indexClass("HP", "é€")
        let series = XMLFixture.series("HPH", [("2022-02-03T02:37:56", "7"), ("é", "8")])
        let texts: [(Flow, String)] = [
            (.r50, r50.replacing("<PDC>", with: long + "<PDC>")),
            (.r4x, XMLFixture.r4x(long + XMLFixture.curve(measures))),
            (.r151, XMLFixture.r151(long + XMLFixture.indexes("2022-02-02", distributor: base))),
            (.r171, XMLFixture.r171([long, series])),
            (.c15, XMLFixture.c15(long + XMLFixture.situation(commune: "é€é"))),
            (
                .greenButton,
                GreenButtonFixture.curve([GreenButtonFixture.reading("é"), long, GreenButtonFixture.reading("7")])
            ),
        ]
        return texts.map { ($0.0, "\u{FEFF}" + $0.1) }
    }()
}
