import Metering

/// Reads the points of sets, one membership a line:
/// `set;kind;use;usage;step;point;carrier;direction;from;until;consent`.
///
/// Defined in `docs/integrating/formats.md`.
final class SetListReader: LineHandler {
    private let sink: any RecordSink
    private var fields = CSVFields()
    private var start = TableStart("set", "kind")
    private var columns: ColumnNames?
    private var precedent: Precedent?

    /// A good line: lists repeat all of it but the point, a million times over.
    private struct Precedent {
        let before: [UInt8]
        let after: [UInt8]
        let set: PointSet
        let membership: Membership

        /// The same membership of the point that stands in another line in the same place; nil where more differs.
        func membership(in line: Span<UInt8>) -> Membership? {
            guard line.count > before.count + after.count else { return nil }
            let place = before.count..<line.count - after.count
            guard line.extracting(0..<place.lowerBound).equals(before.span),
                line.extracting(place.upperBound..<line.count).equals(after.span),
                let point = try? PointID(partner: line.extracting(place), of: membership.channel.carrier),
                !point.isSeries
            else { return nil }
            let channel = membership.channel
            return Membership(
                channel: Channel(point: point, carrier: channel.carrier, direction: channel.direction),
                from: membership.from, until: membership.until, consent: membership.consent)
        }
    }

    init(_ sink: any RecordSink) { self.sink = sink }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        if text.isCommentOrEmpty { return }
        if let precedent, let membership = precedent.membership(in: text) {
            return try deliver(precedent.set, membership, number)
        }
        fields.split(text)
        guard let columns, !start.isHeader(text, fields) else { return try header(text, number) }
        try start.requireOneLine(text, fields, number: number)
        let cells = columns.cells(of: text, fields)
        do {
            let set = try PointSet(written: cells)
            let membership = try Membership(written: cells)
            try deliver(set, membership, number)
            let place = fields.range(columns.position("point"))
            precedent = Precedent(
                before: text.extracting(0..<place.lowerBound).copied,
                after: text.extracting(place.upperBound..<text.count).copied, set: set, membership: membership)
        } catch let fault as RecordFault {
            try TableStart.refuseJoined(text, number: number)
            let carrier = try? Carrier(written: cells["carrier"] ?? "electricity")
            let point = PointID(faulty: (cells["point"] ?? "").utf8.span, of: carrier)
            try sink.receive(fault.diagnostic(line: number, point: point))
        }
    }

    func beginFile() { (columns, precedent) = (nil, nil) }

    func finish() {}

    private func header(_ text: Span<UInt8>, _ number: UInt32) throws {
        let names = try ColumnNames(
            text, fields, line: number, required: ["set", "kind", "usage", "point", "from"],
            optional: ["use", "step", "carrier", "direction", "until", "consent"])
        try names.noteUnknown(to: sink, line: number)
        start.begin(fields)
        columns = names
        precedent = nil
    }

    private func deliver(_ set: PointSet, _ membership: Membership, _ number: UInt32) throws {
        try sink.flagMasked(membership.channel.point, line: number)
        try sink.receive(.membership(set, membership, line: number))
    }
}

extension PointSet {
    fileprivate init(written cells: [String: String]) throws(RecordFault) {
        let visibility: Visibility = try word(cells["usage"] ?? "", as: "usage")
        self.init(
            id: try PointSet.name(cells["set"], as: "set"), kind: try PointSet.name(cells["kind"], as: "kind"),
            useCase: try PointSet.name(cells["use"] ?? visibility.rawValue, as: "use"), visibility: visibility,
            figureStep: try word(cells["step"] ?? FigureStep.day.rawValue, as: "step"))
    }

    /// A name that becomes part of figures' files and addresses.
    private static func name(_ text: String?, as column: String) throws(RecordFault) -> String {
        do {
            return try PartnerName((text ?? "").utf8.span).text
        } catch {
            throw RecordFault(error.rule, "\(column): \(error.detail)")
        }
    }
}

extension Membership {
    fileprivate init(written cells: [String: String]) throws(RecordFault) {
        let name = try PartnerName((cells["point"] ?? "").utf8.span)
        let carrier = try Carrier(written: cells["carrier"] ?? "electricity")
        let channel = Channel(
            point: try name.point(of: carrier), carrier: carrier,
            direction: try Direction(written: cells["direction"] ?? "extraction"))
        if channel.point.isSeries {
            throw RecordFault(PartnerRule.field, "a ready-made series as a member; a set has points")
        }
        let from = try CivilDay(written: cells["from"] ?? "", as: "from")
        var until: CivilDay?
        if let text = cells["until"] { until = try CivilDay(written: text, as: "until") }
        if let until, until <= from {
            throw RecordFault(PartnerRule.field, "until \(until) with from \(from); until is the first day outside")
        }
        var consent: Consent?
        if let text = cells["consent"] { consent = try word(text, as: "consent") }
        self.init(channel: channel, from: from, until: until, consent: consent)
    }
}
