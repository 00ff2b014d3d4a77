/// An energy in whole watt-hours, as meters count it.
package struct Energy: CountedQuantity {
    package static let symbol = "Wh"

    package let count: Int64

    package init(count: Int64) { self.count = count }

    package static func wattHours(_ value: Int64) -> Energy { Energy(count: value) }

    package var wattHours: Int64 { count }
}

/// A volume in whole litres, which are cubic decimetres.
package struct Volume: CountedQuantity {
    package static let symbol = "l"

    package let count: Int64

    package init(count: Int64) { self.count = count }

    package static func litres(_ value: Int64) -> Volume { Volume(count: value) }

    package var litres: Int64 { count }
}

extension DayCurve {
    /// The energy of the day, by `total`; nil of volumes and flows.
    package var energy: Energy? { unit.mean == .watt ? .wattHours(total) : nil }

    /// The volume of the day, by `total`; nil of energies and powers.
    package var volume: Volume? { unit.mean == .litrePerHour ? .litres(total) : nil }
}
