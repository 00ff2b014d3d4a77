import Metering

/// Some cells of a row, kept to tell whether another row has the same.
struct R6xCells: Hashable {
    private var bytes: [UInt8] = []
    /// Where each cell ends in the bytes.
    private var ends: [Int] = []

    mutating func take(_ columns: [R6xColumn], of row: R6xRow, _ text: Span<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for column in columns {
            text.extracting(row.range(column)).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            ends.append(bytes.count)
        }
    }

    mutating func forget() { ends.removeAll(keepingCapacity: true) }

    func areThose(_ columns: [R6xColumn], of row: R6xRow, _ text: Span<UInt8>) -> Bool {
        guard ends.count == columns.count else { return false }
        var start = 0
        for place in columns.indices {
            let kept = bytes.span.extracting(start..<ends[place])
            guard text.extracting(row.range(columns[place])).equals(kept) else { return false }
            start = ends[place]
        }
        return true
    }
}
