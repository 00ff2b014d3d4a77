import Metering

/// Reads F12 and F15, what a distributor bills a supplier for each point: counted, not kept. Maille has no place for
/// invoices yet; read so, one beside measures in an archive does not keep these out.
///
/// The file also names the customer: of each point, its PRM alone is read.
/// Source: GRD.XSD.0299 Flux_F15_Donnees_Detail 4.0.4.
final class InvoiceReader: XMLHandler {
    private let sink: any RecordSink
    private var point = EnclosingPoint()
    private var lines = 0
    private var first: UInt32 = 0

    init(_ sink: any RecordSink) { self.sink = sink }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "Donnees_Valorisation":
            point.forget()
            (lines, first) = (0, line)
        case "Element_Valorise": lines += 1
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        switch name {
        case "Id_PRM": try point.name(text, line: line, telling: sink)
        case "Donnees_Valorisation":
            try sink.receive(
                Diagnostic(
                    .note, InvoiceReader.rule, line: first, point: point.id,
                    "\(lines) \(lines == 1 ? "line" : "lines") of an invoice left in the file: Maille keeps no invoices"
                ))
        default: break
        }
    }

    func finish() throws {}

    private static let rule = Rule("invoice", "What was billed is no measure: it is counted, and stays in the file.")
}
