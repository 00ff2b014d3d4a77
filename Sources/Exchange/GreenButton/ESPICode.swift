package import Metering

/// The numbers of ESPI's code lists that Maille writes or reads.
///
/// Source: `GB_XML_schema_usage_v3_3.xsd`, the types `UnitSymbolKind`, `MeasurementKind`, `CommodityKind`,
/// `ServiceKind`, `FlowDirectionKind`, `AccumulationKind` and `DataQualifierKind`.
enum ESPICode {
    static let watt: Int64 = 38
    static let wattHour: Int64 = 72
    static let cubicMetre: Int64 = 42
    static let litre: Int64 = 134
    static let litrePerHour: Int64 = 137

    static let energy: Int64 = 12
    static let power: Int64 = 37
    static let volume: Int64 = 58

    /// The difference over the interval.
    static let deltaData: Int64 = 4
    static let indicating: Int64 = 6

    static let average: Int64 = 2
    static let normal: Int64 = 12

    static let forward: Int64 = 1
    static let reverse: Int64 = 19
}

extension Carrier {
    /// `CommodityKind`: secondary electricity, natural gas, drinkable water, heating fluid, cooling fluid.
    var commodity: Int64 {
        switch self {
        case .electricity: 1
        case .gas: 7
        case .water: 9
        case .heat: 12
        case .cold: 13
        }
    }

    /// Primary and transmission electricity are electricity too, and steam is heat.
    init?(commodity: Int64) {
        switch commodity {
        case 1, 2, 26: self = .electricity
        case 7: self = .gas
        case 9: self = .water
        case 10, 12: self = .heat
        case 13: self = .cold
        default: return nil
        }
    }

    /// `ServiceKind`. Cold has none of its own: it is heat service, and its commodity tells it apart.
    var serviceKind: Int64 {
        switch self {
        case .electricity: 0
        case .gas: 1
        case .water: 2
        case .heat, .cold: 4
        }
    }

    init?(serviceKind: Int64) {
        guard let carrier = Carrier.allCases.first(where: { $0.serviceKind == serviceKind }) else { return nil }
        self = carrier
    }
}

extension Direction {
    /// `FlowDirectionKind`: delivered to the customer, or received from there. Nil for gross production: ESPI has no
    /// code for it, and as `reverse` it would be taken for injection.
    package var flowDirection: Int64? {
        switch self {
        case .extraction: ESPICode.forward
        case .injection: ESPICode.reverse
        case .production: nil
        }
    }

    init?(flowDirection: Int64) {
        switch flowDirection {
        case ESPICode.forward: self = .extraction
        case ESPICode.reverse: self = .injection
        default: return nil
        }
    }
}
