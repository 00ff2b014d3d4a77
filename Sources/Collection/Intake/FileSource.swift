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
    private let descriptor: Int32
    private var fingerprint = Fingerprint()
    var onProgress: (Int) -> Void = { _ in }

    package enum Failure: Error, CustomStringConvertible {
        case cannotOpen(String, Int32)
        case cannotRead(String, Int32)
        case noFile(String)
        case changing(String)

        package var description: String {
            switch self {
            case .cannotOpen(let path, let code): "cannot open \(path): \(String(cString: strerror(code)))"
            case .noFile(let name): "\(name) is a folder or a device: give files"
            case .changing(let name): "\(name) changed while it was read: send it again once it is whole"
            case .cannotRead(let name, let code): "cannot read \(name): \(String(cString: strerror(code)))"
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
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.cannotOpen(path, errno) }
        name = URL(filePath: path).lastPathComponent
        state = FileState(descriptor)
        size = state.flatMap { $0.isRegular ? $0.size : nil }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    /// Standard input.
    package init() {
        descriptor = dup(STDIN_FILENO)
        name = "standard input"
        size = nil
        state = nil
    }

    deinit { close(descriptor) }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Failure.cannotRead(name, errno) }
            bytesRead += count
            fingerprint.add(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
            onProgress(bytesRead)
            return count
        }
    }

    /// Reads whatever a decoder left, and answers the fingerprint of the whole file.
    func finishedFingerprint() throws -> String {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while try read(into: buffer) > 0 {}
        return fingerprint.hexadecimal
    }

    /// Whether the file is, now that it is read, as it was when it was opened: not still being written.
    var isSettled: Bool {
        guard let state, state.isRegular else { return true }
        return FileState(descriptor) == state && bytesRead == state.size
    }

    /// The fingerprint of a file that is read for nothing else.
    static func fingerprint(ofFile path: String) throws -> String { try FileSource(path: path).finishedFingerprint() }
}
