import Exchange
import Metering
import TestKit
import Testing

@Suite("A zip archive")
struct ArchiveTests {
    private static let document = Array("point;date;v1\nP1;2026-01-15;5\n".utf8)

    private func expectRefusal(_ bytes: [UInt8], _ words: String, _ comment: Comment? = nil) {
        do {
            _ = try RecordingSink.decoding(bytes)
            Issue.record("decoded \(comment ?? "")")
        } catch FlowError.archive(let detail) {
            #expect(detail.contains(words), comment)
        } catch {
            Issue.record("\(error) \(comment ?? "")")
        }
    }

    // MARK: Good archives

    @Test("is packed to the same bytes each time, and dated 1980 in any time zone")
    func packsTheSame() throws {
        let documents: [(name: String, bytes: [UInt8])] = [("é/a.csv", Array("a;1\n".utf8)), ("b.csv", [])]
        let first = try ArchiveWriter.pack(documents)
        #expect(try ArchiveWriter.pack(documents) == first)
        #expect(Array(first[0..<4]) == [0x50, 0x4B, 0x03, 0x04])
        #expect(Array(first[10..<14]) == [0x00, 0x00, 0x21, 0x00])
    }

    @Test("gives its documents in order with their names, whatever the folders")
    func unpacksInOrder() throws {
        var names: [String?] = []
        let sink = RecordingSink()
        let decoder = FlowDecoder { name, _ in names.append(name) }
        let bytes = try ArchiveWriter.pack([
            ("day/", []), ("day/one.csv", Self.document), ("été.csv", Self.document), ("two.csv", Self.document),
        ])
        try decoder.decode(MemorySource(bytes), into: sink)
        #expect(names == ["day/one.csv", "été.csv", "two.csv"])
        #expect(sink.registers.count == 3)
    }

    @Test("is read to the end however many pieces its documents come in")
    func largeDocument() throws {
        let row = Array("P1;2026-01-15;5\n".utf8)
        let writer = try ArchiveWriter()
        try writer.add("a.csv", pieces: [Array("point;date;v1\n".utf8)] + repeatElement(row, count: 20_000))
        #expect(try RecordingSink.decoding(writer.finish()).registers.count == 20_000)
    }

    @Test("may pack a long document as well as real ones pack: a hundred times")
    func wellPacked() throws {
        // 16.4 MiB that fit in the first 256 KiB that are read of the archive: its size alone says nothing.
        var state: UInt32 = 1
        let comment = (0..<8_192).map { position -> UInt8 in
            if position == 0 { return UInt8(ascii: "#") }
            if position == 8_191 { return UInt8(ascii: "\n") }
            state = state &* 1_664_525 &+ 1_013_904_223
            return position % 256 == 0 ? UInt8(0x41 + state >> 24 & 0x0F) : UInt8(ascii: "a")
        }
        let writer = try ArchiveWriter()
        try writer.add("a.csv", pieces: [Self.document] + repeatElement(comment, count: 2_100))
        let bytes = try writer.finish()
        #expect(bytes.count < 256 << 10)
        #expect(try RecordingSink.decoding(bytes).registers.count == 1)
    }

    // MARK: Archives to turn away

    @Test("is turned away wherever it is cut")
    func truncated() throws {
        let bytes = try ArchiveWriter.pack([("a.csv", Self.document), ("b.csv", Self.document)])
        for length in 4..<bytes.count { expectRefusal(Array(bytes[0..<length]), "", "cut at \(length)") }
        #expect(try RecordingSink.decoding(bytes).registers.count == 2)
    }

    @Test("is turned away when an entry is lost or a byte of a document has changed")
    func damaged() throws {
        let bytes = try ArchiveWriter.pack([("a.csv", Self.document), ("b.csv", Self.document)])
        let second = try #require(bytes.dropFirst(4).indices.first { bytes[$0...].starts(with: [0x50, 0x4B, 3, 4]) })
        var lost = bytes
        lost[second] = 0
        expectRefusal(lost, "entries are missing")
        var changed = bytes
        changed[second - 40] ^= 0x10
        expectRefusal(changed, "")
    }

    @Test("is turned away when it is encrypted")
    func encrypted() throws {
        var bytes = try ArchiveWriter.pack([("a.csv", Self.document)])
        bytes[6] |= 1
        expectRefusal(bytes, "encrypted")
    }

    @Test("is turned away as a bomb before it is unpacked")
    func bomb() throws {
        let writer = try ArchiveWriter()
        let comment = Array("#".utf8) + repeatElement(UInt8(ascii: " "), count: 65_534) + Array("\n".utf8)
        try writer.add("a.csv", pieces: [Self.document] + repeatElement(comment, count: 3_200))
        let bytes = try writer.finish()
        #expect(bytes.count < 256 << 10)
        expectRefusal(bytes, "bomb")
    }

    @Test("is turned away when many small bombs make one")
    func smallBombs() throws {
        let writer = try ArchiveWriter()
        let comment = Array("#".utf8) + repeatElement(UInt8(ascii: " "), count: 65_534) + Array("\n".utf8)
        for number in 0..<100 {
            try writer.add("\(number).csv", pieces: [Self.document] + repeatElement(comment, count: 100))
        }
        expectRefusal(try writer.finish(), "bomb")
    }

    @Test func `an archive has a bound that does not grow with it`() throws {
        var limits = ReadingLimits()
        limits.unpackedBytes = 1_000
        let bytes = try ArchiveWriter.pack([
            ("a.csv", Self.document + Array(repeating: UInt8(ascii: "\n"), count: 1_000))
        ])
        #expect(throws: FlowError.archive(detail: "it unpacks to over 1000 bytes; split it")) {
            try RecordingSink.decoding(bytes, limits: limits)
        }
    }

    @Test("names the document that is at fault, not the folders it comes from")
    func documentAtFault() throws {
        let bytes = try ArchiveWriter.pack([("a.csv", Self.document), ("../secret/b.xml", Array("<R50><PRM>".utf8))])
        #expect(throws: FlowError.inDocument("b.xml", .truncated(line: 1))) { try RecordingSink.decoding(bytes) }
    }

    @Test("is turned away with an archive inside")
    func nested() throws {
        let inner = try ArchiveWriter.pack([("a.csv", Self.document)])
        expectRefusal(try ArchiveWriter.pack([("inner.zip", inner)]), "archive inside")
    }

    @Test("is turned away without a document in it")
    func empty() throws {
        let empty = try ArchiveWriter.pack([])
        #expect(empty.starts(with: [0x50, 0x4B, 0x05, 0x06]))
        expectRefusal(empty, "no document")
        expectRefusal(try ArchiveWriter.pack([("folder/", [])]), "no document")
    }

    @Test("is turned away with more entries than the limit")
    func manyEntries() throws {
        var limits = ReadingLimits()
        limits.archiveEntries = 2
        let bytes = try ArchiveWriter.pack((0..<3).map { ("\($0).csv", Self.document) })
        #expect(throws: FlowError.archive(detail: "more than 2 entries; split it")) {
            try RecordingSink.decoding(bytes, limits: limits)
        }
    }

    @Test("is turned away when a table in it is none that Maille reads: it may hold values")
    func foreignDocument() throws {
        for text in [
            "jour;conso\n1;2\n3;4\n", "date,value\n2026-01-15,1\n2026-01-16,2\n", "15/01/2026,1\n16/01/2026,2\n",
            "{\"values\": [1, 2]}", "[\n{\"date\": \"2026-01-15\"}]", "[[1, 2], [3, 4]]",
        ] {
            let bytes = try ArchiveWriter.pack([("a.csv", Self.document), ("b.csv", Array(text.utf8))])
            let error = #expect(throws: FlowError.self, "\(text)") { try RecordingSink.decoding(bytes) }
            #expect(error?.description.contains("in 'b.csv' of the archive") == true)
        }
    }

    @Test(
        "is read beside what is no data, which is named",
        arguments: [
            ("LISEZMOI.txt", Array("Bonjour,\nvoici vos mesures; merci.\nÀ bientôt\n".utf8)),
            ("Notice.txt", Array("Veuillez trouver ci-joint l'".utf8) + [0xE9, 0x74, 0xE9, 0x0A]),
            ("notice.pdf", Array("%PDF-1.7\n".utf8) + [0xE2, 0xE3, 0, 1]), ("__MACOSX/._a.csv", [0, 5, 22, 7]),
            ("folder/.DS_Store", [0, 0, 0, 1]), ("Thumbs.db", [0xD0, 0xCF, 0x11, 0xE0]), ("empty.csv", []),
            ("read.txt", Array("[Lisez-moi]\nVos mesures, du 15, sont ci-jointes.\nMerci\n".utf8)),
            ("logo.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]), ("page.html", Array("<!DOCTYPE html><p>".utf8)),
        ])
    func notice(name: String, bytes: [UInt8]) throws {
        for documents in [[("a.csv", Self.document), (name, bytes)], [(name, bytes), ("a.csv", Self.document)]] {
            let sink = try RecordingSink.decoding(ArchiveWriter.pack(documents))
            #expect(sink.registers.count == 1)
            let last = name.split(separator: "/").last ?? ""
            #expect(sink.diagnostics.map(\.detail) == ["1 file that is no data: '\(last)'"])
            #expect(sink.diagnostics.map(\.severity) == [.note])
        }
        expectRefusal(try ArchiveWriter.pack([(name, bytes)]), "nothing in it is data")
    }

    // MARK: gzip

    @Test("of gzip is read like what it holds, alone and inside a zip")
    func gzip() throws {
        let packed = Gzip.stored(Self.document)
        #expect(try RecordingSink.decoding(packed).registers.count == 1)
        #expect(try RecordingSink.decoding(ArchiveWriter.pack([("a.csv.gz", packed)])).registers.count == 1)
    }

    @Test("of gzip that is cut, damaged or joined to another is turned away")
    func damagedGzip() throws {
        let packed = Gzip.stored(Self.document)
        for count in 11..<packed.count { expectRefusal(Array(packed.prefix(count)), "cut", "\(count) bytes") }
        for place in [20, packed.count - 8, packed.count - 1] {
            var damaged = packed
            damaged[place] ^= 1
            expectRefusal(damaged, "damaged", "byte \(place)")
        }
        expectRefusal(packed + packed, "joined")
        expectRefusal(Gzip.stored(packed), "packed twice")
    }

    @Test("is not seen in a text that starts with PK, and refused in bytes that start like one")
    func notAnArchive() {
        #expect(throws: FlowError.self) { try RecordingSink.decoding("PK;date\n1;2\n") }
        expectRefusal([0x50, 0x4B, 0x03, 0x04] + Array("this is no archive at all, whatever it says".utf8), "")
        expectRefusal([0x50, 0x4B, 0x03, 0x04], "")
        expectRefusal([0x50, 0x4B, 0x05, 0x06], "")
    }
}
