import HTTPTypes
import Synchronization

/// Limits the requests of each caller (token bucket). Answers carry the fields of
/// draft-ietf-httpapi-ratelimit-headers-10.
///
/// In memory and bounded; a restart begins with full buckets.
final class CallRates: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
    }

    private let perMinute: Int
    private let buckets = Mutex<[String: Bucket]>([:])
    private static let mostCallers = 100_000

    init(perMinute: Int) { self.perMinute = perMinute }

    struct Room: Sendable {
        let isGranted: Bool
        /// How long to wait for the next one.
        let seconds: Int
        let fields: HTTPFields
    }

    func take(of caller: String, now: ContinuousClock.Instant) -> Room {
        let capacity = Double(perMinute)
        let left = buckets.withLock { buckets in
            if buckets.count >= CallRates.mostCallers { buckets.removeAll(keepingCapacity: true) }
            var bucket = buckets[caller] ?? Bucket(tokens: capacity, filledAt: now)
            let gained = (now - bucket.filledAt) / .seconds(60) * capacity
            bucket = Bucket(tokens: min(capacity, bucket.tokens + max(0, gained)) - 1, filledAt: now)
            if bucket.tokens < 0 { bucket.tokens += 1 } else { buckets[caller] = bucket; return bucket.tokens }
            buckets[caller] = bucket
            return -1
        }
        let wait = max(1, Int((60 / capacity).rounded(.up)))
        let fields: HTTPFields = [
            .rateLimitPolicy: "\"calls\";q=\(perMinute);w=60",
            .rateLimit: "\"calls\";r=\(max(0, Int(left)));t=\(wait)",
        ]
        return Room(isGranted: left >= 0, seconds: wait, fields: fields)
    }
}
