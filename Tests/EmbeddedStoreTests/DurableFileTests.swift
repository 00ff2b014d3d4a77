import Foundation
import GRDB
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("A durable file")
struct DurableFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.url.path) }

    @Test("is there whole under its name, and nothing else beside it", arguments: [0, 1, 3_000_000])
    func written(size: Int) throws {
        let url = folder.url.appending(path: "figures.csv")
        try DurableFile(url).write([UInt8](repeating: 1, count: size))
        #expect(FileManager.default.contents(atPath: url.path)?.count == size)
        try DurableFile(url).write([UInt8](repeating: 2, count: 10))
        #expect(FileManager.default.contents(atPath: url.path) == Data(repeating: 2, count: 10))
        #expect(try names() == ["figures.csv"])
    }

    @Test("of roots keeps all that several add at once")
    func roots() throws {
        let url = folder.url.appending(path: "roots")
        // Each read the file before any was written.
        let files = try (0..<8).map { _ in try RootFile<Int>(url) }
        DispatchQueue.concurrentPerform(iterations: files.count) { number in try? files[number].add(number) }
        #expect(try RootFile<Int>(url).roots().sorted() == Array(0..<8))
    }

    @Test("of roots adds nothing to a file of other things")
    func noRoots() throws {
        let url = URL(filePath: try folder.file("master.key", "thirty-two bytes of a master key"))
        #expect(throws: (any Error).self) { try RootFile<Int>(url).add(1) }
        #expect(try String(contentsOf: url, encoding: .utf8) == "thirty-two bytes of a master key")
    }

    @Test("of erasures keeps all that several add at once")
    func erasures() throws {
        let list = ErasureList(folder.url.appending(path: "data.erasures"))
        let lines = try (0..<8).map { number in
            let line = #"{"tenant":"lyon","erasure":{"erased":"\#(number)","at":0}}"#
            return try JSONDecoder().decode(ErasureList.Line.self, from: Data(line.utf8))
        }
        DispatchQueue.concurrentPerform(iterations: lines.count) { number in try? list.add([lines[number]]) }
        #expect(try Set(list.lines()) == Set(lines))
    }

    @Test("overwrites what a crash left under the other name")
    func leftover() throws {
        let url = folder.url.appending(path: "figures.csv")
        _ = try folder.file("figures.csv.partial", String(repeating: "old", count: 100))
        try DurableFile(url).write(Array("new".utf8))
        #expect(FileManager.default.contents(atPath: url.path) == Data("new".utf8))
        #expect(try names() == ["figures.csv"])
    }

    @Test("may be made by somebody else, and then takes its name")
    func published() throws {
        let file = DurableFile(folder.url.appending(path: "export.zip"))
        try Data("bytes".utf8).write(to: file.partial)
        try file.publish()
        #expect(try names() == ["export.zip"])
    }

    @Test("keeps its permissions to itself where it is secret")
    func secret() throws {
        let url = folder.url.appending(path: "key")
        try DurableFile(url, permissions: 0o600).write([7])
        let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("says in plain words where it cannot be, and leaves nothing")
    func refused() throws {
        _ = try folder.file("file", "")
        let error = #expect(throws: StoreError.self) {
            try DurableFile(folder.url.appending(path: "file/figures.csv")).write([1])
        }
        #expect(error?.description.contains("is a file where a folder is needed: give another path") == true)
        for path in ["file", "file/out"] {
            let error = #expect(throws: StoreError.self) { try Folder.make(folder.url.appending(path: path)) }
            #expect(error?.description.contains("is a file where a folder is needed") == true)
        }
        #expect(try names() == ["file"])
    }

    @Test("has its folder made with those above it")
    func folders() throws {
        let deep = folder.url.appending(path: "a/b/c")
        try Folder.make(deep)
        try Folder.make(deep, permissions: 0o755)
        try DurableFile(deep.appending(path: "file")).write([1])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.url.appending(path: "a").path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
}

@Suite("A failure of the disk")
struct DiskFailureTests {
    private static let errors: [any Error] =
        [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_IOERR_FSYNC, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_CORRUPT].map {
            DatabaseError(resultCode: $0, message: "words of a library", sql: "SELECT secret", arguments: ["1450"])
        } + [
            CocoaError(.fileWriteOutOfSpace), CocoaError(.fileWriteNoPermission), CocoaError(.fileNoSuchFile),
            CocoaError(.fileWriteUnknown),
        ]

    @Test("is told with what to do, without a library's words, statements or values")
    func words() throws {
        for error in DiskFailureTests.errors {
            let text = try #require(DiskFailure(error)).description
            #expect(["again", "restore"].contains { text.contains($0) })
            for word in ["Error", "Domain", "words of", "SELECT", "1450"] { #expect(!text.contains(word)) }
        }
        #expect(DiskFailure(StoreError.groupLost) == nil)
        #expect(DiskFailure(DatabaseError(resultCode: .SQLITE_CONSTRAINT)) == nil)
    }

    @Test(
        "of a call names its path, whatever the code",
        arguments: [ENOSPC, EIO, EACCES, EROFS, ENOENT, ENOTDIR, EMFILE, EDQUOT, EINVAL])
    func calls(code: Int32) {
        let text = StoreError.system("pwrite", path: "/data/curves/1.seg", code: code).description
        #expect(text.contains("/data/curves/1.seg") && text.contains("pwrite"))
        #expect(["again", "give another path"].contains { text.contains($0) })
    }
}
