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

    package func line(of index: Int) -> UInt32 { lines.isEmpty ? firstLine : lines[index] }
}
