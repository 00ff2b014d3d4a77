package import Metering

/// The channels and days that a revision changed, as ranges of both: what an engine gathers while it writes, for
/// `MeasureStore.forEachChange`.
///
///     var changes = ChangeRanges()
///     changes.add(17, day...day)
///     for range in changes.joined() { … }
///
/// Whatever is added is covered. Memory is bounded: where there are more than some thousand ranges, neighbours are
/// joined, and the ranges cover more than was added. Adding costs a comparison or two; what comes by channel and day,
/// or by day and channel, makes the fewest ranges.
package struct ChangeRanges: Sendable {
    /// Every channel of a range on every day of a range.
    package struct Range: Hashable, Sendable {
        package var channels: ClosedRange<UInt32>
        package var days: ClosedRange<CivilDay>

        package init(channels: ClosedRange<UInt32>, days: ClosedRange<CivilDay>) {
            self.channels = channels
            self.days = days
        }
    }

    /// At most so many ranges are kept of what was added.
    package static let most = 4_096
    private var ranges: [Range] = []
    /// The latest channel with the days that came of it one after the other: not among the ranges yet.
    private var latest: Range?
    /// How coarse the ranges are: nothing is joined but what touches at 0.
    private var level = 0

    package init() {}

    package var isEmpty: Bool { latest == nil }

    package mutating func add(_ channel: UInt32, _ days: ClosedRange<CivilDay>) {
        if let strip = latest, strip.channels.lowerBound == channel,
            let joined = strip.days.joined(days)
        {
            latest?.days = joined
            return
        }
        close()
        latest = Range(channels: channel...channel, days: days)
    }

    /// The ranges by day and channel; they may overlap.
    package func joined() -> [Range] {
        var whole = self
        whole.close()
        whole.join()
        whole.coarsen()
        return whole.ranges.sorted(by: ChangeRanges.byDays)
    }

    // MARK: joining

    private mutating func close() {
        guard var strip = latest else { return }
        latest = nil
        strip.days = rounded(strip.days)
        if let last = ranges.last, last.days == strip.days, let channels = joined(last.channels, strip.channels) {
            ranges[ranges.count - 1].channels = channels
            return
        }
        ranges.append(strip)
        guard ranges.count >= 2 * ChangeRanges.most else { return }
        join()
        coarsen()
    }

    /// Joins channels that touch on the same days, then days that touch of the same channels.
    private mutating func join() {
        ranges.sort(by: ChangeRanges.byDays)
        ranges = merged { left, right in
            guard left.days == right.days else { return nil }
            return joined(left.channels, right.channels).map { Range(channels: $0, days: left.days) }
        }
        ranges.sort(by: ChangeRanges.byChannels)
        ranges = merged { left, right in
            guard left.channels == right.channels else { return nil }
            return left.days.joined(right.days).map { Range(channels: left.channels, days: $0) }
        }
    }

    private func merged(_ join: (Range, Range) -> Range?) -> [Range] {
        var merged: [Range] = []
        for range in ranges {
            if let last = merged.last, let whole = join(last, range) {
                merged[merged.count - 1] = whole
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// Joins what lies ever further apart, until the ranges are few. At level 16 the gaps of channels know no bound,
    /// and at level 32 neither do those of days.
    private mutating func coarsen() {
        while ranges.count > ChangeRanges.most, level < ChangeRanges.mostCoarse {
            level += 1
            for place in ranges.indices { ranges[place].days = rounded(ranges[place].days) }
            join()
        }
    }

    private static let mostCoarse = 32

    /// Both ranges as one, where no more lies between them than the level lets pass.
    private func joined(_ left: ClosedRange<UInt32>, _ right: ClosedRange<UInt32>) -> ClosedRange<UInt32>? {
        let gap = Int64(1) << Int64(2 * min(level, 16))
        let isNear =
            Int64(right.lowerBound) - Int64(left.upperBound) <= gap
            && Int64(left.lowerBound) - Int64(right.upperBound) <= gap
        guard isNear else { return nil }
        return min(left.lowerBound, right.lowerBound)...max(left.upperBound, right.upperBound)
    }

    /// Days in whole runs of two to the power of what the level says.
    private func rounded(_ days: ClosedRange<CivilDay>) -> ClosedRange<CivilDay> {
        let bits = Int32(max(0, level - 3))
        if bits == 0 { return days }
        let (first, last) = (days.lowerBound.daysSinceEpoch >> bits, days.upperBound.daysSinceEpoch >> bits)
        let rest = Int32(1) << bits - 1
        return CivilDay(daysSinceEpoch: first << bits)...CivilDay(daysSinceEpoch: last << bits | rest)
    }

    private static func byDays(_ left: Range, _ right: Range) -> Bool {
        (left.days.lowerBound, left.days.upperBound, left.channels.lowerBound)
            < (right.days.lowerBound, right.days.upperBound, right.channels.lowerBound)
    }

    private static func byChannels(_ left: Range, _ right: Range) -> Bool {
        (left.channels.lowerBound, left.channels.upperBound, left.days.lowerBound)
            < (right.channels.lowerBound, right.channels.upperBound, right.days.lowerBound)
    }
}

extension ClosedRange<CivilDay> {
    /// Both as one, where they meet or touch.
    fileprivate func joined(_ other: ClosedRange<CivilDay>) -> ClosedRange<CivilDay>? {
        let touches =
            Int64(other.lowerBound.daysSinceEpoch) - Int64(upperBound.daysSinceEpoch) <= 1
            && Int64(lowerBound.daysSinceEpoch) - Int64(other.upperBound.daysSinceEpoch) <= 1
        guard touches else { return nil }
        return Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
    }
}
