import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// Bounds how many connections one network has open, so that nobody takes all of them. A connection beyond is closed.
final class ConnectionShares: Sendable {
    private let most: Int
    private let open = Mutex<[String: Int]>([:])

    init(most: Int) { self.most = most }

    /// Counts a connection until it closes; false where its network has as many as it may.
    func admit(_ source: SourceAddress, _ channel: any Channel) -> Bool {
        let site = source.siteKey
        let isWithin = open.withLock { open in
            guard open[site, default: 0] < most else { return false }
            open[site, default: 0] += 1
            return true
        }
        if isWithin { channel.closeFuture.whenComplete { _ in self.leave(site) } }
        return isWithin
    }

    private func leave(_ site: String) {
        open.withLock { open in
            let rest = (open[site] ?? 1) - 1
            open[site] = rest > 0 ? rest : nil
        }
    }
}

/// A channel of which each network has its share alone. Trusted proxies, who bring other people's calls, are not
/// counted: where they speak the PROXY protocol, `ProxyProtocolHandler` counts whom they name.
struct SharedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let proxies: TrustedProxies
    let shares: ConnectionShares

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        let ready = base.setup(channel: channel, logger: logger)
        guard let peer = SourceAddress(channel.remoteAddress), !proxies.contains(peer), !shares.admit(peer, channel)
        else { return ready }
        // Closed once it stands: a connection that fails to be set up would end the whole server.
        ready.whenSuccess { _ in channel.close(promise: nil) }
        return ready
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
