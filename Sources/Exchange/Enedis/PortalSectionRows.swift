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
        if let stamp = try? PortalStamp(cell) {
            form.take(cell)
            guard section.period.holds(stamp, in: section.content) else {
                return try setAside(line, fields, number)
            }
            if let clock = stamp.clock, !order.follows(clock) {
                throw PortalSectionEnd(reason: PortalSectionRows.return)
            }
            isInside = true
        }
        hasRows = true
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
    private static let `return` = RecordFault(
        PortalRule.unplaced,
        "they go back in time, as where another export begins: send each export in a file of its own, in order of time")
}

/// How the moments of a section are written: the first whole one says it, and a cut one is its beginning.
struct PortalStampForm {
    /// A moment with each digit as 0; before the first, what all begin with.
    private var form = Array("0000-00-00".utf8)
    private var isWhole = false

    mutating func take(_ cell: Span<UInt8>) {
        if isWhole { return }
        isWhole = true
        form = cell.indices.map { PortalStampForm.shape(cell[$0]) }
    }

    func fits(_ cell: Span<UInt8>) -> Bool {
        guard cell.count > 10, cell[10] == UInt8(ascii: "T") || cell[10] == UInt8(ascii: " ") else { return false }
        guard !isWhole || cell.count <= form.count else { return false }
        return (0..<min(cell.count, form.count)).allSatisfy { PortalStampForm.shape(cell[$0]) == form[$0] }
    }

    private static func shape(_ byte: UInt8) -> UInt8 { byte &- 0x30 < 10 ? UInt8(ascii: "0") : byte }
}

/// Which way time goes down a table: forward as in all exports of the operator, or backward where a person turned one
/// over. Repeated moments, and the autumn hour that clocks show twice, go neither way.
struct PortalRowOrder {
    private static let autumnHour: Int64 = 3_600
    private var earliest = Int64.max
    private var latest = Int64.min
    private var mayAscend = true
    private var mayDescend = true

    /// Takes what the clock of the next row shows; false where it goes neither the one way nor the other.
    mutating func follows(_ clock: Int64) -> Bool {
        if latest >= earliest {
            if clock < latest - PortalRowOrder.autumnHour { mayAscend = false }
            if clock > earliest + PortalRowOrder.autumnHour { mayDescend = false }
        }
        (earliest, latest) = (min(earliest, clock), max(latest, clock))
        return mayAscend || mayDescend
    }
}
