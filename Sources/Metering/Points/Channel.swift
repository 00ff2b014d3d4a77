/// An energy carrier.
package enum Carrier: String, CaseIterable, Hashable, Sendable, Codable {
    case electricity, gas, water, heat, cold
}

/// What flow a curve measures: extraction is what the network delivers (consumption, *soutirage*), injection what is
/// fed to the network, production what a plant at the point makes before anything of it is consumed there (gross
/// production, *production brute*).
///
/// Extraction and injection pass the point's connection; production need not. What a producer consumes of its own
/// production is production less injection (`SelfConsumption`).
package enum Direction: String, CaseIterable, Hashable, Sendable, Codable {
    case extraction, injection, production

    /// Whether all of the flow passes the connection of the point, whose power then bounds it.
    package var passesConnection: Bool { self != .production }
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
