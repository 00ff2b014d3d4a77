import Metering

/// Reads the files of the customer portal and of the historical data order (HDM): several sections in one file,
/// each with two description lines, a table header and rows.
///
/// The sections are told apart by their header lines, never by their place. People join exports of several households:
/// a value belongs to a point only while a description that named it is in force. Whatever looks like a header or a
/// description, and a byte order mark, ends that; rows that then have no point are counted and set aside.
final class PortalCSVReader: LineHandler {
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var fields = CSVFields()
    /// Column names of a description whose values are on the next line.
    private var description: [String]?
    private var section: PortalSection?
    private var table: (any PortalTable)?

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        fields.split(text)
        if fields.ranges.allSatisfy(\.isEmpty) { return }
        switch kind(of: text) {
        case .words(let words): try heading(words, text, number)
        case .row where description == nil: try row(text, number)
        default: try values(text, number)
        }
    }

    func beginFile() throws { try closeSection() }

    func finish() throws { try closeSection() }

    // MARK: Lines

    private enum Kind {
        /// A moment and its figures, perhaps damaged.
        case row
        /// The identifier of a point and more: the values of a description.
        case identifier
        /// Words, in small letters without accents, as headers are compared: files write them both ways.
        case words([String])
    }

    private func kind(of text: Span<UInt8>) -> Kind {
        let first = text.extracting(fields.range(0))
        if first.count > 4, first[4] == UInt8(ascii: "-"), first.digit(0) != nil { return .row }
        guard !first.isEmpty else { return .row }
        if first.count >= 8, first.indices.allSatisfy({ first.digit($0) != nil || first[$0] | 0x20 == 0x78 }) {
            return .identifier
        }
        let isLetter = (first[0] | 0x20) &- 0x61 < 26 || first[0] >= 0x80
        return isLetter ? .words(words(of: text)) : .row
    }

    private func row(_ text: Span<UInt8>, _ number: UInt32) throws {
        if table == nil || table is PortalCalendars { try setAside(number) }
        try table?.row(text, fields, number: number)
    }

    /// What a line of words opens or ends.
    private func heading(_ words: [String], _ text: Span<UInt8>, _ number: UInt32) throws {
        switch words.first {
        case "identifiant prm", "identifiant pdl":
            try closeSection()
            description = words
        case "horodate":
            description = nil
            // Of a section that is set aside, the rows are too.
            guard let section else { return }
            try closeTable()
            table = table(of: section, words, number)
        case "periode":
            guard let section else { return }
            try closeTable()
            table = PortalCalendars()
            try sink.receive(
                Diagnostic(.note, PortalRule.calendars, point: section.channel.point, "tariff calendars not read"))
        case .some(let word) where table is PortalCalendars && word.hasPrefix("du "): break
        default: try values(text, number)
        }
    }

    /// A line that is the values of a description, or stands where nothing such is wanted.
    private func values(_ text: Span<UInt8>, _ number: UInt32) throws {
        guard let columns = description else {
            try setAside(number)
            try table?.row(text, fields, number: number)
            return
        }
        description = nil
        try describe(columns, text, number)
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
        return table ?? PortalRowsAside(fault, of: section.channel.point, line: number, into: sink)
    }

    /// No description is in force from this line on: what follows belongs to nobody.
    private func setAside(_ number: UInt32) throws {
        if section == nil, table is PortalRowsAside { return }
        try closeSection()
        table = PortalRowsAside(
            RecordFault(PortalRule.unplaced, "no description is in force"), of: nil, line: number, into: sink)
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
