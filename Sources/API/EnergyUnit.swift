import Metering
import Web

extension Carrier {
    /// Watt-hours; litres of water.
    var energyUnit: String { self == .water ? "l" : "Wh" }
}
