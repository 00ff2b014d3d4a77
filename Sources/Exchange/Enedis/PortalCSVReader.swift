import Metering

/// Reads the files of the customer portal and of the historical data order (HDM): several sections in one file,
/// each with two description lines, a table header and rows.
///
/// The sections are told apart by their header lines, never by their place.
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
        if let columns = description {
            description = nil
            section = try describe(columns, text, number)
        } else if text.isEmpty || text.digit(0) != nil {
            try row(text, number)
        } else if try !heading(words(of: text)) {
            try row(text, number)
        }
    }

    func finish() throws { try closeSection() }

    // MARK: Sections

    /// Whether a line is a header; it then opens what follows.
    private func heading(_ words: [String]) throws -> Bool {
        switch words.first {
        case "identifiant prm":
            try closeSection()
            description = words
        case "horodate":
            try closeTable()
            table = section.map { table(of: $0, words) }
        case "periode":
            try closeTable()
            guard let section else { break }
            try sink.receive(
                Diagnostic(.note, PortalRule.calendars, point: section.channel.point, "tariff calendars not read"))
        default: return false
        }
        return true
    }

    /// Rows of a section that is not read, calendars among them, have no table to go to.
    private func row(_ text: Span<UInt8>, _ number: UInt32) throws {
        if !text.isEmpty { try table?.row(text, fields, number: number) }
    }

    private func describe(_ columns: [String], _ text: Span<UInt8>, _ number: UInt32) throws -> PortalSection? {
        let cells = Dictionary(zip(columns, words(of: text))) { first, _ in first }
        guard let point = try sink.point(fromPRM: fields.text(0, of: text) ?? "", line: number) else { return nil }
        do throws(RecordFault) {
            return try PortalSection(cells, point: point)
        } catch {
            let isForOthers = error.rule == PortalRule.section || error.rule == EnedisRule.otherQuantity
            try sink.receive(error.diagnostic(isForOthers ? .note : .quarantined, line: number, point: point))
            return nil
        }
    }

    private func table(of section: PortalSection, _ header: [String]) -> any PortalTable {
        section.content == .curve
            ? PortalCurve(section, into: sink, limits: limits)
            : PortalRegisters(section, header: header, into: sink, limits: limits)
    }

    private func closeSection() throws {
        try closeTable()
        section = nil
    }

    private func closeTable() throws {
        try table?.close()
        table = nil
    }

    /// The cells in small letters without accents, as headers are compared: files write them both ways.
    private func words(of text: Span<UInt8>) -> [String] {
        fields.ranges.map { range in
            String(text.extracting(range).string.lowercased().map { $0 == "é" || $0 == "è" || $0 == "ê" ? "e" : $0 })
        }
    }
}
