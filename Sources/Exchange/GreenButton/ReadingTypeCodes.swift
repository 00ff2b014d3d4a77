import Metering

/// The codes of a `ReadingType` in a file; nil where it has none, or none that is a number.
struct ReadingTypeCodes {
    var accumulation: Int64?
    var commodity: Int64?
    var qualifier: Int64?
    var defaultQuality: Int64?
    var flowDirection: Int64?
    var intervalLength: Int64?
    var powerOfTen: Int64?
    var unit: Int64?
    var timeOfUse: Int64?
    var tier: Int64?

    /// Takes a child element, if it is one that is read.
    mutating func take(_ name: XMLName, _ text: Span<UInt8>) {
        switch name {
        case "accumulationBehaviour": accumulation = text.integer
        case "commodity": commodity = text.integer
        case "dataQualifier": qualifier = text.integer
        case "defaultQuality": defaultQuality = text.integer
        case "flowDirection": flowDirection = text.integer
        case "intervalLength": intervalLength = text.integer
        case "powerOfTenMultiplier": powerOfTen = text.integer
        case "uom": unit = text.integer
        case "tou": timeOfUse = text.integer
        case "consumptionTier": tier = text.integer
        default: break
        }
    }
}

/// What the values of a meter reading become.
struct GreenButtonQuantity {
    let carrier: Carrier
    let direction: Direction
    let scale: GreenButtonScale
    let intervalLength: Int64?
    let defaultMark: Mark?

    /// What the codes stand for, or why nothing is kept of such values.
    init(_ codes: ReadingTypeCodes, serviceKind: Int64?) throws(RecordFault) {
        func left(_ reason: String) -> RecordFault { RecordFault(GreenButtonRule.notKept, reason) }

        if let kind = codes.accumulation, ![0, ESPICode.deltaData, ESPICode.indicating].contains(kind) {
            throw left("accumulationBehaviour \(kind); ask for values of intervals (4)")
        }
        if let qualifier = codes.qualifier, ![0, ESPICode.average, ESPICode.normal].contains(qualifier) {
            throw left("dataQualifier \(qualifier); ask for normal values (12)")
        }
        guard codes.timeOfUse ?? 0 == 0, codes.tier ?? 0 == 0 else {
            throw left("a tariff class or tier alone; ask for the whole")
        }
        let direction = Direction(flowDirection: codes.flowDirection.flatMap { $0 == 0 ? nil : $0 } ?? ESPICode.forward)
        guard let direction else {
            throw left("flowDirection \(codes.flowDirection ?? 0); ask for 1 (delivered) or 19 (received)")
        }
        let commodity = codes.commodity.flatMap { $0 == 0 ? nil : $0 }
        guard
            let carrier = commodity.map({ Carrier(commodity: $0) }) ?? serviceKind.flatMap(Carrier.init(serviceKind:))
        else {
            throw left("commodity \(commodity ?? 0), service \(serviceKind.map(String.init) ?? "unsaid")")
        }
        guard let unit = codes.unit, let scale = GreenButtonScale(uom: unit, powerOfTen: codes.powerOfTen ?? 0) else {
            throw left(
                "uom \(codes.unit.map(String.init) ?? "none"), power of ten \(codes.powerOfTen ?? 0); "
                    + "ask for Wh (72), W (38), or for water m³ (42) or litres (134)")
        }
        guard scale.isVolume == (carrier == .water) else {
            let wanted = scale.isVolume ? "an energy: a volume is none without its calorific value" : "a volume"
            throw RecordFault(PartnerRule.unit, "uom \(unit) for \(carrier.rawValue); ask for \(wanted)")
        }
        self.carrier = carrier
        self.direction = direction
        self.scale = scale
        intervalLength = codes.intervalLength
        defaultMark = codes.defaultQuality.map { ReadingQualityCode.mark($0) ?? Mark(.measured, isDoubtful: true) }
    }
}

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
        let hours = isEnergyAsPower ? Int64(60 / step.minutes) : 1
        return scaled(number, by: hours).flatMap { Int32(exactly: $0) }
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
