/// An energy carrier.
package enum Carrier: String, CaseIterable, Hashable, Sendable, Codable {
    case electricity, gas, water, heat, cold
}

/// The side of the metering point an energy flows to: extraction is consumption (*soutirage*), injection is
/// production fed to the network.
package enum Direction: String, CaseIterable, Hashable, Sendable, Codable {
    case extraction, injection
}

/// What one load curve is about: a carrier in one direction at one metering point.
///
/// CIM: a UsagePoint with the commodity and the flow direction of its ReadingType.
package struct Channel: Hashable, Sendable, CustomStringConvertible {
    package let point: PointID
    package let carrier: Carrier
    package let direction: Direction

    package init(point: PointID, carrier: Carrier = .electricity, direction: Direction = .extraction) {
        self.point = point
        self.carrier = carrier
        self.direction = direction
    }

    package var description: String { "\(point) \(carrier.rawValue) \(direction.rawValue)" }
}
