/// A mean or subscribed power in whole watts (or volt-amperes, where the source says so).
package struct Power: Hashable, Sendable, Comparable, Codable {
    package let watts: Int32

    package init(watts: Int32) { self.watts = watts }

    package static func watts(_ value: Int32) -> Power { Power(watts: value) }

    package static func < (left: Power, right: Power) -> Bool { left.watts < right.watts }
}
