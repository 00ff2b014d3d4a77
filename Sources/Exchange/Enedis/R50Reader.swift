import Metering

final class R50Reader: XMLHandler {
    init(_ sink: any RecordSink) {}

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {}
    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {}
    func finish() throws {}
}
