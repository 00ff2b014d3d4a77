import Metering
import Store

/// Places of blocks, found by the months that they touch: a question looks at the blocks of its own months, whatever
/// else there is. Four bytes a block and month beside the places.
struct PlaceIndex {
    /// Oldest revision first.
    private var places: [BlockPlace] = []
    /// By the first day of a month, ascending indices of the blocks that touch it.
    private var byMonth: [CivilDay: [UInt32]] = [:]

    init() {}

    /// Of places that are given newest revision first.
    init(newestFirst places: [BlockPlace]) { append(newestFirst: places) }

    /// Adds blocks of a revision newer than every other, the last of them first.
    mutating func append(newestFirst added: [BlockPlace]) {
        for place in added.reversed() {
            let index = UInt32(places.count)
            places.append(place)
            for month in PlaceIndex.months(of: place.days) { byMonth[month, default: []].append(index) }
        }
    }

    /// All of them, newest revision first.
    var newestFirst: [BlockPlace] { places.reversed() }

    var isEmpty: Bool { places.isEmpty }

    /// The blocks that may hold some of these days and are wanted, newest revision first.
    func places(in days: ClosedRange<CivilDay>, where isWanted: (BlockPlace) -> Bool) -> [BlockPlace] {
        let lists = touched(by: days)
        // A block of several months stands in the list of each.
        let isOfOneMonth = lists.count == 1
        var indices: [UInt32] = []
        for list in lists {
            for index in list {
                let place = places[Int(index)]
                if place.days.overlaps(days), isWanted(place) { indices.append(index) }
            }
        }
        if !isOfOneMonth { indices.sort() }
        var found: [BlockPlace] = []
        var last: UInt32?
        for index in indices.reversed() where index != last {
            found.append(places[Int(index)])
            last = index
        }
        return found
    }

    private func touched(by days: ClosedRange<CivilDay>) -> [[UInt32]] {
        let span = Int(days.upperBound.daysSinceEpoch) - Int(days.lowerBound.daysSinceEpoch)
        guard span / 28 <= byMonth.count else {
            let months = days.lowerBound.firstOfMonth...days.upperBound.firstOfMonth
            return byMonth.filter { months.contains($0.key) }.map(\.value)
        }
        return PlaceIndex.months(of: days).compactMap { byMonth[$0] }
    }

    /// The first days of the months that some days lie in.
    private static func months(of days: ClosedRange<CivilDay>) -> [CivilDay] {
        var months = [days.lowerBound.firstOfMonth]
        while let last = months.last, last.lastOfMonth < days.upperBound {
            months.append(last.lastOfMonth.advanced(by: 1))
        }
        return months
    }
}
