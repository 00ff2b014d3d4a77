package import Metering

/// Days of which the register forgot what left, as after a backup was put back: what is not known to have left cannot
/// be guarded, so nothing more leaves of them.
package struct ForgottenDays: Hashable, Sendable {
    private let ranges: [ClosedRange<CivilDay>]

    package init(_ ranges: [ClosedRange<CivilDay>] = []) { self.ranges = ranges }

    /// Whether any day of a period was forgotten.
    package func meet(_ period: ClosedRange<CivilDay>) -> Bool { ranges.contains { $0.overlaps(period) } }

    /// The last of them; nil where none was.
    package var last: CivilDay? { ranges.map(\.upperBound).max() }
}
