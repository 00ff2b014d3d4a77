import Metering

/// The rows of R63, R65 and R66 in CSV.
final class R6xPointRows: R6xRows {
    private let limits: ReadingLimits
    private let isDaily: Bool
    private let sorter: R6xSorter
    private var series: R6xSeries?

    init(_ sink: any RecordSink, flow: Flow, limits: ReadingLimits, others: OtherQuantities) {
        self.limits = limits
        isDaily = flow == .r65CSV
        sorter = R6xSorter(sink, kind: R6xKind(flow), others: others)
    }

    func begin(_ row: R6xRow, of text: Span<UInt8>) {
        var series = R6xSeries(line: row.number)
        series.direction = text.extracting(row.range(.direction)).label
        series.quantity = text.extracting(row.range(.quantity)).label
        series.unit = text.extracting(row.range(.unit)).label
        self.series = series
    }

    func add(_ row: R6xRow, of text: Span<UInt8>) throws {
        guard let count = series?.points.count, series?.quantity == sorter.kind.quantity else { return }
        guard count < limits.seriesLength else {
            throw FlowError.tooLarge(line: row.number, detail: "a series is longer than \(limits.seriesLength) values")
        }
        var point = R6xPoint(line: row.number)
        point.read(.value, text.extracting(row.range(.value)))
        point.read(.time, text.extracting(row.range(isDaily ? .date : .time)))
        point.read(.nature, text.extracting(row.range(.nature)))
        point.read(.likelihood, text.extracting(row.range(.likelihood)))
        point.read(.state, text.extracting(row.range(.state)))
        if sorter.kind == .curve { point.read(.step, text.extracting(row.range(.step))) }
        series?.points.append(point)
    }

    func end(of point: PointID) throws {
        guard let ended = series else { return }
        series = nil
        try sorter.deliver(ended, of: point)
    }
}
