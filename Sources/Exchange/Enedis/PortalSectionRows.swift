import Metering

/// The rows of one section, as long as they follow one another as those of one export do.
///
/// Exports that people joined may have lost the lines between them. A row ends the section where its first cell is no
/// moment as those above it are written, where it has more cells than the header, stands below an empty line, goes back
/// in time, or is outside the described period while those above it are inside. What is wrong with its values does not.
struct PortalSectionRows: PortalTable {
    private let section: PortalSection
    private var figures: any PortalTable
    /// Cells of the header.
    private let width: Int
    private let sink: any RecordSink
    private var form = PortalStampForm()
    private var order = PortalRowOrder()
    private var hasRows = false
    /// An empty line stands below the rows.
    private var isInterrupted = false
    /// A row was inside the described period.
    private var isInside = false
    /// Rows above all others that are outside the described period: nothing says that they are of another point.
    private var outside: PortalRowsAside?

    init(_ figures: any PortalTable, of section: PortalSection, width: Int, into sink: any RecordSink) {
        self.figures = figures
        self.section = section
        self.width = width
        self.sink = sink
    }

    mutating func row(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) throws {
        if line.isEmpty {
            isInterrupted = hasRows
            return
        }
        let cell = line.extracting(fields.range(0))
        guard form.fits(cell), fields.ranges.dropFirst(width).allSatisfy(\.isEmpty) else {
            throw PortalSectionEnd(reason: PortalRule.nameless)
        }
        if isInterrupted { throw PortalSectionEnd(reason: PortalSectionRows.interruption) }
        hasRows = true
        if let stamp = try? PortalStamp(cell) {
            form.take(cell)
            if let clock = stamp.clock, !order.follows(clock) {
                throw PortalSectionEnd(reason: PortalSectionRows.backInTime)
            }
            guard section.period.holds(stamp, in: section.content) else {
                return try setAside(line, fields, number)
            }
            isInside = true
        }
        try figures.row(line, fields, number: number)
    }

    private mutating func setAside(_ line: Span<UInt8>, _ fields: CSVFields, _ number: UInt32) throws {
        let reason = RecordFault(
            PortalRule.period, "outside the described period, \(section.period): send each export in a file of its own")
        if isInside { throw PortalSectionEnd(reason: reason) }
        if outside == nil {
            outside = PortalRowsAside(reason, of: section.channel.point, line: number, into: sink)
        }
        outside?.row(line, fields, number: number)
    }

    func close() throws {
        try figures.close()
        try outside?.close()
    }

    private static let interruption = RecordFault(
        PortalRule.unplaced,
        "an empty line ends the rows of a description: remove it, or send each export in a file of its own")
    private static let backInTime = RecordFault(
        PortalRule.unplaced,
        "they go back in time, as where another export begins: send each export in a file of its own, in order of time")
}
