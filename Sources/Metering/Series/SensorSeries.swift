/// What a sensor in a room, on a boiler or on a charger says. It is no channel of a metering point: nothing adds it to
/// energies or volumes, and it never counts as a customer.
package struct SensorSeries: Hashable, Sendable {
    package let sensor: SensorID
    package let readings: Readings

    package init(_ sensor: SensorID, _ readings: Readings) {
        self.sensor = sensor
        self.readings = readings
    }

    /// One kind of readings, each in its unit.
    package enum Readings: Hashable, Sendable {
        case temperature(RegularSeries<Temperature>)
        /// Carbon dioxide in the air.
        case carbonDioxide(RegularSeries<PartsPerMillion>)
        /// What a device does, as a number whose meaning its maker's documentation has (off and on: 0 and 1). The state
        /// of an interval is the one that lasted longest in it.
        case state(RegularSeries<UInt16>)

        /// `°C`, `ppm`; none for states.
        package var symbol: String {
            switch self {
            case .temperature: "°C"
            case .carbonDioxide: "ppm"
            case .state: ""
            }
        }
    }
}

/// A sensor, by who issues its number.
package struct SensorID: Hashable, Sendable, Codable {
    package let issuer: String
    /// As its issuer writes it. Text: leading zeros are significant.
    package let id: String

    package init(issuer: String, id: String) {
        self.issuer = issuer
        self.id = id
    }
}

/// A share in millionths, by volume for a gas in air.
package struct PartsPerMillion: Hashable, Sendable, Comparable, Codable, CustomStringConvertible, IntensiveQuantity {
    package let units: Int32

    package init(units: Int32) { self.units = units }

    package init(from decoder: any Decoder) throws {
        self.init(units: try decoder.singleValueContainer().decode(Int32.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(units)
    }

    package var description: String { "\(units) ppm" }

    package static func < (left: Self, right: Self) -> Bool { left.units < right.units }
}
