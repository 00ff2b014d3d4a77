import Access
import Foundation
package import Logging
package import Metering
import NIOPosix
import ServiceLifecycle
import Services
import Synchronization

/// Does the jobs of all tenants, one at a time in each lane, on threads of its own.
///
/// When it is asked to stop, an import in hand is finished – a file is kept whole or not at all –, an export is left
/// after its part, and goes on after the next start.
package struct JobRunner: Service {
    private let tenants: Tenants
    private let clock: @Sendable () -> Instant
    private let logger: Logger

    package init(_ tenants: Tenants, logger: Logger, clock: @escaping @Sendable () -> Instant) {
        self.tenants = tenants
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        let isStopping = StopSign()
        let threads = NIOThreadPool(numberOfThreads: JobLane.allCases.count)
        threads.start()
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in JobLane.allCases { group.addTask { try await work(lane, threads, isStopping) } }
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            isStopping.raise()
        }
        try await threads.shutdownGracefully()
    }

    private func work(_ lane: JobLane, _ threads: NIOThreadPool, _ isStopping: StopSign) async throws {
        while !isStopping.isRaised && !Task.isCancelled {
            let hasWorked = try await threads.runIfActive { runNext(lane) { isStopping.isRaised } }
            if !hasWorked { try? await Task.sleep(for: .milliseconds(100)) }
        }
    }

    /// Runs one job of each tenant that has one; false where none has.
    package func runNext(_ lane: JobLane, unless isStopping: @escaping @Sendable () -> Bool = { false }) -> Bool {
        var hasWorked = false
        for tenant in tenants.all where !isStopping() {
            do {
                guard lane != .publications else {
                    hasWorked = try tenant.buildings.publishNext(now: clock()) || hasWorked
                    continue
                }
                guard let job = try tenant.jobs.take(lane, now: clock()) else { continue }
                hasWorked = true
                try run(job, tenant, isStopping)
            } catch is JobBoard.Gone {
                continue
            } catch {
                log(error)
            }
        }
        return hasWorked
    }

    private func run(_ job: Job, _ tenant: Tenant, _ isStopping: @escaping @Sendable () -> Bool) throws {
        do {
            switch job.work {
            case .export(let order):
                try ExportRun(tenant: tenant, clock: clock, isStopping: isStopping).run(job, order)
            case .upload(let order): try UploadRun(tenant: tenant, clock: clock, isStopping: isStopping).run(job, order)
            }
        } catch let gone as JobBoard.Gone {
            try tenant.jobs.removeFiles(of: job)
            throw gone
        } catch {
            log(error)
            guard var failed = try tenant.jobs.job(job.id) else { return }
            failed.enter(
                .failed,
                BilingualText(
                    french: "Erreur du serveur : recommencez, ou donnez l'identifiant du travail à l'exploitant.",
                    english: "Server error: begin again, or give the operator the identifier of the job."),
                now: clock())
            try tenant.jobs.keep(failed)
            try tenant.jobs.removeFiles(of: failed)
        }
    }

    /// The kind of the error alone: its words may name a point or a file.
    private func log(_ error: any Error) {
        logger.error("a job failed", metadata: ["error": "\(String(reflecting: type(of: error)))"])
    }
}

/// Whether to stop, set from another task.
private final class StopSign: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .acquiring) }

    func raise() { raised.store(true, ordering: .releasing) }
}
