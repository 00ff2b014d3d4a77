import Foundation
import Synchronization

/// The append-only files that hold blocks, one after the other.
///
/// A file is written at its end, and read anywhere below the length that SQLite acknowledges; bytes beyond that
/// length are the rest of an interrupted import and are cut off at the next opening.
final class SegmentFiles: Sendable {
    static let longest: Int64 = 1 << 30
    private let folder: URL
    private let descriptors = Mutex<[Int64: Int32]>([:])

    init(_ folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { descriptors.withLock { $0.values.forEach { close($0) } } }

    func append(_ bytes: [UInt8], to segment: Int64, at offset: Int64) throws {
        let descriptor = try descriptor(of: segment)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(
                    descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written, Int(offset) + written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("write", segment) }
            written += count
        }
    }

    /// The bytes that stand there, then as many zeros as asked for.
    func read(_ segment: Int64, at offset: Int64, length: Int, padding: Int = 0) throws -> [UInt8] {
        let descriptor = try descriptor(of: segment)
        return try [UInt8](unsafeUninitializedCapacity: length + padding) { buffer, filled in
            filled = 0
            while filled < length {
                let count = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, length - filled, Int(offset) + filled)
                if count < 0 && errno == EINTR { continue }
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
    func announce(_ segment: Int64, at offset: Int64, length: Int) throws {
        posix_fadvise(try descriptor(of: segment), Int(offset), length, POSIX_FADV_WILLNEED)
    }

    /// Deletes a segment whose number is never used again. Readers under way may go on: the bytes go with the
    /// process.
    func retire(_ segment: Int64) throws {
        _ = try descriptor(of: segment)
        guard unlink(path(of: segment)) == 0 || errno == ENOENT else { throw failure("unlink", segment) }
    }

    /// Deletes a segment that nobody reads; its number may be used again.
    func delete(_ segment: Int64) throws {
        descriptors.withLock { open in _ = open.removeValue(forKey: segment).map { close($0) } }
        guard unlink(path(of: segment)) == 0 || errno == ENOENT else { throw failure("unlink", segment) }
    }

    /// Makes what was appended survive a power cut, with the file's name where it is new.
    func synchronise(_ segment: Int64) throws {
        guard fdatasync(try descriptor(of: segment)) == 0 else { throw failure("fdatasync", segment) }
        let directory = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        guard directory >= 0, fsync(directory) == 0 else { throw failure("fsync of the folder", segment) }
    }

    func length(of segment: Int64) throws -> Int64 {
        var status = stat()
        guard fstat(try descriptor(of: segment), &status) == 0 else { throw failure("fstat", segment) }
        return Int64(status.st_size)
    }

    func truncate(_ segment: Int64, to length: Int64) throws {
        guard ftruncate(try descriptor(of: segment), Int(length)) == 0 else { throw failure("truncate", segment) }
    }

    /// The segments that have a file, whoever knows of them.
    func onDisk() throws -> [Int64] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "seg" }
            .compactMap { Int64($0.deletingPathExtension().lastPathComponent) }
    }

    func path(of segment: Int64) -> String {
        let digits = String(segment)
        let padding = String(repeating: "0", count: max(0, 6 - digits.count))
        return folder.appending(path: "\(padding)\(digits).seg").path
    }

    private func descriptor(of segment: Int64) throws -> Int32 {
        try descriptors.withLock { open in
            if let known = open[segment] { return known }
            let descriptor = Glibc.open(path(of: segment), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure("open", segment) }
            open[segment] = descriptor
            return descriptor
        }
    }

    private func failure(_ call: String, _ segment: Int64) -> StoreError {
        .system(call, path: path(of: segment), code: errno)
    }
}
