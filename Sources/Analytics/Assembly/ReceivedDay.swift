package import Metering

/// One civil day of one channel as a file gave it, with the lines it came from.
package struct ReceivedDay: Hashable, Sendable {
    package var pointDay: PointDay
    /// Line of each interval; empty when the whole day stands on `firstLine`.
    private let lines: [UInt32]
    package let firstLine: UInt32

    package init(_ pointDay: PointDay, line: UInt32) {
        self.pointDay = pointDay
        lines = []
        firstLine = line
    }

    init(_ pointDay: PointDay, lines: [UInt32]) {
        self.pointDay = pointDay
        self.lines = lines
        firstLine = lines.first { $0 > 0 } ?? 0
    }

    /// Smallest and largest value and the sum of all, which most rules only need to see.
    var extent: (smallest: Int32, largest: Int32, sum: Int64) {
        var (smallest, largest, sum) = (Int32.max, Int32.min, Int64(0))
        for value in pointDay.curve.values {
            smallest = min(smallest, value)
            largest = max(largest, value)
            sum += Int64(value)
        }
        return (smallest, largest, sum)
    }

    package func line(of index: Int) -> UInt32 { lines.isEmpty ? firstLine : lines[index] }
}
