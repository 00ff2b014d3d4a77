import Metering

final class ExchangeLongReader: LineHandler {
    init(_ sink: any RecordSink, limits: ReadingLimits) {}

    func line(_ text: Span<UInt8>, number: UInt32) throws {}
    func finish() throws {}
}
