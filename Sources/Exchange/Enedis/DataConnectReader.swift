import Metering

/// Reads the load curves, daily energies and daily maximum powers of DataConnect (API v5), one document or an array.
///
/// Consumption and production answers have the same shape: a document is extraction unless it says otherwise, with
/// `"flow_direction": "production"` in `meter_reading` or `reading_type`, or in a wrapper of ours that says what was
/// asked: `{"direction": "injection", "meter_reading": {…}}`.
final class DataConnectReader: JSONHandler {
    private enum Level { case document, meterReading, readingType, interval, other }

    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var levels: [Level] = []
    private var answer = DataConnectAnswer(line: 1)
    private var point = R6xPoint(line: 1)
    private var hasMeterReading = false

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
    }

    func open(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object else { return }
        let level = level(under: key)
        levels.append(level)
        switch level {
        case .document: answer = DataConnectAnswer(line: line)
        case .meterReading:
            // Its values would be given to the point of the other.
            guard !answer.hasMeterReading else {
                throw FlowError.malformed(
                    line: line, detail: "a second 'meter_reading' in one document; write an array of documents")
            }
            hasMeterReading = true
            answer.hasMeterReading = true
        case .interval: point = R6xPoint(line: line)
        case .readingType, .other: break
        }
    }

    private func level(under key: String) -> Level {
        switch (levels.last, key) {
        case (nil, _): .document
        case (.document, "meter_reading"): .meterReading
        case (.meterReading, "reading_type"): .readingType
        case (.meterReading, "interval_reading"): .interval
        default: .other
        }
    }

    func close(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object, let level = levels.popLast() else { return }
        switch level {
        case .interval:
            guard answer.points.count < limits.seriesLength else {
                throw FlowError.tooLarge(line: line, detail: "an answer is longer than \(limits.seriesLength) values")
            }
            answer.points.append(point)
        case .document:
            if answer.hasMeterReading { try answer.deliver(to: sink) }
            answer = DataConnectAnswer(line: line)
        case .meterReading, .readingType, .other: break
        }
    }

    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) throws {
        switch (levels.last, key) {
        case (.interval, "value"): point.read(.value, text)
        case (.interval, "date"): point.read(.time, text)
        case (.interval, "interval_length"): point.read(.step, text)
        case (.interval, "measure_type"): point.read(.nature, text)
        case (.meterReading, "usage_point_id"): answer.usagePoint = text.string
        case (.document, "direction"), (.meterReading, "flow_direction"), (.readingType, "flow_direction"):
            answer.directions.insert(text.label)
        case (.readingType, "unit"): answer.unit = text.label
        case (.readingType, "measuring_period"): answer.period = text.label
        default: break
        }
    }

    func finish() throws {
        guard hasMeterReading else { throw FlowError.malformed(line: 1, detail: "no 'meter_reading' in the document") }
    }
}
