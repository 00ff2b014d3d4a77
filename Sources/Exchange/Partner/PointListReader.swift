import Metering

/// Reads a list of metering points: `point;carrier;directions;segment;subscribed_power_va;…`.
///
/// Defined in `docs/integrating/formats.md`.
final class PointListReader: LineHandler {
    private let sink: any RecordSink
    private var fields = CSVFields()
    private var start = TableStart("point", "carrier")
    private var columns: ColumnNames?

    init(_ sink: any RecordSink) { self.sink = sink }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        if text.isCommentOrEmpty { return }
        fields.split(text)
        guard let columns, !start.isHeader(text, fields) else { return try header(text, number) }
        try start.requireOneLine(text, fields, number: number)
        do {
            let point = try MeteringPoint(written: columns.cells(of: text, fields))
            try sink.flagMasked(point.id, line: number)
            try sink.receive(.point(point, line: number))
        } catch let fault as RecordFault {
            try TableStart.refuseJoined(text, number: number)
            let carrier = try? Carrier(written: fields.text(1, of: text))
            let point = PointID(faulty: text.extracting(fields.range(0)), of: carrier)
            try sink.receive(fault.diagnostic(line: number, point: point))
        }
    }

    func beginFile() { columns = nil }

    func finish() {}

    private func header(_ text: Span<UInt8>, _ number: UInt32) throws {
        let names = try ColumnNames(
            text, fields, line: number, required: ["point", "carrier", "directions"],
            optional: [
                "segment", "subscribed_power_va", "connection_power_w", "commune", "in_service_since",
                "terminated_on", "holder", "parent", "use", "secrecy",
            ])
        try names.noteUnknown(to: sink, line: number)
        start.begin(fields)
        columns = names
    }
}

extension MeteringPoint {
    fileprivate init(written cells: [String: String]) throws(RecordFault) {
        let name = try PartnerName((cells["point"] ?? "").utf8.span)
        let carrier = try Carrier(written: cells["carrier"])
        self.init(
            id: try name.point(of: carrier), carrier: carrier,
            directions: try MeteringPoint.directions(cells["directions"] ?? ""))
        segment = try MeteringPoint.segment(cells["segment"])
        subscribedPower = try MeteringPoint.power(cells["subscribed_power_va"], as: "subscribed_power_va")
        connectionPower = try MeteringPoint.power(cells["connection_power_w"], as: "connection_power_w")
        commune = try MeteringPoint.commune(cells["commune"])
        inServiceSince = try MeteringPoint.day(cells["in_service_since"], as: "in_service_since")
        terminatedOn = try MeteringPoint.day(cells["terminated_on"], as: "terminated_on")
        holder = try cells["holder"].map { key throws(RecordFault) in try PartnerName(key.utf8.span).text }
        subMeter = try SubMeter(written: cells, of: carrier)
        secrecy = try MeteringPoint.secrecy(cells["secrecy"])
        if id.isSeries { throw RecordFault(PartnerRule.field, "a ready-made series as a point; a list has points") }
    }

    private static func directions(_ text: String) throws(RecordFault) -> Set<Direction> {
        let words = text.split(separator: "+", omittingEmptySubsequences: false)
        let directions = Set(words.compactMap { Direction(rawValue: String($0)) })
        guard directions.count == words.count else {
            throw RecordFault(
                PartnerRule.field,
                "directions '\(text.prefix(24))'; write extraction, injection or production, or several of them as in "
                    + "extraction+injection")
        }
        return directions
    }

    private static func segment(_ text: String?) throws(RecordFault) -> String? {
        guard let text else { return nil }
        let known = ["C1", "C2", "C3", "C4", "C5", "P1", "P2", "P3", "P4"]
        guard known.contains(text) else {
            throw RecordFault(PartnerRule.field, "segment '\(text.prefix(24))'; write C1 to C5 or P1 to P4")
        }
        return text
    }

    private static func secrecy(_ text: String?) throws(RecordFault) -> SecrecyClass? {
        guard let text else { return nil }
        guard let secrecy = SecrecyClass(rawValue: text) else {
            let known = SecrecyClass.allCases.map(\.rawValue).joined(separator: ", ")
            throw RecordFault(PartnerRule.field, "secrecy '\(text.prefix(24))'; write \(known)")
        }
        return secrecy
    }

    private static func power(_ text: String?, as column: String) throws(RecordFault) -> Power? {
        guard let text else { return nil }
        guard let value = text.utf8.span.integer.flatMap({ Int32(exactly: $0) }), value >= 0 else {
            throw RecordFault(PartnerRule.field, "\(column) '\(text.prefix(24))'; write a whole number")
        }
        return .watts(value)
    }

    private static func commune(_ text: String?) throws(RecordFault) -> String? {
        guard let text else { return nil }
        guard let code = CommuneCode.plausible(text.utf8.span) else {
            throw RecordFault(PartnerRule.field, "commune '\(text.prefix(24))'; write an INSEE code such as 01004")
        }
        return code
    }

    private static func day(_ text: String?, as column: String) throws(RecordFault) -> CivilDay? {
        guard let text else { return nil }
        return try CivilDay(written: text, as: column)
    }
}

extension SubMeter {
    /// Nil where a line has neither a parent nor a use.
    fileprivate init?(written cells: [String: String], of carrier: Carrier) throws(RecordFault) {
        guard let parent = cells["parent"] else {
            guard cells["use"] == nil else {
                throw RecordFault(
                    PartnerRule.field, "a use without a parent; write the point that it is a sub-meter of")
            }
            return nil
        }
        let written = cells["use"] ?? Use.other.rawValue
        guard let use = Use(rawValue: written) else {
            let uses = Use.allCases.map(\.rawValue).joined(separator: ", ")
            throw RecordFault(PartnerRule.field, "use '\(written.prefix(24))'; write \(uses)")
        }
        self.init(of: try PointID(partner: parent.utf8.span, of: carrier), use: use)
    }
}
