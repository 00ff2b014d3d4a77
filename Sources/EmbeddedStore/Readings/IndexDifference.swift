import Metering
import Store

/// What two sums of one grid tell of a day, and whether other grids tell another energy.
struct IndexDifference {
    /// Nil where the indexes fall, differ by more than 64 bits hold, or another grid tells another energy.
    private(set) var total: Int64?
    let quality: Quality
    /// `RevisionSets`.
    let opening: UInt32
    let closing: UInt32
    private let grid: IndexGrid
    private let classes: Int64
    /// What a class counts in, in watt-hours.
    private let unit: Int64

    /// Nil where the sums are not of the same classes, all of them known.
    init?(from opening: IndexSum, to closing: IndexSum, of grid: IndexGrid) {
        guard opening.isComparable(to: closing) else { return nil }
        let (difference, isBeyond) = closing.value.subtractingReportingOverflow(opening.value)
        total = isBeyond || difference < 0 ? nil : difference
        quality = max(opening.quality, closing.quality)
        (self.opening, self.closing) = (opening.revisions, closing.revisions)
        (self.grid, classes) = (grid, Int64(opening.count))
        unit = opening.isInKilowattHours && closing.isInKilowattHours ? 1_000 : 1
    }

    /// Takes what a grid that is believed less tells of the same day. The flow's own total needs no other; where two sums
    /// differ by more than counting explains, one lacks a class, and nobody knows which.
    mutating func hear(_ other: IndexDifference) {
        guard grid != .total, let mine = total else { return }
        guard let theirs = other.total else { return total = nil }
        // Neither is negative.
        if abs(mine - theirs) > tolerance(besides: other) { total = nil }
    }

    /// By how much the sums of two grids may differ that both have all their classes. Each class loses less than its
    /// unit. Two ways of naming one division are of the same registers: counted in one unit they are equal.
    private func tolerance(besides other: IndexDifference) -> Int64 {
        guard grid.division == other.grid.division else { return classes * unit + other.classes * other.unit }
        return unit == other.unit ? 0 : 1_000 * (unit == 1_000 ? classes : other.classes)
    }
}
