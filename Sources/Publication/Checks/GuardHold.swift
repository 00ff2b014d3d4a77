package import Disclosure
package import Metering

/// A figure that the guard held, with the reason: for the operator alone.
///
/// It must be in no document, record or answer to a recipient: these say the same whatever the reason, so that nobody
/// learns from it which scope is small.
package struct GuardHold: Hashable, Sendable, CustomStringConvertible {
    /// The identifier of the figure's set; of neighbours taken together their identifiers, joined by `+`.
    package let set: String
    package let kind: EnergyKind
    package let period: ClosedRange<CivilDay>
    package let reason: HoldReason

    package var description: String {
        """
        \(set), \(kind.carrier.rawValue) \(kind.direction.rawValue), \(period.lowerBound) to \(period.upperBound): \
        \(reason.check.rawValue)\(besides)
        """
    }

    /// The earlier figures that the check rests on, where it names any.
    private var besides: String {
        if reason.panels.isEmpty { return "" }
        let points = reason.panels.map { String($0.count) }.joined(separator: ", ")
        return ", with \(reason.panels.count) figures of \(points) points that left"
    }
}
