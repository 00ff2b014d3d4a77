import Metering

final class R6xCSVReader: LineHandler {
    init(_ sink: any RecordSink, flow: Flow, limits: ReadingLimits) {}

    func line(_ text: Span<UInt8>, number: UInt32) throws {}
    func finish() throws {}
}
