import Exchange
import TestKit
import Testing

@Suite("A zip archive")
struct ArchiveTests {
    @Test("is packed to the same bytes each time, and dated 1980 in any time zone")
    func packsTheSame() throws {
        let documents: [(name: String, bytes: [UInt8])] = [("é/a.csv", Array("a;1\n".utf8)), ("b.csv", [])]
        let first = try ArchiveWriter.pack(documents)
        #expect(try ArchiveWriter.pack(documents) == first)
        #expect(Array(first[0..<4]) == [0x50, 0x4B, 0x03, 0x04])
        #expect(Array(first[10..<14]) == [0x00, 0x00, 0x21, 0x00])
    }

    @Test("gives its documents in order, with their names")
    func unpacksInOrder() throws {
        var names: [String?] = []
        let decoder = FlowDecoder { name, _ in names.append(name) }
        let bytes = try ArchiveWriter.pack([
            ("a.csv", Array("point;date;v1\n".utf8)), ("b.csv", Array("point;date;v1\n".utf8)),
        ])
        try decoder.decode(MemorySource(bytes), into: RecordingSink())
        #expect(names == ["a.csv", "b.csv"])
    }
}
