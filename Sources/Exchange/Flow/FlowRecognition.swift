import Metering

/// What a document is: its format and, for a table of a portal, where its columns are.
struct RecognisedFlow {
    let flow: Flow
    var mapping: TableMapping?
}

extension Flow {
    /// Recognises a document from its first bytes (64 KiB are enough): never from its name.
    static func recognise(_ head: Span<UInt8>) throws(FlowError) -> RecognisedFlow {
        if head.startsWith("\u{FEFF}") { return try recognise(head.extracting(droppingFirst: 3)) }
        if head.startsWith("%PDF") {
            throw .unsupported(flow: "a PDF", hint: "it is made to be printed; ask for the same data as CSV or XLSX")
        }
        if head.firstIndex(of: 0, from: 0) != nil {
            throw .encoding(line: 1, detail: "binary content, or UTF-16 without its mark; convert the file to UTF-8")
        }
        guard let first = head.firstVisible else { throw .unrecognised(hint: "the file is empty") }
        switch head[first] {
        case UInt8(ascii: "<"): return RecognisedFlow(flow: try recogniseXML(head.extracting(droppingFirst: first)))
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            try requireUTF8(head)
            return RecognisedFlow(flow: try recogniseJSON(head))
        default: return try recogniseCSV(head)
        }
    }

    private static func requireUTF8(_ head: Span<UInt8>) throws(FlowError) {
        guard let bad = head.firstMalformedUTF8 else { return }
        var line: UInt32 = 1
        for position in 0..<bad where head[position] == UInt8(ascii: "\n") { line += 1 }
        throw .encoding(line: line, detail: "not UTF-8; convert it, for example from Latin-1 with iconv")
    }

    // MARK: XML

    private static func recogniseXML(_ head: Span<UInt8>) throws(FlowError) -> Flow {
        let text = head.string
        var rest = Substring(text)
        while rest.hasPrefix("<?") || rest.hasPrefix("<!") {
            if rest.hasPrefix("<!DOCTYPE") {
                throw .forbidden(line: 1, detail: "a document type declaration; remove it")
            }
            let end = rest.hasPrefix("<!--") ? "-->" : ">"
            guard let close = rest.firstRange(of: end) else { throw .truncated(line: 1) }
            rest = rest[close.upperBound...].drop { $0.isWhitespace }
        }
        let qualified = rest.dropFirst().prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" }
        let root = String(qualified.split(separator: ":").last ?? "")
        switch root {
        case "R50": return .r50
        case "Courbe": return .r4x
        case "R151": return .r151
        case "R171": return .r171
        case "C15": return .c15
        case "feed", "entry": return try recogniseAtom(text)
        case "": throw .truncated(line: 1)
        case "Envelope":
            throw .unsupported(flow: "a SOAP answer", hint: "ask for the same measures as R63, R65 or R50 files")
        case "R15": return .r15
        case "R17":
            throw .unsupported(flow: root, hint: "billed readings; for daily indexes use R171 or R64")
        case "F15_Detail_Facturation", "F12_Detail_Facturation": return .invoice
        default:
            throw .unsupported(
                flow: "XML <\(root.prefix(40))>",
                hint: "Maille reads R50, R4x, R15, R151, R171, C15 and Green Button documents")
        }
    }

    /// Green Button: Atom with resources of ESPI, whose namespace is declared in its first entries.
    private static func recogniseAtom(_ text: String) throws(FlowError) -> Flow {
        if text.contains(#/["']http://naesb.org/espi["']/#) { return .greenButton }
        if text.contains("http://naesb.org/espi/customer") {
            throw .unsupported(
                flow: "Green Button customer data", hint: "names and addresses are never kept; ask for usage data")
        }
        throw .unsupported(flow: "an Atom feed", hint: "of feeds Maille reads Green Button usage data (ESPI)")
    }

    // MARK: JSON

    private static func recogniseJSON(_ head: Span<UInt8>) throws(FlowError) -> Flow {
        let text = head.string
        if let code = text.firstMatch(of: #/"codeFlux"\s*:\s*"(?<code>[A-Za-z0-9]{1,8})"/#)?.output.code {
            switch code.prefix(3) {
            case "R63": return .r63JSON
            case "R64": return .r64JSON
            case "R65": return .r65JSON
            case "R66": return .r66JSON
            case "R67": return .r67JSON
            default:
                throw .unsupported(flow: String(code), hint: "of the R6x family Maille reads R63 to R67")
            }
        }
        if text.contains("\"meter_reading\"") { return .dataConnect }
        if text.contains("\"idPce\"") || text.contains("\"releves\"") && text.contains("\"journeeGaziere\"") {
            return .grdfJSON
        }
        if text.contains("\"measures\""), text.contains("\"volume\"") { return .suezWater }
        if text.contains("\"donneesGenerales\"") || text.contains("\"situationsContractuelles\"") { return .c68 }
        if text.contains(#/"customer(_id)?"\s*:/#) {
            throw .unsupported(
                flow: "DataConnect customer data",
                hint: "contracts, addresses, identities and contacts hold no measure; for contract data use C68")
        }
        throw .unrecognised(hint: "JSON without codeFlux (R6x), meter_reading (DataConnect) or donneesGenerales (C68)")
    }

    // MARK: CSV

    private static func recogniseCSV(_ head: Span<UInt8>) throws(FlowError) -> RecognisedFlow {
        let text = head.firstMalformedUTF8 == nil ? head.string : Windows1252.utf8(head).span.string
        let lines = text.split(whereSeparator: \.isNewline).prefix(MappedTableReader.mostLinesAbove)
        guard let header = lines.first(where: { !$0.hasPrefix("#") }) else {
            throw .unrecognised(hint: "no header line")
        }
        let columns = header.split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.trimmingQuotes.lowercased().withoutAccents }
        if let flow = recogniseOwn(columns, header) { return RecognisedFlow(flow: flow) }
        if let known = KnownTable.recognise(lines) { return RecognisedFlow(flow: known.flow, mapping: known.mapping) }
        if lines.contains(where: { EDFPowerReader.isHeader($0.split(separator: ";").map { String($0).columnKey }) }) {
            return RecognisedFlow(flow: .edfPower)
        }
        let has = Set(columns)
        if columns.first == "identifiant prm" || columns.first == "identifiant pdl" && has.contains("type de donnees") {
            return RecognisedFlow(flow: try recogniseEnedisCSV(has))
        }
        throw .unrecognised(hint: NearHeader(lines).hint)
    }

    private static func recogniseOwn(_ columns: [String], _ header: Substring) -> Flow? {
        if columns.first == "identifiant prm", columns.contains("type de donnees") { return .portalCSV }
        if columns.starts(with: ["point", "carrier", "direction", "start", "end"]) { return .exchangeLong }
        if columns.starts(with: ["point", "date", "v1"]) { return .exchangeWide }
        if columns.starts(with: ["point", "carrier", "directions"]) { return .pointList }
        if columns.starts(with: ["set", "kind"]), columns.contains("point") { return .setList }
        if EnergyDashboardReader.isHeader(header) { return .homeAssistantEnergy }
        return nil
    }

    static func recogniseEnedisCSV(_ columns: Set<String>) throws(FlowError) -> Flow {
        if columns.contains("type de donnees") { return .portalCSV }
        if R67CSVReader.isHeader(columns) { return .r67CSV }
        if columns.contains("contexte de releve") { return .r64CSV }
        if columns.contains("nature") { return .r63CSV }
        if columns.contains("mode de calcul") { return .r65CSV }
        if columns.contains("horodate") && columns.contains("valeur") { return .r66CSV }
        throw .unrecognised(hint: "an Enedis CSV whose columns are none of R63 to R66 nor the customer portal's")
    }
}

extension Substring {
    fileprivate var trimmingQuotes: Substring { hasPrefix("\"") && hasSuffix("\"") ? dropFirst().dropLast() : self }
}

extension Span<UInt8> {
    fileprivate var firstVisible: Int? { (0..<count).first { self[$0] > 0x20 } }
}
