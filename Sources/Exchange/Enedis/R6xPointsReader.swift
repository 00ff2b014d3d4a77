import Metering

final class R6xPointsReader: JSONHandler {
    init(_ sink: any RecordSink, flow: Flow, limits: ReadingLimits) {}

    func open(_ container: JSONContainer, key: String, line: UInt32) throws {}
    func close(_ container: JSONContainer, key: String, line: UInt32) throws {}
    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) throws {}
    func finish() throws {}
}
