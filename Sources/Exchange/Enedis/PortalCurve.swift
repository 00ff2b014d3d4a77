import Metering

/// The curve of one section, held until its end: only all its gaps tell the step of each point.
struct PortalCurve: PortalTable {
    private let section: PortalSection
    private let sink: any RecordSink
    private var rows: StampedRows

    /// Nil where the header is not that of a curve: `Horodate;Valeur`.
    init?(_ section: PortalSection, header: [String], into sink: any RecordSink, limits: ReadingLimits) {
        guard header.count > 1, header[1] == "valeur" else { return nil }
        self.section = section
        self.sink = sink
        rows = StampedRows(of: section.channel, in: section.unit.unit, limits: limits)
    }

    mutating func row(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) throws {
        do {
            let stamp = try PortalStamp(line.extracting(fields.range(0)))
            let text = line.extracting(fields.range(1))
            if text.isEmpty {
                try rows.append(stamp, 0, .missing(.sentEmpty), line: number)
            } else if let value = section.unit.amount(text).flatMap({ Int32(exactly: $0) }) {
                try rows.append(stamp, value, section.mark, line: number)
            } else {
                // The row still says that its interval is there: the gaps beside it are not twice as wide.
                try rows.append(stamp, 0, .missing(.quarantined), line: number)
                throw RecordFault(EnedisRule.value, "\(text.quoted) as a value of the curve")
            }
        } catch let fault as RecordFault {
            try sink.receive(fault.diagnostic(line: number, point: section.channel.point))
        }
    }

    func close() throws { try rows.deliver(to: sink, step: section.step) }
}
