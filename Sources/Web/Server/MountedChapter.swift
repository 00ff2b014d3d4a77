import Access

/// A chapter of a portal, with the threads that its calls alone hold up.
struct MountedChapter: Sendable {
    let chapter: Chapter
    private let ordinary: FairPool
    /// For passwords: a flood of sign-ins holds up nobody who is signed in.
    private let slow: FairPool

    init(_ chapter: Chapter, limits: Portal.Limits, tenants: Int) {
        self.chapter = chapter
        var size = chapter.pool
        size.threads = min(size.threads, limits.threads)
        ordinary = FairPool(size, tenants: tenants)
        size.threads = limits.passwordThreads
        slow = FairPool(size, tenants: tenants)
    }

    /// Runs a body on a thread that may block.
    func run<Result: Sendable>(
        _ work: Route.Work = .ordinary, for tenant: Tenant, _ standing: FairPool.Standing = .admitted,
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        switch work {
        case .ordinary: try await ordinary.run(for: tenant.id, standing, body)
        case .slow: try await slow.run(for: tenant.id, standing, body)
        }
    }

    func stop() async throws {
        try await ordinary.stop()
        try await slow.stop()
    }
}
