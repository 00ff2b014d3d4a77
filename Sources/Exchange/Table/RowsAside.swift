import Metering

/// Rows below a line that ended their table: counted, and told once, with the reason.
struct RowsAside {
    private let fault: RecordFault
    private var line: UInt32?
    private var count = 0

    init(_ fault: RecordFault) { self.fault = fault }

    static let withoutHeader = RecordFault(
        PortalRule.unplaced, "no header stands between them and the line above that names their point")
    static let otherHeader = RecordFault(
        PortalRule.layout, "they stand under another header than the table's: send them in a file of their own")
    static let withoutPoint = RecordFault(
        PortalRule.unplaced,
        "their header came again, and no line between names their point: send it in a file of its own")

    /// Takes a line that has cells, one of them a figure.
    mutating func take(_ cells: [String], _ number: UInt32) {
        guard cells.count > 1, cells.contains(where: { $0.first?.isNumber ?? false }) else { return }
        line = line ?? number
        count += 1
    }

    func tell(_ sink: any RecordSink) throws {
        guard count > 0, let line else { return }
        let detail = "\(count) \(count == 1 ? "line" : "lines") set aside: \(fault.detail)"
        try sink.receive(Diagnostic(.quarantined, fault.rule, line: line, detail, values: count))
    }
}
