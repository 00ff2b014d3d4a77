import Metering

/// The tables of a file, an archive or a workbook that a person says are about one point: what names no point may be
/// several homes'.
final class PointedTables {
    private var hasOne = false

    /// A document, or a table inside one, begins. Every one after the first is flagged.
    func begin(_ flow: Flow, _ name: String? = nil, line: UInt32? = nil, telling sink: any RecordSink) throws {
        defer { hasOne = true }
        guard hasOne else { return }
        let which = name.map { "'\($0.split(separator: "/").last?.prefix(60) ?? "")'" } ?? "the table that begins here"
        try sink.receive(
            Diagnostic(
                .flagged, PointedTables.rule, line: line,
                "\(which) is another \(flow.rawValue) under the same --point: make sure that it is of the same home"))
    }

    private static let rule = Rule(
        "several-tables", "Tables that name no point may be of several homes, which one --point would join.")
}
