import NIOPosix
import Synchronization

/// The threads on which routes and the outbox block. They start with the first request, and end with the last copy of
/// the portal at the latest: a portal that no request reached has none.
final class RouteThreads: Sendable {
    private let ordinary: NIOThreadPool
    private let slow: NIOThreadPool
    private let mail: NIOThreadPool
    private let state = Mutex(State.idle)

    private enum State { case idle, running, stopped }

    init(ordinary: Int, slow: Int, mail: Int) {
        self.ordinary = NIOThreadPool(numberOfThreads: ordinary)
        self.slow = NIOThreadPool(numberOfThreads: slow)
        self.mail = NIOThreadPool(numberOfThreads: mail)
    }

    /// Does not wait for the threads: the last owner may run on one of them.
    deinit {
        guard state.withLock({ $0 }) == .running else { return }
        for pool in pools { pool.shutdownGracefully { _ in } }
    }

    /// Runs a body on a thread of its kind. Throws after `stop`.
    func run<Result: Sendable>(
        _ work: Route.Work, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        start()
        return try await pool(of: work).runIfActive(body)
    }

    private var pools: [NIOThreadPool] { [ordinary, slow, mail] }

    private func pool(of work: Route.Work) -> NIOThreadPool {
        switch work {
        case .ordinary: ordinary
        case .slow: slow
        case .mail: mail
        }
    }

    private func start() {
        state.withLock { state in
            guard state == .idle else { return }
            for pool in pools { pool.start() }
            state = .running
        }
    }

    /// Waits for the bodies that run.
    func stop() async throws {
        let wasRunning = state.withLock { state in
            defer { state = .stopped }
            return state == .running
        }
        guard wasRunning else { return }
        for pool in pools { try await pool.shutdownGracefully() }
    }
}
