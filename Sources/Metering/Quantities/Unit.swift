/// What the whole numbers of a load curve count.
package enum Unit: UInt8, CaseIterable, Hashable, Sendable {
    /// Mean power over the interval. It may be repeated over finer intervals without changing the energy.
    case watt = 0
    /// Energy of the interval. It cannot be split.
    case wattHour = 1
    /// Volume of the interval: litres, which are cubic decimetres.
    case litre = 2

    package var symbol: String {
        switch self {
        case .watt: "W"
        case .wattHour: "Wh"
        case .litre: "l"
        }
    }
}
