import Access
import Exchange
import Metering
import Store
import Synchronization
import Web

/// The usage of some subscriptions as one feed, read a subscription and made a day at a time while it is sent. A
/// consent that is withdrawn while its days are sent ends the feed where it is.
final class UsageFeed: Sendable {
    /// One channel's days, with what they were granted on.
    struct Part: Sendable {
        let point: ESPIUsagePoint
        let days: [UsageDay]
        let ticket: GrantTicket
    }

    private struct State: Sendable {
        var writer: GreenButtonWriter?
        var parts: ArraySlice<Part> = []
        var subscriptions: ArraySlice<Subscription>
        var days: ArraySlice<UsageDay> = []
        var open: ESPIUsagePoint?
        var ticket: GrantTicket?
    }

    private let state: Mutex<State>
    private let read: @Sendable (Subscription) throws -> [Part]
    private let decisions: AccessDecisionPoint
    private let clock: @Sendable () -> Instant

    init(
        _ path: ESPIPath, at base: ESPIBase, _ parts: [Part], updated: Instant, decisions: AccessDecisionPoint,
        clock: @escaping @Sendable () -> Instant
    ) {
        let writer = GreenButtonWriter(path, at: base, updated: updated)
        state = Mutex(State(writer: writer, parts: parts[...], subscriptions: []))
        read = { _ in [] }
        self.decisions = decisions
        self.clock = clock
    }

    /// Of subscriptions that are read one by one, when what was before them has been sent.
    init(
        _ path: ESPIPath, at base: ESPIBase, _ subscriptions: [Subscription], updated: Instant,
        decisions: AccessDecisionPoint, clock: @escaping @Sendable () -> Instant,
        read: @escaping @Sendable (Subscription) throws -> [Part]
    ) {
        let writer = GreenButtonWriter(path, at: base, updated: updated)
        state = Mutex(State(writer: writer, subscriptions: subscriptions[...]))
        self.read = read
        self.decisions = decisions
        self.clock = clock
    }

    /// About sixteen days of half-hours a piece.
    private static let pieceBytes = 160 << 10

    /// The next piece; nil after the last one. Throws where what was granted does not stand any more.
    func next() throws -> [UInt8]? {
        try state.withLock { state in
            if let ticket = state.ticket { try check(ticket) }
            var piece: [UInt8] = []
            while piece.count < UsageFeed.pieceBytes {
                if let day = state.days.popFirst() {
                    state.writer?.append(day)
                    piece += state.writer?.take() ?? []
                } else if let part = state.parts.popFirst() {
                    try check(part.ticket)
                    if state.open?.path != part.point.path { state.writer?.open(part.point) }
                    (state.open, state.days, state.ticket) = (part.point, part.days[...], part.ticket)
                } else if let subscription = state.subscriptions.popFirst() {
                    // What was sent whole rests on nothing any more.
                    state.ticket = nil
                    state.parts = try read(subscription)[...]
                } else {
                    piece += state.writer.take()?.finish() ?? []
                    break
                }
            }
            return piece.isEmpty ? nil : piece
        }
    }

    private func check(_ ticket: GrantTicket) throws {
        guard try decisions.stands(ticket, now: clock()) else { throw Problem.notFound }
    }
}
