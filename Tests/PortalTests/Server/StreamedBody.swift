import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Synchronization

@testable import Web

/// A body that comes piece by piece, and knows how many pieces were asked for.
final class StreamedBody: AsyncSequence, Sendable {
    private let pieces: [String]
    private let pause: Duration
    private let breaksOff: Bool
    private let count = Mutex(0)

    /// `breaksOff`: the connection is gone after the last piece.
    init(_ pieces: [String], pause: Duration = .zero, breaksOff: Bool = false) {
        self.pieces = pieces
        self.pause = pause
        self.breaksOff = breaksOff
    }

    var asked: Int { count.withLock { $0 } }

    struct BrokenOff: Error {}

    struct AsyncIterator: AsyncIteratorProtocol {
        let body: StreamedBody

        mutating func next() async throws -> ByteBuffer? {
            let number = body.count.withLock { count in
                count += 1
                return count - 1
            }
            try await Task.sleep(for: body.pause)
            guard number >= body.pieces.count else { return ByteBuffer(string: body.pieces[number]) }
            if body.breaksOff { throw BrokenOff() }
            return nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }
}

extension Neighbourhood {
    /// Sends a request through the whole router, as a socket at an address brings it.
    func send(
        _ method: HTTPRequest.Method, _ path: String, at host: String = "grid.example", by caller: Credentials = .none,
        _ fields: HTTPFields = [:], _ body: StreamedBody? = nil, from address: String = "192.0.2.1"
    ) async throws -> Response {
        var head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: fields)
        caller.sign(&head.headerFields)
        if body != nil, fields[.contentLength] == nil { head.headerFields[.transferEncoding] = "chunked" }
        let channel = NIOAsyncTestingChannel()
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: 50_000)
        var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        logger[metadataKey: "hb.request.id"] = "request"
        let source = ApplicationRequestContextSource(channel: channel, logger: logger)
        let request = Request(
            head: head, body: body.map { RequestBody(asyncSequence: $0) } ?? RequestBody(buffer: ByteBuffer()))
        return try await portal.router().buildResponder().respond(to: request, context: PortalContext(source: source))
    }
}
