package import Metering

/// What two sums of one grid tell of a day, and whether other grids tell another energy.
package struct IndexDifference: Sendable {
    @usableFromInline var energy: Int64?
    package let quality: Quality
    /// The imports that stated the indexes at the start and at the end, by their number in `RevisionSets`.
    package let opening: UInt32
    package let closing: UInt32
    @usableFromInline let grid: IndexGrid
    @usableFromInline let classes: Int64
    /// What a class counts in, in watt-hours.
    @usableFromInline let unit: Int64

    /// Nil where the indexes fall, differ by more than 64 bits hold, or another grid tells another energy.
    @inlinable
    package var total: Int64? { energy }

    /// Nil where the sums are not of the same classes, all of them known.
    @inlinable
    package init?(from opening: IndexSum, to closing: IndexSum, of grid: IndexGrid) {
        guard opening.isComparable(to: closing) else { return nil }
        let (difference, isBeyond) = closing.value.subtractingReportingOverflow(opening.value)
        energy = isBeyond || difference < 0 ? nil : difference
        quality = max(opening.quality, closing.quality)
        (self.opening, self.closing) = (opening.revisions, closing.revisions)
        (self.grid, classes) = (grid, Int64(opening.count))
        unit = opening.isInKilowattHours && closing.isInKilowattHours ? 1_000 : 1
    }

    /// Takes what a grid that is believed less tells of the same day. The flow's own total needs no other; where two
    /// sums differ by more than counting explains, one lacks a class, and nobody knows which.
    @inlinable
    package mutating func hear(_ other: IndexDifference) {
        guard grid != .total, let mine = energy else { return }
        guard let theirs = other.total else { return energy = nil }
        // Neither is negative.
        if abs(mine - theirs) > tolerance(besides: other) { energy = nil }
    }

    /// By how much the sums of two grids may differ that both have all their classes. Each class loses less than its
    /// unit. Two ways of naming one division are of the same registers: counted in one unit they are equal.
    @usableFromInline
    func tolerance(besides other: IndexDifference) -> Int64 {
        guard grid.division == other.grid.division else { return classes * unit + other.classes * other.unit }
        return unit == other.unit ? 0 : 1_000 * (unit == 1_000 ? classes : other.classes)
    }
}
