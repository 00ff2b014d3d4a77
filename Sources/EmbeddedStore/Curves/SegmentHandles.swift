import Foundation
import Store
import Synchronization

/// The segments that are open: those used last, and retired ones as long as a reading that began before is under way.
final class SegmentHandles: Sendable {
    /// Readings that began between two retirements, with the handles that were retired since: held by each of them, and
    /// by the generation before.
    fileprivate final class Generation: Sendable {
        private let since = Mutex<(handles: [OpenFile], next: Generation?)>(([], nil))

        func retire(_ handle: OpenFile, before next: Generation) {
            since.withLock { $0 = ($0.handles + [handle], next) }
        }
    }

    fileprivate struct State {
        var handles: [Int64: OpenFile] = [:]
        /// The segments by their last use, the first one longest ago.
        var uses: [Int64] = []
        var retired: [Int64: WeakHandle] = [:]
        var generation = Generation()
    }

    fileprivate struct WeakHandle {
        weak var handle: OpenFile?
    }

    private let folder: URL
    private let state = Mutex(State())
    private let capacity: Int

    /// A quarter of the descriptors that the process may have is left to segments, and no more than 256.
    init(_ folder: URL) {
        self.folder = folder
        var limit = rlimit()
        let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        capacity = isKnown ? Int(min(256, max(8, limit.rlim_cur / 4))) : 64
    }

    /// An open segment. `isNew`: makes the file where there is none.
    ///
    /// Throws `StoreError.lostSegment` where the file should be there and is not.
    func handle(of segment: Int64, isNew: Bool = false) throws -> OpenFile {
        try state.withLock { state in
            if let known = state.handles[segment] {
                state.used(segment)
                return known
            }
            if let retired = state.retired[segment]?.handle { return retired }
            let path = SegmentFiles.path(of: segment, in: folder)
            var descriptor = Glibc.open(path, (isNew ? O_CREAT : 0) | O_RDWR | O_CLOEXEC, 0o600)
            // Of a read-only copy, which is looked at and never written.
            if descriptor < 0, !isNew, errno == EROFS || errno == EACCES {
                descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            }
            guard descriptor >= 0 else {
                throw errno == ENOENT
                    ? StoreError.lostSegment(path) : StoreError.system("open", path: path, code: errno)
            }
            let handle = OpenFile(descriptor)
            state.handles[segment] = handle
            state.used(segment)
            if state.uses.count > capacity { state.handles[state.uses.removeFirst()] = nil }
            return handle
        }
    }

    func whileReading<Value>(_ work: () throws -> Value) rethrows -> Value {
        let generation = state.withLock { $0.generation }
        return try withExtendedLifetime(generation) { try work() }
    }

    /// Keeps a segment open for the readings under way, and for them alone.
    func retire(_ segment: Int64) {
        guard let handle = try? handle(of: segment) else { return }
        state.withLock { state in
            state.forget(segment)
            let next = Generation()
            state.generation.retire(handle, before: next)
            state.generation = next
            state.retired = state.retired.filter { $0.value.handle != nil }
            state.retired[segment] = WeakHandle(handle: handle)
        }
    }

    func close(_ segment: Int64) { state.withLock { $0.forget(segment) } }
}

extension SegmentHandles.State {
    fileprivate mutating func used(_ segment: Int64) {
        guard uses.last != segment else { return }
        uses.removeAll { $0 == segment }
        uses.append(segment)
    }

    fileprivate mutating func forget(_ segment: Int64) {
        handles[segment] = nil
        uses.removeAll { $0 == segment }
    }
}
