import Access
import HTTPTypes
import Synchronization

/// Counts of requests for Prometheus (text format 0.0.4). Labels are routes' templates: never a path, a point or a
/// person.
package final class RequestMetrics: Sendable {
    private struct Series: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private struct Latency {
        var counts = [Int](repeating: 0, count: RequestMetrics.bounds.count + 1)
        var sum = Duration.zero
    }

    private struct State {
        var requests: [Series: Int] = [:]
        var latencies: [String: Latency] = [:]
        var deadLetters: [RecordKind: Int] = [:]
    }

    /// Upper bounds in milliseconds.
    private static let bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000]
    private let state = Mutex(State())

    func count(route: String, method: HTTPRequest.Method, status: HTTPResponse.Status, _ elapsed: Duration) {
        let bucket = RequestMetrics.bounds.firstIndex { elapsed <= .milliseconds($0) } ?? RequestMetrics.bounds.count
        state.withLock { state in
            state.requests[Series(route: route, method: method.rawValue, status: status.code), default: 0] += 1
            state.latencies[route, default: Latency()].counts[bucket] += 1
            state.latencies[route, default: Latency()].sum += elapsed
        }
    }

    /// Messages of a kind that the outbox gave up.
    func countDeadLetters(_ count: Int, of kind: RecordKind) {
        state.withLock { $0.deadLetters[kind, default: 0] += count }
    }

    var text: String {
        let state = state.withLock { $0 }
        var lines = [
            "# HELP maille_http_requests_total Requests answered.", "# TYPE maille_http_requests_total counter",
        ]
        lines += state.requests.map { series, count in
            "maille_http_requests_total{route=\"\(series.route)\",method=\"\(series.method)\","
                + "status=\"\(series.status)\"} \(count)"
        }.sorted()
        lines += [
            "# HELP maille_http_request_seconds Time to the head of the answer.",
            "# TYPE maille_http_request_seconds histogram",
        ]
        for (route, latency) in state.latencies.sorted(by: { $0.key < $1.key }) {
            var total = 0
            for (bound, count) in zip(RequestMetrics.bounds.map { "\(Double($0) / 1_000)" } + ["+Inf"], latency.counts)
            {
                total += count
                lines.append("maille_http_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(total)")
            }
            lines.append("maille_http_request_seconds_sum{route=\"\(route)\"} \(latency.sum / .seconds(1))")
            lines.append("maille_http_request_seconds_count{route=\"\(route)\"} \(total)")
        }
        lines += [
            "# HELP maille_outbox_given_up_total Messages that did not leave.",
            "# TYPE maille_outbox_given_up_total counter",
        ]
        lines += [QueuedEmail.kind, Notice.kind].map { kind in
            "maille_outbox_given_up_total{kind=\"\(kind)\"} \(state.deadLetters[kind] ?? 0)"
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
