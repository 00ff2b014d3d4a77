package import Metering

/// A format that Maille reads.
package enum Flow: String, CaseIterable, Hashable, Sendable {
    case r50 = "R50"
    case r4x = "R4x"
    case r151 = "R151"
    case r171 = "R171"
    case c15 = "C15"
    case r15 = "R15"
    case r67JSON = "R67 JSON"
    case invoice = "F12 or F15"
    case r63JSON = "R63 JSON"
    case r64JSON = "R64 JSON"
    case r65JSON = "R65 JSON"
    case r66JSON = "R66 JSON"
    case c68 = "C68 JSON"
    case dataConnect = "DataConnect JSON"
    case greenButton = "Green Button"
    case r63CSV = "R63 CSV"
    case r64CSV = "R64 CSV"
    case r65CSV = "R65 CSV"
    case r66CSV = "R66 CSV"
    case r67CSV = "R67 CSV"
    case portalCSV = "customer portal CSV"
    case enedisTable = "Enedis portal table"
    case edfPower = "EDF half-hour power CSV"
    case grdfJSON = "GRDF portal JSON"
    case grdfTable = "GRDF portal table"
    case veoliaWater = "Veolia water table"
    case fluvius = "Fluvius history CSV"
    case suezWater = "Suez water JSON"
    case homeAssistantEnergy = "Home Assistant energy CSV"
    case homeAssistantStatistics = "Home Assistant statistics"
    case evccSessions = "evcc sessions CSV"
    case mappedTable = "mapped table"
    case exchangeLong = "exchange CSV, long"
    case exchangeWide = "exchange CSV, wide"
    case pointList = "point list CSV"
    case setList = "set list CSV"
}

extension Flow {
    /// Who states the values of this format: it decides where two formats say different things of one interval.
    package var provenance: Provenance {
        switch self {
        case .portalCSV, .dataConnect, .greenButton, .enedisTable, .edfPower, .grdfJSON, .grdfTable, .veoliaWater,
            .fluvius, .suezWater, .homeAssistantEnergy, .homeAssistantStatistics, .evccSessions:
            .copy
        default: .primary
        }
    }

    /// Whether its files leave out their point, or name it otherwise than its operator: a person may say it.
    var takesPoint: Bool {
        switch self {
        case .greenButton, .edfPower, .enedisTable, .veoliaWater, .grdfTable, .mappedTable, .suezWater,
            .homeAssistantEnergy, .homeAssistantStatistics, .evccSessions:
            true
        default: false
        }
    }

    /// The reader of this format. `point` is what a person says that the file is about, `mapping` what its columns are,
    /// for tables.
    func reader(
        into sink: any RecordSink, limits: ReadingLimits, point: PointID? = nil, mapping: TableMapping? = nil
    ) throws(FlowError) -> any DocumentReader {
        switch self {
        case .r50: R50Document(sink, limits: limits)
        case .r4x: XMLReader(R4xReader(sink, limits: limits), limits: limits)
        case .r151: PRMDocument(sink, root: "R151", limits: limits) { R151Reader($0) }
        case .r171: XMLReader(R171Reader(sink), limits: limits)
        case .c15: XMLReader(C15Reader(sink), limits: limits)
        case .r15: XMLReader(R15Reader(sink), limits: limits)
        case .invoice: XMLReader(InvoiceReader(sink), limits: limits)
        case .r67JSON: JSONReader(R67Reader(sink, limits: limits), limits: limits)
        case .r67CSV: LineReader(R67CSVReader(sink, limits: limits), limits: limits)
        case .r63JSON, .r65JSON, .r66JSON: JSONReader(R6xPointsReader(sink, flow: self, limits: limits), limits: limits)
        case .r64JSON: JSONReader(R64Reader(sink, limits: limits), limits: limits)
        case .greenButton: XMLReader(GreenButtonReader(sink, limits: limits, point: point), limits: limits)
        case .c68: JSONReader(C68Reader(sink), limits: limits)
        case .dataConnect: JSONReader(DataConnectReader(sink, limits: limits), limits: limits)
        case .r63CSV, .r64CSV, .r65CSV, .r66CSV: R6xCSVDocument(sink, flow: self, limits: limits)
        case .portalCSV: LineReader(PortalCSVReader(sink, limits: limits), limits: limits)
        case .grdfJSON: JSONReader(GRDFReader(sink, limits: limits), limits: limits)
        case .edfPower: LineReader(try EDFPowerReader(sink, limits: limits, point: point), limits: limits)
        case .suezWater: JSONReader(try SuezReader(sink, limits: limits, point: point), limits: limits)
        case .homeAssistantEnergy:
            LineReader(try EnergyDashboardReader(sink, limits: limits, point: point), limits: limits)
        case .enedisTable, .grdfTable, .veoliaWater, .fluvius, .mappedTable, .homeAssistantStatistics, .evccSessions:
            LineReader(
                MappedTableReader(sink, mapping ?? TableMapping(), flow: self, limits: limits, point: point),
                limits: limits)
        case .exchangeLong: LineReader(ExchangeLongReader(sink, limits: limits), limits: limits)
        case .exchangeWide: ExchangeWideDocument(sink, limits: limits)
        case .pointList: LineReader(PointListReader(sink), limits: limits)
        case .setList: LineReader(SetListReader(sink), limits: limits)
        }
    }
}
