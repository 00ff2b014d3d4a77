import HTTPTypes

// What follows from a route's data: the contract of a chapter says the same, and tests hold it to that.

extension Route {
    /// Every status that it may answer with, an error of ours (500) left out.
    package var statuses: Set<Int> {
        var statuses = Set(reply.statuses.map(\.code)).union([400, 401, 404, 429, 503])
        if reply.caching != .none { statuses.insert(304) }
        if audience != .everyone || activity != nil { statuses.insert(403) }
        if body != .none { statuses.formUnion([408, 413]) }
        if body == .json { statuses.insert(415) }
        if headers.contains(.idempotencyKey) { statuses.formUnion([409, 422]) }
        // What is handed out in ranges is made first.
        if headers.contains(.range) { statuses.formUnion([206, 304, 409, 416]) }
        return statuses
    }

    /// How a caller may prove who it is; `formToken` goes with a session where something changes. Empty: nobody asks.
    package var proofs: Set<Set<Proof>> {
        let session: Set<Proof> = method == .get ? [.session] : [.session, .formToken]
        return switch audience {
        case .everyone: []
        case .people: [session]
        case .clients: [[.token]]
        case .either: [session, [.token]]
        }
    }

    package enum Proof: String, Hashable, Sendable { case session, formToken, token }

    /// The places of the path's template.
    package var places: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}
