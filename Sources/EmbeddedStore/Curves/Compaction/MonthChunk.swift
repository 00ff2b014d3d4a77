import Metering
import Store

/// Channels of one month that are rewritten together.
struct MonthChunk {
    let range: ClosedRange<UInt32>
    /// All blocks with days of these channels.
    let places: [BlockPlace]

    var channels: ChannelNumbers { ChannelNumbers(range) }
    var months: [BlockPlace] { places.filter(\.isMonth) }
    /// Everything up to this revision is in.
    var revision: Revision { places.map(\.revision).max() ?? Revision(0) }

    /// Where blocks of days say something that no month block holds: along the month blocks there are, and in
    /// equal steps where there is none.
    static func chunks(
        of places: [BlockPlace], in days: ClosedRange<CivilDay>, channelsInBlock: Int
    ) -> [MonthChunk] {
        let months = places.filter(\.isMonth).sorted { $0.channels.lowerBound < $1.channels.lowerBound }
        let fresh = places.filter { !$0.isMonth }
        var sweep = Sweep(fresh)
        var chunks: [MonthChunk] = []
        guard var next = fresh.map({ Int($0.channels.lowerBound) }).min(),
            let end = fresh.map({ Int($0.channels.upperBound) }).max()
        else { return [] }
        var coming = months[...]
        while next <= end {
            while let first = coming.first, Int(first.channels.upperBound) < next { coming = coming.dropFirst() }
            let known = coming.first.flatMap { Int($0.channels.lowerBound) <= next ? $0 : nil }
            var last = (next / channelsInBlock + 1) * channelsInBlock - 1
            if let known {
                last = Int(known.channels.upperBound)
            } else if let first = coming.first {
                last = min(last, Int(first.channels.lowerBound) - 1)
            }
            let lower = known.map { Int($0.channels.lowerBound) } ?? next
            let range = UInt32(lower)...UInt32(min(last, Int(UInt32.max)))
            let since = known?.revision ?? Revision(0)
            let new = sweep.places(overlapping: range)
            if new.contains(where: { $0.revision > since }) {
                chunks.append(MonthChunk(range: range, places: new + (known.map { [$0] } ?? [])))
            }
            next = last + 1
        }
        return chunks
    }

    /// Finds the places that ranges overlap, of ranges that come in ascending order: each place is looked at where it
    /// begins, where it ends and where it overlaps.
    private struct Sweep {
        private let places: [BlockPlace]
        private var coming: ArraySlice<Int>
        private var open: [Int] = []

        init(_ places: [BlockPlace]) {
            self.places = places
            coming = places.indices.sorted { places[$0].channels.lowerBound < places[$1].channels.lowerBound }[...]
        }

        /// In the order in which the places were given. Precondition: no range begins before the one asked for last.
        mutating func places(overlapping range: ClosedRange<UInt32>) -> [BlockPlace] {
            open.removeAll { places[$0].channels.upperBound < range.lowerBound }
            while let next = coming.first, places[next].channels.lowerBound <= range.upperBound {
                coming = coming.dropFirst()
                if places[next].channels.upperBound >= range.lowerBound { open.append(next) }
            }
            return open.sorted().map { places[$0] }
        }
    }
}
