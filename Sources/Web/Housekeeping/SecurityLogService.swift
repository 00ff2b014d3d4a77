import Access
import Logging
import Metering
import ServiceLifecycle

/// Writes what is counted of refusals and authentications to the audit logs, once a minute and when the server stops.
package struct SecurityLogService: Service {
    private let portal: Portal

    package init(_ portal: Portal) { self.portal = portal }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(60))
                for tenant in portal.tenants.all { write(tenant) }
            }
        }
    }

    /// On this very thread: the portal's may have ended already. What could not be written is tried again.
    private func write(_ tenant: Tenant) {
        do {
            try tenant.events.write(to: tenant.access, tenant.keys, now: portal.clock())
        } catch {
            portal.logger.error(
                "security events not logged", metadata: ["error": "\(String(reflecting: type(of: error)))"])
        }
    }
}
