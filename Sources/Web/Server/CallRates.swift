import HTTPTypes
import Synchronization

/// Limits the requests of each caller (token bucket). Answers carry the fields of
/// draft-ietf-httpapi-ratelimit-headers-10.
///
/// In memory and bounded; a restart begins with full buckets. Where more callers come within a minute than are told
/// apart, those who come last share one bucket: no flood of addresses empties anybody's.
final class CallRates: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
    }

    private struct State {
        var buckets: [String: Bucket] = [:]
        var sweptAt: ContinuousClock.Instant?
    }

    private let name: String
    private let perMinute: Int
    private let mostCallers: Int
    private let state = Mutex(State())

    /// `mostCallers`: how many are told apart; each costs some hundred bytes.
    init(_ name: String = RateClass.calls.rawValue, perMinute: Int, mostCallers: Int = 100_000) {
        self.name = name
        self.perMinute = perMinute
        self.mostCallers = mostCallers
    }

    struct Room: Sendable {
        let isGranted: Bool
        /// How long to wait for the next one.
        let seconds: Int
        let fields: HTTPFields
    }

    /// Costs one look-up; once a second at most, where there are too many callers, a pass over them.
    func take(of caller: String, now: ContinuousClock.Instant) -> Room {
        let capacity = Double(perMinute)
        let left = state.withLock { state in
            let name = place(of: caller, in: &state, now: now)
            var bucket = state.buckets[name] ?? Bucket(tokens: capacity, filledAt: now)
            let gained = (now - bucket.filledAt) / .seconds(60) * capacity
            bucket = Bucket(tokens: min(capacity, bucket.tokens + max(0, gained)), filledAt: now)
            let isGranted = bucket.tokens >= 1
            if isGranted { bucket.tokens -= 1 }
            state.buckets[name] = bucket
            return isGranted ? bucket.tokens : -1
        }
        let wait = max(1, Int((60 / capacity).rounded(.up)))
        let fields: HTTPFields = [
            .rateLimitPolicy: "\"\(name)\";q=\(perMinute);w=60",
            .rateLimit: "\"\(name)\";r=\(max(0, Int(left)));t=\(wait)",
        ]
        return Room(isGranted: left >= 0, seconds: wait, fields: fields)
    }

    /// The caller's own bucket, or, where there is no room for one, the one that latecomers share.
    private func place(of caller: String, in state: inout State, now: ContinuousClock.Instant) -> String {
        guard state.buckets[caller] == nil, state.buckets.count >= mostCallers else { return caller }
        if state.sweptAt.map({ now - $0 >= .seconds(1) }) ?? true {
            state.sweptAt = now
            // Full by now, like a new one: nothing is forgotten.
            state.buckets = state.buckets.filter { now - $0.value.filledAt < .seconds(60) }
        }
        return state.buckets.count < mostCallers ? caller : "others"
    }
}
