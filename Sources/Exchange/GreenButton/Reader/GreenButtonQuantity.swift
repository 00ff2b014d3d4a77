import Metering

/// What the values of a meter reading are, by the codes of its type.
struct GreenButtonQuantity {
    let carrier: Carrier
    let direction: Direction
    let scale: GreenButtonScale
    let intervalLength: Int64?
    let defaultMark: Mark?

    /// Throws why nothing is kept of such values, and what to ask the issuer for.
    init(_ codes: ReadingTypeCodes, serviceKind: Int64?) throws(RecordFault) {
        try codes.requireCurve()
        direction = try codes.direction()
        carrier = try codes.carrier(serviceKind: serviceKind)
        scale = try codes.scale(for: carrier)
        intervalLength = codes.intervalLength
        defaultMark = codes.defaultQuality.map { ReadingQualityCode.mark($0) ?? Mark(.measured, isDoubtful: true) }
    }
}

extension ReadingTypeCodes {
    /// Values of intervals, whole and as they were: no registers, no maxima, no tariff class alone.
    fileprivate func requireCurve() throws(RecordFault) {
        if let accumulation, ![0, ESPICode.deltaData, ESPICode.indicating].contains(accumulation) {
            throw left("accumulationBehaviour \(accumulation); ask for values of intervals (4)")
        }
        if let qualifier, ![0, ESPICode.average, ESPICode.normal].contains(qualifier) {
            throw left("dataQualifier \(qualifier); ask for normal values (12)")
        }
        if timeOfUse ?? 0 != 0 || tier ?? 0 != 0 { throw left("a tariff class or tier alone; ask for the whole") }
    }

    /// A flow that is not said is a consumption.
    fileprivate func direction() throws(RecordFault) -> Direction {
        let flow = flowDirection ?? 0
        guard let direction = flow == 0 ? .extraction : Direction(flowDirection: flow) else {
            throw left("flowDirection \(flow); ask for 1 (delivered) or 19 (received)")
        }
        return direction
    }

    /// The commodity says it; where there is none, the kind of service.
    fileprivate func carrier(serviceKind: Int64?) throws(RecordFault) -> Carrier {
        let commodity = commodity ?? 0
        let carrier =
            commodity == 0 ? serviceKind.flatMap { Carrier(serviceKind: $0) } : Carrier(commodity: commodity)
        guard let carrier else { throw left("commodity \(commodity), service \(shown(serviceKind))") }
        return carrier
    }

    fileprivate func scale(for carrier: Carrier) throws(RecordFault) -> GreenButtonScale {
        guard let scale = unit.flatMap({ GreenButtonScale(uom: $0, powerOfTen: powerOfTen ?? 0) }) else {
            throw left(
                "uom \(shown(unit)), power of ten \(powerOfTen ?? 0); "
                    + "ask for Wh (72), W (38), or for water m³ (42) or litres (134)")
        }
        guard scale.isVolume == (carrier == .water) else {
            let wanted = scale.isVolume ? "an energy: a volume is none without its calorific value" : "a volume"
            throw RecordFault(PartnerRule.unit, "uom \(shown(unit)) for \(carrier.rawValue); ask for \(wanted)")
        }
        return scale
    }

    private func left(_ reason: String) -> RecordFault { RecordFault(GreenButtonRule.notKept, reason) }

    private func shown(_ code: Int64?) -> String { code.map(String.init) ?? "unsaid" }
}
