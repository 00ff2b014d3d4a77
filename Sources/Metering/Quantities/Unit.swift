/// What the whole numbers of a load curve count.
package enum Unit: UInt8, CaseIterable, Hashable, Sendable {
    /// Mean power over the interval. It may be repeated over finer intervals without changing the energy.
    case watt = 0
    /// Energy of the interval. It cannot be split.
    case wattHour = 1
    /// Volume of the interval: litres, which are cubic decimetres.
    case litre = 2
    /// Mean flow over the interval. It stands for volumes of a day whose intervals differ in length, as a mean power
    /// does for energies; no file is written in it.
    case litrePerHour = 3

    /// Whether values are means over their interval: they hold on each part of it, and are averaged over longer ones.
    package var isMean: Bool { self == mean }

    /// The unit in which energies and powers, or volumes and flows, can be compared.
    package var mean: Unit {
        switch self {
        case .watt, .wattHour: .watt
        case .litre, .litrePerHour: .litrePerHour
        }
    }

    package var symbol: String {
        switch self {
        case .watt: "W"
        case .wattHour: "Wh"
        case .litre: "l"
        case .litrePerHour: "l/h"
        }
    }
}
