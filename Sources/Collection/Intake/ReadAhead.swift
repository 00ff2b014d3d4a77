import Dispatch
import Foundation
import Store
import Synchronization

/// Reads a file on a thread of its own, two buffers ahead, and fingerprints it there: decoding goes on meanwhile.
final class ReadAhead: Sendable {
    private static let bufferSize = 1 << 20
    private static let mostBuffers = 2

    private struct State {
        /// Buffers that are read and not yet taken, the first from `taken` on.
        var filled: [[UInt8]] = []
        var taken = 0
        /// The end of the file, or why it could not be read to its end.
        var end: End?
        var isStopped = false
    }

    /// How reading ended.
    enum End {
        case whole(sha256: String)
        case failed(code: Int32)
    }

    private let state = Mutex(State())
    /// Made empty: a semaphore that ends below the value it was made with stops the program.
    private let room = DispatchSemaphore(value: 0)
    private let changes = DispatchSemaphore(value: 0)

    /// `isAbandoned`: asked while the file has nothing to read, as a terminal or a pipe may not for long; then reading
    /// fails with `ECANCELED`.
    init(_ file: OpenFile, isAbandoned: (@Sendable () -> Bool)? = nil) {
        for _ in 0..<ReadAhead.mostBuffers { room.signal() }
        DispatchQueue(label: "maille.reading").async { [weak self] in
            var fingerprint = Fingerprint()
            while let self, self.isAwaited() {
                let buffer = self.next(of: file.descriptor, isAbandoned)
                if let buffer { buffer.withUnsafeBytes { fingerprint.add($0) } }
                guard self.add(buffer, errno, fingerprint) else { return }
            }
        }
    }

    /// Waits for room; false once nobody wants more.
    private func isAwaited() -> Bool {
        room.wait()
        return !isStopped
    }

    private var isStopped: Bool { state.withLock { $0.isStopped } }

    /// The next bytes, none at the end; nil where they cannot be read, or nobody wants them any more.
    private func next(of descriptor: Int32, _ isAbandoned: (() -> Bool)?) -> [UInt8]? {
        guard let isAbandoned else { return ReadAhead.read(descriptor) }
        while !ReadAhead.hasInput(descriptor) {
            guard isStopped || isAbandoned() else { continue }
            errno = ECANCELED
            return nil
        }
        return ReadAhead.read(descriptor)
    }

    /// Waits a fifth of a second at most until there is something to read, or the end.
    private static func hasInput(_ descriptor: Int32) -> Bool {
        var status = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        return poll(&status, 1, 200) > 0
    }

    /// The next bytes, none at the end; nil where they cannot be read.
    private static func read(_ descriptor: Int32) -> [UInt8]? {
        while true {
            var count = 0
            let buffer = [UInt8](unsafeUninitializedCapacity: bufferSize) { buffer, filled in
                count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
                filled = max(0, count)
            }
            if count >= 0 { return buffer }
            if errno != EINTR { return nil }
        }
    }

    /// Keeps a buffer, or the end; false where there is nothing more to read.
    private func add(_ buffer: [UInt8]?, _ code: Int32, _ fingerprint: Fingerprint) -> Bool {
        let isMore = state.withLock { state in
            guard let buffer else {
                state.end = .failed(code: code)
                return false
            }
            if buffer.isEmpty { state.end = .whole(sha256: fingerprint.hexadecimal) }
            if !buffer.isEmpty { state.filled.append(buffer) }
            return !buffer.isEmpty
        }
        changes.signal()
        return isMore
    }

    /// Gives the next bytes, as many as there is room for; 0 at the end. Throws the error number of a failed read.
    func take(into target: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
        while true {
            let (count, isUsed, end) = state.withLock { state in take(&state, into: target) }
            if isUsed { room.signal() }
            if count > 0 { return count }
            switch end {
            case .whole: return 0
            case .failed(let code): throw ReadFailure(code: code)
            case nil: changes.wait()
            }
        }
    }

    struct ReadFailure: Error { let code: Int32 }

    private func take(
        _ state: inout State, into target: UnsafeMutableRawBufferPointer
    ) -> (count: Int, isUsed: Bool, end: End?) {
        guard let first = state.filled.first else { return (0, false, state.end) }
        let count = min(target.count, first.count - state.taken)
        first.withUnsafeBytes {
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[state.taken..<state.taken + count]))
        }
        state.taken += count
        guard state.taken == first.count else { return (count, false, nil) }
        state.filled.removeFirst()
        state.taken = 0
        return (count, true, nil)
    }

    /// The fingerprint, once all was taken.
    var sha256: String? {
        guard case .whole(let sha256) = state.withLock({ $0.end }) else { return nil }
        return sha256
    }

    /// Ends reading; what is read then is lost.
    func stop() {
        state.withLock { $0.isStopped = true }
        room.signal()
    }
}
