import NIOPosix
import Synchronization

/// Threads that may wait for a disk. They start with the first body, and end with their last owner at the latest: a
/// portal that no request reached has none.
final class BlockingThreads: Sendable {
    private let pool: NIOThreadPool
    private let state = Mutex(State.idle)

    private enum State { case idle, running, stopped }

    init(_ count: Int) { pool = NIOThreadPool(numberOfThreads: count) }

    /// Does not wait for the threads: the last owner may run on one of them.
    deinit {
        guard state.withLock({ $0 }) == .running else { return }
        pool.shutdownGracefully { _ in }
    }

    /// Throws after `stop`.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        start()
        return try await pool.runIfActive(body)
    }

    /// `isActive` is false after `stop`.
    func submit(_ body: @escaping @Sendable (_ isActive: Bool) -> Void) {
        start()
        pool.submit { body($0 == .active) }
    }

    private func start() {
        state.withLock { state in
            guard state == .idle else { return }
            pool.start()
            state = .running
        }
    }

    /// Waits for the bodies that run.
    func stop() async throws {
        let wasRunning = state.withLock { state in
            defer { state = .stopped }
            return state == .running
        }
        if wasRunning { try await pool.shutdownGracefully() }
    }
}
