import Access
import HTTPTypes
import Store

/// What those who run the server ask: does it live, can it work, how much did it do.
enum Health {
    static let routes: [Route] = [
        Route(.get, "/health", for: .everyone) { _ in Answer(text: "ok\n", type: "text/plain; charset=utf-8") },
        Route(.get, "/ready", for: .everyone) { call in
            // One question to each store: a full or broken disk shows here, not in the next person's request.
            _ = try call.tenant.data.ledger.hasKept(size: -1)
            _ = try call.tenant.access.read(in: call.tenant.id) { try $0.lastAuditEntry() }
            return Answer(text: "ready\n", type: "text/plain; charset=utf-8")
        },
    ]
}
