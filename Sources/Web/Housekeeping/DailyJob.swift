import Access
package import Foundation
import Logging
import Metering
import ServiceLifecycle
import Store

/// What is done once a day for each tenant: consents that time or a move ended are closed, what was kept long enough is
/// removed, with the files of its jobs, the totals of managed buildings are noted for publication, and the audit log
/// and the register are signed. Reading waits for none of it.
package struct DailyJob: Service {
    private let portal: Portal
    /// The folder that the signed roots go to, two files a tenant: better where whoever can write to the data directory
    /// cannot.
    private let roots: URL
    private let mailer: any Mailer

    package init(_ portal: Portal, roots: URL, mailer: any Mailer) {
        self.portal = portal
        self.roots = roots
        self.mailer = mailer
    }

    /// Runs at the start and after each midnight in Paris, until the server stops.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            var done: CivilDay?
            while !Task.isCancelled {
                let now = portal.clock()
                if CivilDay(containing: now) != done {
                    for tenant in portal.tenants.all { try await carryOut(tenant, now) }
                    await removeOldMail(now)
                    done = CivilDay(containing: now)
                }
                try? await Task.sleep(for: .seconds(600))
            }
        }
    }

    /// A failure is logged and tried again on the next day: the server goes on.
    private func carryOut(_ tenant: Tenant, _ now: Instant) async throws {
        do {
            let report = try await portal.run(.stores) { try DailyJob.carryOut(tenant, roots: roots, now: now) }
            let removed = report.removed.filter { $0.value > 0 }.map { "\($0.key) \($0.value)" }.sorted()
            portal.logger.info(
                "daily job",
                metadata: [
                    "tenant": "\(tenant.id)", "closed": "\(report.closed)",
                    "removed": "\(removed.joined(separator: ", "))",
                ])
        } catch {
            portal.logger.error("daily job failed", metadata: ["error": "\(String(reflecting: type(of: error)))"])
        }
    }

    private func removeOldMail(_ now: Instant) async {
        let yesterday = Date(timeIntervalSince1970: Double(now.secondsSinceEpoch - 86_400))
        do {
            try await portal.run(.mail) { [mailer] in try mailer.removeMessages(before: yesterday) }
        } catch {
            portal.logger.error("old e-mails stay", metadata: ["error": "\(String(reflecting: type(of: error)))"])
        }
    }

    /// What a run came to: consents closed, records removed by kind.
    struct Report: Sendable {
        let closed: Int
        let removed: [String: Int]
    }

    static func carryOut(_ tenant: Tenant, roots: URL, now: Instant) throws -> Report {
        try sign(tenant, roots: roots, now: now)
        let (closed, retention) = try tenant.applyRetention(now: now)
        try tenant.prepareBuildingTotals(now: now)
        let removed = retention.lines.map { ($0.removal.rule.kind.name, $0.count) }
        return Report(closed: closed, removed: Dictionary(removed, uniquingKeysWith: +))
    }

    /// Signs the audit log and the register as they stand, where something was added: for `maille audit verify` and
    /// `maille verify`.
    private static func sign(_ tenant: Tenant, roots: URL, now: Instant) throws {
        try Folder.make(roots, permissions: 0o755)
        if let root = try tenant.audit.signRoot(now: now) {
            try RootFile<AuditRoot>(roots.appending(path: "\(tenant.id).roots")).add(root)
        }
        let file = try RootFile<RegisterRoot>(roots.appending(path: "\(tenant.id).register.roots"))
        let head = try tenant.releases.head()
        guard try file.roots().last?.link != head.link else { return }
        try file.add(RegisterRoot(rows: head.rows, link: head.link, at: now, by: tenant.keys))
    }
}
