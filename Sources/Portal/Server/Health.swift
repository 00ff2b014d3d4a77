import Access
import HTTPTypes
import Store

/// Liveness, readiness and metrics endpoints.
enum Health {
    static let routes: [Route] = [
        Route(.get, "/health", for: .everyone) { _ in Answer(text: "ok\n", type: "text/plain; charset=utf-8") },
        Route(.get, "/ready", for: .everyone) { call in
            // One question to each store: a full or broken disk shows here, not in the next person's request.
            _ = try call.tenant.ledger.hasKept(size: -1)
            _ = try call.tenant.access.read(in: call.tenant.id) { try $0.lastAuditEntry() }
            return Answer(text: "ready\n", type: "text/plain; charset=utf-8")
        },
        Route(.get, "/metrics", for: .everyone) { call in
            // Told to this machine alone: how busy a tenant is, is nobody else's.
            guard call.source == "127.0.0.1" || call.source == "::1" else { throw Problem.notFound }
            return Answer(text: call.metrics.text, type: "text/plain; version=0.0.4; charset=utf-8")
        },
    ]
}
