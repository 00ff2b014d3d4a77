import Metering

/// How the written numbers become whole ones: exact, then rounded to the nearest, halves up.
struct GreenButtonScale {
    private let uom: Int64
    /// 10 to the written power, or to minus it: one of the two is 1.
    private let times: Int64
    private let parts: Int64

    /// Nil for a unit that is not converted, or a power of ten that no meter needs.
    init?(uom: Int64, powerOfTen: Int64) {
        guard [ESPICode.wattHour, ESPICode.watt, ESPICode.cubicMetre, ESPICode.litre].contains(uom) else { return nil }
        let power = uom == ESPICode.cubicMetre ? powerOfTen + 3 : powerOfTen
        guard (-12...12).contains(power) else { return nil }
        func ten(_ exponent: Int64) -> Int64 { (0..<max(0, exponent)).reduce(1) { value, _ in value * 10 } }
        self.uom = uom
        times = ten(power)
        parts = ten(-power)
    }

    var isVolume: Bool { uom == ESPICode.cubicMetre || uom == ESPICode.litre }

    /// What interval values are kept in. Energies finer than a watt-hour are kept as the mean power that they are: a
    /// watt over an interval is never more than a watt-hour, and mostly less.
    var unit: Unit {
        if isVolume { return .litre }
        return uom == ESPICode.wattHour && parts == 1 ? .wattHour : .watt
    }

    /// A written number in the unit above; nil where it does not fit.
    func amount(_ number: Int64, over step: Step) -> Int32? {
        let isEnergyAsPower = uom == ESPICode.wattHour && unit == .watt
        let perHour = isEnergyAsPower ? Int64(60 / step.minutes) : 1
        return scaled(number, by: perHour).flatMap { Int32(exactly: $0) }
    }

    /// The total of a civil day in watt-hours or litres; nil where it does not fit.
    func total(_ number: Int64, of day: CivilDay) -> Int64? {
        guard uom == ESPICode.watt else { return scaled(number, by: 1) }
        return scaled(number, by: 1).flatMap { WrittenUnit.watt.total($0, over: day) }
    }

    private func scaled(_ number: Int64, by factor: Int64) -> Int64? {
        let (first, isTooLarge) = number.multipliedReportingOverflow(by: times)
        let (product, isLarger) = first.multipliedReportingOverflow(by: factor)
        return isTooLarge || isLarger ? nil : product.divided(by: parts)
    }
}
