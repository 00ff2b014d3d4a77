import GRDB
package import Metering
import Store

/// What a compaction did.
package struct CompactionOutcome: Hashable, Sendable, Codable {
    package var months = 0
    package var pointDays = 0
    package var blocksBefore = 0
    package var blocksAfter = 0
    /// Bytes of blocks that are no longer needed, and of those that hold their days now.
    package var bytesBefore: Int64 = 0
    package var bytesAfter: Int64 = 0
}

/// Rewrites blocks of days as blocks of months, one calendar month after the other.
///
/// Nothing is lost: all revisions go along, each with its number. A month is written to a new segment and made
/// durable; then one transaction of SQLite puts its blocks in the place of the old ones; then segments that hold
/// nothing any more are deleted. A crash leaves the month as it was or as it is now; the next opening deletes what
/// SQLite does not know.
struct Compaction {
    private let store: EmbeddedCurveStore
    private let before: CivilDay?

    /// Channels whose rows fill a block of one month, and how many values fill one: as many half-hours as those
    /// channels have in 31 days.
    private static let channelsInBlock = 1_024
    private static let valuesInBlock = channelsInBlock * 31 * 50

    /// With `before`, only months that end before that day.
    init(_ store: EmbeddedCurveStore, before: CivilDay?) {
        self.store = store
        self.before = before
    }

    func run(progress: (_ month: CivilDay, _ done: Int, _ of: Int) -> Void) throws -> CompactionOutcome {
        var outcome = CompactionOutcome()
        for month in months() {
            guard let done = try compact(month, progress) else { continue }
            outcome.months += 1
            outcome.pointDays += done.pointDays
            outcome.blocksBefore += done.blocksBefore
            outcome.blocksAfter += done.blocksAfter
            outcome.bytesBefore += done.bytesBefore
            outcome.bytesAfter += done.bytesAfter
        }
        return outcome
    }

    /// The first days of the months that blocks of days touch.
    private func months() -> [CivilDay] {
        var months: Set<CivilDay> = []
        for place in store.allPlaces where !place.isMonth {
            var month = place.days.lowerBound.firstOfMonth
            while month <= place.days.upperBound {
                if before.map({ month.lastOfMonth < $0 }) ?? true { months.insert(month) }
                month = month.lastOfMonth.advanced(by: 1)
            }
        }
        return months.sorted()
    }

    // MARK: one month

    private func compact(
        _ month: CivilDay, _ progress: (_ month: CivilDay, _ done: Int, _ of: Int) -> Void
    ) throws -> CompactionOutcome? {
        let days = month...month.lastOfMonth
        let places = store.allPlaces.filter { $0.days.overlaps(days) }
        let chunks = MonthChunk.chunks(of: places, in: days, channelsInBlock: channelsInBlock(of: places, days))
        guard !chunks.isEmpty else { return nil }
        var outcome = CompactionOutcome()
        var writer = try MonthWriter(store)
        for (done, chunk) in chunks.enumerated() {
            let rows = try rows(of: chunk, days)
            outcome.pointDays += rows.reduce(0) { $0 + $1.days.count }
            for part in parts(of: rows) { try writer.append(part, firstDay: month, revision: chunk.revision) }
            progress(month, done + 1, chunks.count)
        }
        let old = chunks.flatMap(\.months) + superseded(by: days, among: places)
        try writer.swap(for: old)
        outcome.blocksBefore = old.count
        outcome.blocksAfter = writer.places.count
        outcome.bytesBefore = old.reduce(0) { $0 + Int64($1.length) }
        outcome.bytesAfter = writer.places.reduce(0) { $0 + Int64($1.length) }
        return outcome
    }

    /// Blocks of days whose last month is this one: their other months, if any, were compacted before it.
    private func superseded(by days: ClosedRange<CivilDay>, among places: [BlockPlace]) -> [BlockPlace] {
        places.filter { !$0.isMonth && $0.days.upperBound <= days.upperBound }
    }

    /// As many as fill a block, by the number of days that there are.
    private func channelsInBlock(of places: [BlockPlace], _ days: ClosedRange<CivilDay>) -> Int {
        let present = places.reduce(into: Set<Int32>()) { present, place in
            let overlap = place.days.clamped(to: days)
            present.formUnion(overlap.lowerBound.daysSinceEpoch...overlap.upperBound.daysSinceEpoch)
        }
        return min(max(1, 31 / max(1, present.count)), 32) * Compaction.channelsInBlock
    }

    /// All revisions of all days of some channels, by channel, newest first.
    private func rows(of chunk: MonthChunk, _ days: ClosedRange<CivilDay>) throws -> [MonthRow] {
        var entries: [Entry] = []
        for (order, place) in chunk.places.enumerated() {
            try store.forEachRevision(in: place, of: chunk.channels, days) { channel, day, revision, curve in
                entries.append(Entry(channel: channel, day: day, revision: revision, order: order, curve: curve))
            }
        }
        entries.sort { ($0.channel, $0.day, $1.revision, $0.order) < ($1.channel, $1.day, $0.revision, $1.order) }
        var rows: [MonthRow] = []
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].channel == entries[start].channel { end += 1 }
            Compaction.append(entries[start..<end], to: &rows)
            start = end
        }
        return rows
    }

    private struct Entry {
        let channel: UInt32
        let day: CivilDay
        let revision: Revision
        /// Within a revision, what a later block says counts: those come first.
        let order: Int
        let curve: DayCurve
    }

    /// The rows of one channel: first the newest revision of each day, then those before; of several steps or
    /// units, one row for each.
    private static func append(_ entries: ArraySlice<Entry>, to rows: inout [MonthRow]) {
        var layers: [[Entry]] = []
        var (layer, last): (Int, Entry?) = (0, nil)
        for entry in entries {
            let isSameDay = last?.day == entry.day
            // A day that two blocks hold in the same revision is the same day.
            if isSameDay, last?.revision == entry.revision { continue }
            layer = isSameDay ? layer + 1 : 0
            if layers.count == layer { layers.append([]) }
            layers[layer].append(entry)
            last = entry
        }
        for (number, layer) in layers.enumerated() {
            var rest = layer[...]
            while let first = rest.first {
                let fits = { (entry: Entry) in
                    entry.curve.step == first.curve.step && entry.curve.unit == first.curve.unit
                }
                rows.append(
                    MonthRow(
                        channel: first.channel,
                        days: rest.filter(fits).map { ($0.revision, $0.day, $0.curve) }, isNewest: number == 0))
                rest = rest.filter { !fits($0) }[...]
            }
        }
    }

    /// Rows for one block after the other. A channel's rows stay together.
    private func parts(of rows: [MonthRow]) -> [ArraySlice<MonthRow>] {
        var parts: [ArraySlice<MonthRow>] = []
        var (start, values) = (0, 0)
        for (index, row) in rows.enumerated() {
            let isNewChannel = index > 0 && rows[index - 1].channel != row.channel
            let isFull = values >= Compaction.valuesInBlock || index - start > MonthBlock.mostRows - 1_000
            if isNewChannel && isFull {
                parts.append(rows[start..<index])
                (start, values) = (index, 0)
            }
            values += row.days.reduce(0) { $0 + $1.curve.count }
        }
        if start < rows.count { parts.append(rows[start...]) }
        return parts
    }
}

extension DataDirectory {
    /// Rewrites blocks of days as blocks of months, with `before` only of months that end before that day.
    ///
    /// `progress` says how many groups of channels of a month are done. Throws `StoreError.busy` while an import is
    /// under way, and another `StoreError` at a damaged block; the months before it are compacted then.
    package func compact(
        before: CivilDay? = nil, progress: (_ month: CivilDay, _ done: Int, _ of: Int) -> Void = { _, _, _ in }
    ) throws -> CompactionOutcome {
        try headFile.check()
        let turn = try ledger.turns.take(for: "a compaction")
        return try withExtendedLifetime(turn) {
            try Compaction(measures.curves, before: before).run(progress: progress)
        }
    }
}
