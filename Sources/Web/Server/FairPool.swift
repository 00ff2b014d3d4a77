import Access
import NIOCore
import NIOPosix
import Synchronization

/// Threads on which calls wait for a disk, shared fairly by tenants: each has a line of bounded length, the lines are
/// served in turns, and no tenant holds all threads. Whoever finds the line full, or waits in it too long, is told that
/// the server is busy.
final class FairPool: Sendable {
    private let size: PoolSize
    private let share: Int
    private let threads: BlockingThreads
    private let state = Mutex(State())

    private struct Waiting {
        let number: UInt64
        let work: @Sendable () -> Void
        let refuse: @Sendable () -> Void
        var deadline: Scheduled<Void>?
    }

    private struct State {
        var atWork: [TenantID: Int] = [:]
        var working = 0
        var lines: [TenantID: [Waiting]] = [:]
        /// The tenants that somebody waits for, the next one first.
        var turns: [TenantID] = []
        var last: UInt64 = 0
    }

    /// `tenants`: how many share it; a single one has it all.
    init(_ size: PoolSize, tenants: Int) {
        self.size = size
        share = tenants > 1 ? max(1, size.threads - size.threads / 4) : size.threads
        threads = BlockingThreads(size.threads)
    }

    /// Whether a call may be turned away: not once its body was read or its answer began.
    enum Standing { case new, admitted }

    func run<Result: Sendable>(
        for tenant: TenantID, _ standing: Standing, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            enter(
                tenant, standing, work: { continuation.resume(with: Swift.Result { try body() }) },
                refuse: { continuation.resume(throwing: Problem.busy) })
        }
    }

    /// How many calls of a tenant wait.
    func waiting(for tenant: TenantID) -> Int { state.withLock { $0.lines[tenant]?.count ?? 0 } }

    /// Waits for the calls that run and wait.
    func stop() async throws { try await threads.stop() }

    // MARK: Lines

    private func enter(
        _ tenant: TenantID, _ standing: Standing, work: @escaping @Sendable () -> Void,
        refuse: @escaping @Sendable () -> Void
    ) {
        enum Way { case begin, wait, full }
        let way = state.withLock { state -> Way in
            if state.working < size.threads, state.atWork[tenant, default: 0] < share {
                state.working += 1
                state.atWork[tenant, default: 0] += 1
                return .begin
            }
            let line = state.lines[tenant, default: []]
            guard standing == .admitted || line.count < size.waiting else { return .full }
            state.last += 1
            var waiting = Waiting(number: state.last, work: work, refuse: refuse)
            if standing == .new { waiting.deadline = deadline(of: state.last, tenant) }
            if line.isEmpty { state.turns.append(tenant) }
            state.lines[tenant, default: []].append(waiting)
            return .wait
        }
        switch way {
        case .wait: break
        case .full: refuse()
        case .begin:
            threads.submit { [self] isActive in
                guard isActive else { return refuse() }
                work()
                goOn(after: tenant)
            }
        }
    }

    private func deadline(of number: UInt64, _ tenant: TenantID) -> Scheduled<Void> {
        MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .init(size.patience)) { [weak self] in
            self?.giveUp(number, of: tenant)
        }
    }

    private func giveUp(_ number: UInt64, of tenant: TenantID) {
        let waiting = state.withLock { state -> Waiting? in
            guard let place = state.lines[tenant]?.firstIndex(where: { $0.number == number }) else { return nil }
            let waiting = state.lines[tenant]?.remove(at: place)
            if state.lines[tenant]?.isEmpty ?? true { state.turns.removeAll { $0 == tenant } }
            return waiting
        }
        waiting?.refuse()
    }

    /// On the thread that became free: whoever is next, until nobody is.
    private func goOn(after tenant: TenantID) {
        var tenant = tenant
        while let (next, waiting) = state.withLock({ next(after: tenant, &$0) }) {
            waiting.deadline?.cancel()
            waiting.work()
            tenant = next
        }
    }

    private func next(after tenant: TenantID, _ state: inout State) -> (TenantID, Waiting)? {
        state.atWork[tenant, default: 1] -= 1
        guard let turn = state.turns.firstIndex(where: { state.atWork[$0, default: 0] < share }) else {
            state.working -= 1
            return nil
        }
        let next = state.turns.remove(at: turn)
        guard let waiting = state.lines[next]?.removeFirst() else { return nil }
        if state.lines[next]?.isEmpty == false { state.turns.append(next) }
        state.atWork[next, default: 0] += 1
        return (next, waiting)
    }
}
