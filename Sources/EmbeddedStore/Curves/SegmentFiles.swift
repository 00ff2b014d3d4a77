import Foundation
import Store

/// The append-only files that hold blocks, one after the other.
///
/// A file is written at its end, and read anywhere below the length that SQLite acknowledges; bytes beyond that length
/// are the rest of an interrupted import and are cut off by the next import or opening. A file that should be there and
/// is not is named by every error; it is never made anew.
///
/// A bounded number of files is open at once, whatever the size of the store.
final class SegmentFiles: Sendable {
    static let maximumBytes: Int64 = 1 << 30
    private let folder: URL
    private let open: SegmentHandles

    init(_ folder: URL) throws {
        self.folder = folder
        try Folder.make(folder)
        open = SegmentHandles(folder)
    }

    /// Appends to a segment; at its very beginning, the file is made.
    func append(_ bytes: [UInt8], to segment: Int64, at offset: Int64) throws {
        let handle = try open.handle(of: segment, isNew: offset == 0)
        guard bytes.withUnsafeBytes({ handle.write($0, at: Int(offset)) }) else { throw failure("write", segment) }
    }

    /// The bytes that stand there, then as many zeros as asked for.
    func read(_ segment: Int64, at offset: Int64, length: Int, padding: Int = 0) throws -> [UInt8] {
        let handle = try open.handle(of: segment)
        return try [UInt8](unsafeUninitializedCapacity: length + padding) { buffer, filled in
            filled = 0
            while filled < length {
                let count = pread(
                    handle.descriptor, buffer.baseAddress.map { $0 + filled }, length - filled, Int(offset) + filled)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw failure("read", segment) }
                guard count > 0 else {
                    throw StoreError.damagedBlock(
                        path(of: segment), detail: "the file ends at \(offset + Int64(filled))")
                }
                filled += count
            }
            buffer[length..<length + padding].initialize(repeating: 0)
            filled += padding
        }
    }

    /// Tells the kernel what will be read soon: it fetches several pieces from the disk at once.
    func prefetch(_ segment: Int64, at offset: Int64, length: Int) throws {
        posix_fadvise(try open.handle(of: segment).descriptor, Int(offset), length, POSIX_FADV_WILLNEED)
    }

    /// Does some reading that may go on in segments which are retired meanwhile.
    func whileReading<Value>(_ work: () throws -> Value) rethrows -> Value { try open.whileReading(work) }

    /// Deletes a segment whose number is never used again. Readings under way go on in it; its bytes are free when the
    /// last of them is over. A file that cannot be deleted now goes at the next opening.
    func retire(_ segment: Int64) {
        open.retire(segment)
        unlink(path(of: segment))
    }

    /// Deletes a segment that nobody reads; its number may be used again.
    func delete(_ segment: Int64) throws {
        open.close(segment)
        guard unlink(path(of: segment)) == 0 || errno == ENOENT else { throw failure("unlink", segment) }
    }

    /// Makes what was appended survive a power cut, with the file's name where it is new.
    func synchronise(_ segment: Int64) throws {
        guard fdatasync(try open.handle(of: segment).descriptor) == 0 else { throw failure("fdatasync", segment) }
        try Folder.synchronise(folder)
    }

    /// Nil where there is no such file.
    func length(of segment: Int64) throws -> Int64? {
        var status = stat()
        if stat(path(of: segment), &status) == 0 { return Int64(status.st_size) }
        guard errno == ENOENT else { throw failure("stat", segment) }
        return nil
    }

    func truncate(_ segment: Int64, to length: Int64) throws {
        guard ftruncate(try open.handle(of: segment).descriptor, Int(length)) == 0 else {
            throw failure("truncate", segment)
        }
    }

    /// The segments that have a file, whoever knows of them.
    func onDisk() throws -> [Int64] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "seg" }
            .compactMap { Int64($0.deletingPathExtension().lastPathComponent) }
    }

    func path(of segment: Int64) -> String { SegmentFiles.path(of: segment, in: folder) }

    static func path(of segment: Int64, in folder: URL) -> String {
        let digits = String(segment)
        let padding = String(repeating: "0", count: max(0, 6 - digits.count))
        return folder.appending(path: "\(padding)\(digits).seg").path
    }

    private func failure(_ call: String, _ segment: Int64) -> StoreError {
        .system(call, path: path(of: segment), code: errno)
    }
}
