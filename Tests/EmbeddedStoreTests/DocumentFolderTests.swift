import Foundation
import Metering
import Store
import TestKit
import Testing

@Suite("A folder of publications")
struct DocumentFolderTests {
    private let folder: TemporaryFolder
    private let bytes = Array("set;sum\nquarter;120000\nalley;4\n".utf8)

    init() throws { folder = try TemporaryFolder() }

    private func keep() throws {
        let document = NamedDocument(name: "use.csv", bytes: bytes)
        try DocumentFolder(folder.url.appending(path: "out")).keep([document])
    }

    private var content: Data? { FileManager.default.contents(atPath: folder.url.appending(path: "out/use.csv").path) }

    @Test("has each document once, whole")
    func kept() throws {
        for _ in 0..<2 {
            try keep()
            #expect(content == Data(bytes))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "out").path).count == 1)
    }

    @Test("keeps no document whose name leads out of it", arguments: ["../x.json", "a/b", "..", "", ".a", "a\nb"])
    func names(name: String) throws {
        #expect(throws: DocumentName.Fault.self) {
            try DocumentFolder(folder.url.appending(path: "out")).keep([NamedDocument(name: name, bytes: bytes)])
        }
        #expect(try DocumentName.checked("sicae.v2.json") == "sicae.v2.json")
    }

    @Test("makes again what a power cut left empty, cut off or full of zeros")
    func cut() throws {
        let zeros = [UInt8](repeating: 0, count: 12)
        for rest in [[], Array(bytes.prefix(12)), Array(bytes.prefix(12)) + zeros, zeros] {
            _ = try folder.file("out/use.csv", rest)
            try keep()
            #expect(content == Data(bytes))
        }
    }

    @Test("never writes over other figures, and says so")
    func occupied() throws {
        let others = [
            "set;sum\nquarter;130000\nalley;4\n", "set;sum\nquarter;120000\n",
            "set;sum\nquarter;120000\nalley;4\nmore;5\n",
        ]
        for other in others {
            _ = try folder.file("out/use.csv", other)
            #expect(throws: DocumentFolder.Occupied.self) { try keep() }
            #expect(content == Data(other.utf8))
        }
    }
}
