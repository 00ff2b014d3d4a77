/// An amount of energy in whole watt-hours. Sums are exact.
package struct Energy: Hashable, Sendable, Comparable, AdditiveArithmetic, Codable {
    package let wattHours: Int64

    package init(wattHours: Int64) { self.wattHours = wattHours }

    package static func wattHours(_ value: Int64) -> Energy { Energy(wattHours: value) }
    package static let zero = Energy(wattHours: 0)

    package static func < (left: Energy, right: Energy) -> Bool { left.wattHours < right.wattHours }
    package static func + (left: Energy, right: Energy) -> Energy { .wattHours(left.wattHours + right.wattHours) }
    package static func - (left: Energy, right: Energy) -> Energy { .wattHours(left.wattHours - right.wattHours) }
}
