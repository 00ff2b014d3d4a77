import Exchange
import Foundation
import Metering
import Store

/// A file (or standard input) as a source of bytes, fingerprinted as it is read.
package final class FileSource: ByteSource {
    /// The name alone: a path may hold a person's name.
    package let name: String
    /// Bytes of the whole file, where that is known: not of a pipe.
    package let size: Int?
    private let state: FileState?
    package private(set) var bytesRead = 0
    private let file: OpenFile
    private let ahead: ReadAhead
    var onProgress: (Int) -> Void = { _ in }

    package enum Failure: Error, CustomStringConvertible {
        case cannotOpen(String, Int32)
        case cannotRead(String, Int32)
        case noFile(String)
        case changing(String)

        package var description: String {
            switch self {
            case .cannotOpen(let path, let code): "\(DiskFailure(code, path: path))"
            case .noFile(let name): "\(name) is a folder or a device: give files"
            case .changing(let name): "\(name) changed while it was read: send it again once it is whole"
            case .cannotRead(let name, let code): "\(DiskFailure(code, path: name))"
            }
        }

        var diagnostic: Diagnostic {
            Diagnostic(
                .refused, Rule("unreadable-file", "What cannot be read whole is asked for again, never half kept."),
                description)
        }
    }

    package init(path: String) throws {
        // A pipe would wait for its writer here, and a device may do anything when it is opened.
        if let state = FileState(path: path), !state.isReadable { throw Failure.noFile(path) }
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw Failure.cannotOpen(path, errno) }
        file = OpenFile(number)
        name = URL(filePath: path).lastPathComponent
        state = FileState(file.descriptor)
        size = state.flatMap { $0.isRegular ? $0.size : nil }
        posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        ahead = ReadAhead(file)
    }

    /// Standard input: a descriptor that stays open.
    package init(_ input: StandardInput) {
        file = OpenFile(fcntl(input.descriptor, F_DUPFD_CLOEXEC, 0))
        name = "standard input"
        size = nil
        state = nil
        ahead = ReadAhead(file, isAbandoned: input.isAbandoned)
    }

    deinit { ahead.stop() }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        do throws(ReadAhead.ReadFailure) {
            let count = try ahead.take(into: buffer)
            bytesRead += count
            onProgress(bytesRead)
            return count
        } catch {
            throw Failure.cannotRead(name, error.code)
        }
    }

    /// Reads whatever a decoder left, and answers the fingerprint of the whole file.
    func finishedFingerprint() throws -> String {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while try read(into: buffer) > 0 {}
        guard let sha256 = ahead.sha256 else { throw Failure.changing(name) }
        return sha256
    }

    /// Whether the file is, now that it is read, as it was when it was opened: not still being written.
    var isSettled: Bool {
        guard let state, state.isRegular else { return true }
        return FileState(file.descriptor) == state && bytesRead == state.size
    }

    /// The fingerprint of a file that is read for nothing else.
    static func fingerprint(ofFile path: String) throws -> String { try FileSource(path: path).finishedFingerprint() }
}
