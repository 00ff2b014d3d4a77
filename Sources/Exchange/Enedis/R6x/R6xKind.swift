import Metering

/// What the points of a series are: the content of R63, R65 and R66, whatever the form of the file.
enum R6xKind {
    case curve, dailyEnergy, maximumPower

    init(_ flow: Flow) {
        switch flow {
        case .r65JSON, .r65CSV: self = .dailyEnergy
        case .r66JSON, .r66CSV: self = .maximumPower
        default: self = .curve
        }
    }

    /// The one physical quantity that is read; the others are left in the file.
    var quantity: String {
        switch self {
        case .curve: "PA"
        case .dailyEnergy: "EA"
        case .maximumPower: "PMA"
        }
    }

    /// How many watts, watt-hours or volt-amperes a unit is; nil for another unit.
    func factor(ofUnit unit: String) -> Int64? {
        switch (self, unit) {
        case (.curve, "W"), (.dailyEnergy, "Wh"), (.maximumPower, "VA"), (.maximumPower, "W"): 1
        case (.curve, "kW"), (.dailyEnergy, "kWh"), (.maximumPower, "kVA"), (.maximumPower, "kW"): 1_000
        default: nil
        }
    }

    /// Delivers a whole series; the stamps of a curve follow the given convention, or the one its points show.
    func deliver(_ points: [R6xPoint], through delivery: R6xDelivery, stamped known: StampConvention? = nil) throws {
        switch self {
        case .curve:
            let convention =
                known
                ?? StampConvention.of(
                    steps: points.lazy.compactMap(\.step), isLinky: points.contains(where: \.isFromLinky))
            try delivery.curve(points, stamped: convention)
        case .dailyEnergy: try delivery.dailyEnergies(points)
        case .maximumPower: try delivery.maximumPowers(points)
        }
    }
}
