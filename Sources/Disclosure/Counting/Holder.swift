/// The holder of a point, as a number: thresholds count holders, not meters. Eleven meters of one landlord count once.
///
/// Only holders of several points have numbers. A holder of one point, and one who is not known, is counted by the
/// point: `.itself`.
package struct Holder: Hashable, Sendable {
    package let number: UInt32

    /// The holder of one point, without a number.
    package static let itself = Holder(number: 0)

    /// A holder of several points; numbers start at 1.
    package init(number: UInt32) { self.number = number }
}

/// A count of distinct holders.
struct HolderCount {
    private var single = 0
    private var several: Set<UInt32> = []

    /// Does the same work whether or not the holder is counted, so that the time does not depend on it.
    mutating func add(_ holder: Holder, counting isCounted: Bool = true) {
        if holder == .itself {
            single += isCounted ? 1 : 0
        } else {
            several.insert(isCounted ? holder.number : Holder.itself.number)
        }
    }

    var count: Int { single + several.count - (several.contains(Holder.itself.number) ? 1 : 0) }
}
