import Dispatch
import GRDB
import Metering

/// Gathers the point-days of a revision into batches, and hands them to a second thread that merges, packs and
/// writes them: decoding goes on meanwhile.
final class EmbeddedCurveWriter: CurveWriter {
    private let store: EmbeddedCurveStore
    private let appender: BlockAppender
    private let queue = DispatchQueue(label: "maille.blocks")
    /// Bounds the batches in hand, and with them the memory.
    private let places = DispatchSemaphore(value: 3)
    private var pending: [ChannelDay] = []

    init(_ revision: Revision, store: EmbeddedCurveStore) throws {
        self.store = store
        appender = try BlockAppender(revision, store: store)
        pending.reserveCapacity(CurveBlock.mostRows)
    }

    func append(_ day: PointDay) throws {
        precondition(day.curve.count == day.curve.step.count(in: day.day), "a day has as many values as its length")
        pending.append(
            ChannelDay(channel: try store.channels.assign(day.channel), day: day.day, curve: day.curve))
        if pending.count == CurveBlock.mostRows { try handOver() }
    }

    func seal() throws -> CurveChanges {
        try handOver()
        queue.sync {}
        return try appender.seal()
    }

    func abandon() {
        pending = []
        queue.sync {}
    }

    /// What went wrong with an earlier batch comes out here, or when sealing.
    private func handOver() throws {
        try appender.throwFailure()
        guard !pending.isEmpty else { return }
        let batch = pending
        pending = []
        pending.reserveCapacity(CurveBlock.mostRows)
        places.wait()
        queue.async { [appender, places] in
            appender.append(batch)
            places.signal()
        }
    }
}

/// A point-day by the number of its channel.
struct ChannelDay: Sendable {
    struct Key: Hashable, Comparable {
        let channel: UInt32
        let day: CivilDay

        static func < (left: Key, right: Key) -> Bool {
            left.channel == right.channel ? left.day < right.day : left.channel < right.channel
        }
    }

    let channel: UInt32
    let day: CivilDay
    let curve: DayCurve

    var key: Key { Key(channel: channel, day: day) }
}
