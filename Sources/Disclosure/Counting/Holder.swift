/// Who holds a point, as a number: thresholds count holders, not meters.
///
/// Only a holder of several points needs one. Whoever holds a single point, or is not known, is counted by that
/// point: `.itself`. Eleven meters of one landlord are one.
package struct Holder: Hashable, Sendable {
    package let number: UInt32

    /// The unnamed holder of one point.
    package static let itself = Holder(number: 0)

    /// A holder of several points; numbers start at 1.
    package init(number: UInt32) { self.number = number }
}

/// Distinct holders among points.
struct HolderCount {
    private var single = 0
    private var several: Set<UInt32> = []

    /// What does not count is as much work as what does.
    mutating func add(_ holder: Holder, counting isCounted: Bool = true) {
        if holder == .itself {
            single += isCounted ? 1 : 0
        } else {
            several.insert(isCounted ? holder.number : Holder.itself.number)
        }
    }

    var count: Int { single + several.count - (several.contains(Holder.itself.number) ? 1 : 0) }
}
