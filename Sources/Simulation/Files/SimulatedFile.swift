import Metering

/// A file, or the next piece of one that is too large to be made at once.
package struct SimulatedFile: Sendable {
    /// Below the folder that the files go to; folders are separated by `/`.
    package let path: String
    /// Whether these bytes go at the end of the file of the same path that came just before.
    package let isContinuation: Bool
    package let bytes: [UInt8]

    init(path: String, isContinuation: Bool = false, bytes: [UInt8]) {
        self.path = path
        self.isContinuation = isContinuation
        self.bytes = bytes
    }
}

/// How collections of points travel.
enum Batch {
    /// Most points in one R50 document (guide Enedis.SGE.GUI.0316).
    static let points = 3_000

    static func ranges(_ count: Int, of size: Int = points) -> [Range<Int>] {
        stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    }
}

extension CivilDay {
    /// The days of a range, in order.
    static func days(_ range: ClosedRange<CivilDay>) -> [CivilDay] {
        (range.lowerBound.daysSinceEpoch...range.upperBound.daysSinceEpoch).map { CivilDay(daysSinceEpoch: $0) }
    }
}
