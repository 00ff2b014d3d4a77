import Dispatch
import GRDB
import Metering
import Store

/// Gathers the point-days of a revision into batches, and hands them to a second thread that merges, packs and
/// writes them: decoding goes on meanwhile.
final class EmbeddedCurveWriter {
    private let store: EmbeddedCurveStore
    private let appender: BlockAppender
    private let queue = DispatchQueue(label: "maille.blocks")
    /// Bounds the batches in hand, and with them the memory.
    private let places = DispatchSemaphore(value: 3)
    private var window = CurveWindow()

    /// Point-days of a window that came in another order than that of blocks: sorted, they make blocks that each hold
    /// a part of the channels.
    private static let mostUnsorted = 1 << 16

    init(_ revision: Revision, store: EmbeddedCurveStore) throws {
        self.store = store
        appender = try BlockAppender(revision, store: store)
    }

    func append(_ curve: DayCurve, of channel: UInt32, on day: CivilDay) throws {
        precondition(curve.count == curve.step.count(in: day), "a day has as many values as its length")
        window.append(ChannelDay(channel: channel, day: day, curve: curve))
        try handOverIfFull()
    }

    func append(_ days: DayColumns, _ rows: Range<Int>, channels: [UInt32]) throws {
        var first = rows.lowerBound
        while first < rows.upperBound {
            let end = min(rows.upperBound, first + CurveBlock.mostRows - window.count % CurveBlock.mostRows)
            window.append(
                days, first..<end, channels: channels[first - rows.lowerBound..<end - rows.lowerBound])
            try handOverIfFull()
            first = end
        }
    }

    private func handOverIfFull() throws {
        guard window.count >= CurveBlock.mostRows else { return }
        if window.isAscending || window.count >= EmbeddedCurveWriter.mostUnsorted { try handOver() }
    }

    func seal() throws -> CurveChanges {
        try handOver()
        queue.sync {}
        return try appender.seal()
    }

    func abandon() {
        window = CurveWindow()
        queue.sync {}
    }

    /// What went wrong with an earlier batch comes out here, or when sealing.
    private func handOver() throws {
        try appender.throwFailure()
        guard window.count > 0 else { return }
        let batch = window
        window = CurveWindow()
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
