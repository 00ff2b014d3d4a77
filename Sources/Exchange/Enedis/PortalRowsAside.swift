import Metering

/// The lines that nothing is read from: their number is said once, with the reason.
struct PortalRowsAside: PortalTable {
    private let fault: RecordFault
    private let point: PointID?
    private let line: UInt32
    private let sink: any RecordSink
    private var count = 0

    init(_ fault: RecordFault, of point: PointID?, line: UInt32, into sink: any RecordSink) {
        (self.fault, self.point, self.line, self.sink) = (fault, point, line, sink)
    }

    mutating func row(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) {
        if fields.ranges.contains(where: { !$0.isEmpty }) { count += 1 }
    }

    func close() throws {
        if count == 0, [PortalRule.layout, PortalRule.unplaced, PortalRule.period].contains(fault.rule) { return }
        // Reactive energy and the like are left in every flow.
        let severity: Severity = fault.rule == EnedisRule.otherQuantity ? .note : .quarantined
        let lines = "\(count) \(count == 1 ? "line" : "lines") \(severity == .note ? "left in the file" : "set aside")"
        try sink.receive(
            Diagnostic(
                severity, fault.rule, line: line, point: point, "\(lines): \(fault.detail)", values: max(1, count)))
    }
}

/// The calendars below a table of indexes: they name tariff classes, and hold no measure.
struct PortalCalendars: PortalTable {
    func row(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) throws {
        let isCalendar = line.extracting(fields.range(0)).extracting(first: 3).equals(anyCase: "du ")
        guard isCalendar || line.isEmpty else { throw PortalSectionEnd(reason: PortalRule.nameless) }
    }

    func close() {}
}
