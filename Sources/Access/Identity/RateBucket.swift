package import Metering

/// How often one account, address or client did one thing since a moment. There is no lock-out: the count starts
/// again after the limit's `seconds`.
package struct RateBucket: StoredRecord {
    package static let kind = RecordKind("rate_bucket")
    package let id: String
    private var since: Instant
    private var count: Int
    private let seconds: Int

    package init(_ limit: RateLimit, of whom: String, now: Instant) {
        id = "\(limit.name) \(whom)"
        since = now
        count = 0
        seconds = limit.seconds
    }

    package var owner: String { id }
    package var end: Instant? { since.advanced(seconds: seconds) }

    /// Seconds to wait; nil while there is room. A clock that jumps back makes nobody wait for longer than `seconds`.
    package func wait(_ limit: RateLimit, now: Instant) -> Int? {
        let elapsed = now.seconds(since: since)
        guard elapsed < Int64(limit.seconds), count >= limit.limit else { return nil }
        return Int(min(Int64(limit.seconds), max(1, Int64(limit.seconds) - elapsed)))
    }

    package mutating func count(_ limit: RateLimit, now: Instant) {
        if now.seconds(since: since) >= Int64(limit.seconds) || now < since { (since, count) = (now, 0) }
        count += 1
    }
}

extension RecordReading {
    /// Seconds to wait before the next try; nil where there is room.
    package func wait(_ limit: RateLimit, of whom: String, now: Instant) throws -> Int? {
        try record(RateBucket.self, RateBucket(limit, of: whom, now: now).id)?.wait(limit, now: now)
    }
}

extension RecordTransaction {
    /// Counts one more.
    package func count(_ limit: RateLimit, of whom: String, now: Instant) throws {
        let fresh = RateBucket(limit, of: whom, now: now)
        var bucket = try record(RateBucket.self, fresh.id) ?? fresh
        bucket.count(limit, now: now)
        try put(bucket)
    }
}

/// The limits that one try counts against, each of somebody.
struct RateLimits {
    let limits: [(limit: RateLimit, whom: String)]

    init(_ limits: (RateLimit, of: String)...) { self.limits = limits.map { (limit: $0.0, whom: $0.of) } }

    /// Seconds to wait before the next try; nil where all have room.
    func wait(_ store: any RecordReading, now: Instant) throws -> Int? {
        try limits.compactMap { try store.wait($0.limit, of: $0.whom, now: now) }.max()
    }

    /// Counts one more.
    func count(_ store: any RecordTransaction, now: Instant) throws {
        for (limit, whom) in limits { try store.count(limit, of: whom, now: now) }
    }
}
