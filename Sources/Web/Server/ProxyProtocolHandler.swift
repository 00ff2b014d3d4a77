import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Who is behind each connection whose balancer said so.
final class ConnectionSources: Sendable {
    private let sources = Mutex<[ObjectIdentifier: SourceAddress]>([:])

    subscript(_ channel: ObjectIdentifier) -> SourceAddress? { sources.withLock { $0[channel] } }

    func keep(_ source: SourceAddress?, of channel: any Channel) {
        sources.withLock { $0[ObjectIdentifier(channel)] = source }
    }
}

/// Takes the header of the PROXY protocol off the start of a connection, before TLS. Closes a connection that does not
/// come from a trusted proxy, has no such header, does not bring it within five seconds, or comes from a network that
/// has its share of connections.
final class ProxyProtocolHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let proxies: TrustedProxies
    private let sources: ConnectionSources
    private let shares: ConnectionShares
    private var received: ByteBuffer?
    private var state = State.reading
    private var deadline: Scheduled<Void>?

    private enum State {
        case reading
        /// The header was taken off: what comes goes on as it is.
        case passing
        case closed
    }

    init(_ proxies: TrustedProxies, _ sources: ConnectionSources, _ shares: ConnectionShares) {
        self.proxies = proxies
        self.sources = sources
        self.shares = shares
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state == .reading else {
            if state == .passing { context.fireChannelRead(data) }
            return
        }
        var bytes = unwrapInboundIn(data)
        if received?.writeBuffer(&bytes) == nil { received = bytes }
        guard let peer = SourceAddress(context.channel.remoteAddress), proxies.contains(peer) else {
            return end(closing: context)
        }
        switch ProxyHeader.read(received?.readableBytesView ?? ByteBufferView()) {
        case .incomplete: break
        case .refused: end(closing: context)
        case .whole(let header):
            if let source = header.source, !shares.admit(source, context.channel) { return end(closing: context) }
            // The balancer's own calls name nobody else.
            sources.keep(header.source ?? peer, of: context.channel)
            received?.moveReaderIndex(forwardBy: header.length)
            let rest = received
            end()
            state = .passing
            if let rest, rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }

    private func end(closing context: ChannelHandlerContext? = nil) {
        state = .closed
        received = nil
        deadline?.cancel()
        context?.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }
}

/// A channel whose connections begin with the header of the PROXY protocol.
struct ProxyProtocolChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let proxies: TrustedProxies
    let sources: ConnectionSources
    let shares: ConnectionShares

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.closeFuture.whenComplete { _ in sources.keep(nil, of: channel) }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ProxyProtocolHandler(proxies, sources, shares))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
