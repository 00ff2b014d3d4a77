import Metering

/// Reads the files of the customer portal and of the historical data order (HDM): several sections in one file,
/// each with two description lines, a table header and rows.
///
/// The sections are told apart by their header lines, never by their place. People join exports of several households:
/// a value belongs to a point only while a description that named it is in force. Every other line than the rows of its
/// table ends that, and so do a byte order mark and rows that begin anew (`PortalSectionRows`); rows that then have no
/// point are counted and set aside, up to the next description.
final class PortalCSVReader: LineHandler {
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var fields = CSVFields()
    /// Column names of a description whose values are on the next line.
    private var description: [String]?
    /// What the description in force says.
    private var section: PortalSection?
    private var table: (any PortalTable)?

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        fields.split(text)
        if let words = heading(text) {
            try open(words, number)
        } else if let columns = description, !text.isEmpty {
            description = nil
            try describe(columns, text, number)
        } else {
            try row(text, number)
        }
    }

    func beginFile() throws { try closeSection() }

    func finish() throws { try closeSection() }

    // MARK: Lines

    /// The cells of a line that opens or ends something, in small letters without accents: files write them both ways.
    private func heading(_ text: Span<UInt8>) -> [String]? {
        let first = text.extracting(fields.range(0))
        guard !first.isEmpty, (first[0] | 0x20) &- 0x61 < 26 else { return nil }
        let openings = ["identifiant prm", "identifiant pdl", "horodate", "periode"]
        return openings.contains(first.string.withoutAccents) ? words(of: text) : nil
    }

    private func open(_ words: [String], _ number: UInt32) throws {
        switch words[0] {
        case "horodate":
            description = nil
            // Of a section that is set aside, the rows are too.
            guard let section else { return }
            if table == nil { table = table(of: section, words, number) } else { try end(PortalRule.nameless, number) }
        case "periode":
            guard let section else { return }
            try closeTable()
            table = PortalCalendars()
            try sink.receive(
                Diagnostic(.note, PortalRule.calendars, point: section.channel.point, "tariff calendars not read"))
        default:
            try closeSection()
            description = words
        }
    }

    private func row(_ text: Span<UInt8>, _ number: UInt32) throws {
        if table == nil {
            if text.isEmpty { return }
            try end(PortalRule.nameless, number)
        }
        do {
            try table?.row(text, fields, number: number)
        } catch let end as PortalSectionEnd {
            try self.end(end.reason, number)
            try table?.row(text, fields, number: number)
        }
    }

    /// The cells in small letters without accents.
    private func words(of text: Span<UInt8>) -> [String] {
        fields.ranges.map { text.extracting($0).string.withoutAccents }
    }

    // MARK: Sections

    private func describe(_ columns: [String], _ text: Span<UInt8>, _ number: UInt32) throws {
        let cells = Dictionary(zip(columns, words(of: text))) { first, _ in first }
        var point: PointID?
        do throws(RecordFault) {
            let described = try PointID(prm: fields.text(0, of: text) ?? "")
            point = described
            section = try PortalSection(cells, point: described)
        } catch {
            table = PortalRowsAside(error, of: point, line: number, into: sink)
            return
        }
        if let point { try sink.flag(masked: point, line: number) }
    }

    private func table(of section: PortalSection, _ header: [String], _ number: UInt32) -> any PortalTable {
        let table: (any PortalTable)? =
            section.content == .curve
            ? PortalCurve(section, header: header, into: sink, limits: limits)
            : PortalRegisters(section, header: header, into: sink, limits: limits)
        let fault = RecordFault(PortalRule.layout, "the table of this header")
        guard let table else { return PortalRowsAside(fault, of: section.channel.point, line: number, into: sink) }
        return PortalSectionRows(table, of: section, width: header.count, into: sink)
    }

    /// From this line on no description is in force: what follows belongs to nobody.
    private func end(_ reason: RecordFault, _ number: UInt32) throws {
        if section == nil, table is PortalRowsAside { return }
        try closeSection()
        table = PortalRowsAside(reason, of: nil, line: number, into: sink)
    }

    private func closeSection() throws {
        try closeTable()
        (section, description) = (nil, nil)
    }

    private func closeTable() throws {
        try table?.close()
        table = nil
    }
}
