import Metering

/// The points of one quantity of one metering point, gathered until what they are is known.
struct R6xSeries {
    /// *Grandeur métier*: CONS or PROD.
    var direction = ""
    /// *Grandeur physique*: PA, EA, PMA…
    var quantity = ""
    var unit = ""
    var points: [R6xPoint] = []
    let line: UInt32

    init(line: UInt32) { self.line = line }
}

/// Sends each series of R63, R65 or R66 to the sink, or says why it is not read.
struct R6xSorter {
    let sink: any RecordSink
    let kind: R6xKind
    let others: OtherQuantities

    init(_ sink: any RecordSink, kind: R6xKind, others: OtherQuantities = OtherQuantities()) {
        self.sink = sink
        self.kind = kind
        self.others = others
    }

    func deliver(_ series: R6xSeries, of point: PointID) throws {
        guard series.quantity == kind.quantity else {
            return try others.leave(series.quantity, of: point, line: series.line, telling: sink)
        }
        guard
            let delivery = try sink.delivery(
                direction: series.direction, factor: kind.factor(ofUnit: series.unit), unit: series.unit, of: point,
                line: series.line)
        else { return }
        try kind.deliver(series.points, through: delivery)
    }
}

extension RecordSink {
    /// What delivers a series of a direction and unit as the R6x flows name them, or nil after a diagnostic.
    func delivery(
        direction: String, factor: Int64?, unit: String, of point: PointID, line: UInt32
    ) throws -> R6xDelivery? {
        guard let side = Direction(metier: direction) else {
            let detail = "a series of direction '\(direction)'"
            try receive(Diagnostic(.quarantined, R6xRule.direction, line: line, point: point, detail))
            return nil
        }
        guard let factor else {
            let detail = "a series in '\(unit)'"
            try receive(Diagnostic(.quarantined, R6xRule.unit, line: line, point: point, detail))
            return nil
        }
        return R6xDelivery(sink: self, channel: Channel(point: point, direction: side), factor: factor)
    }
}

extension Span<UInt8> {
    /// The start of a text: enough for the name of a quantity, a unit or a class, too short to fill memory.
    var label: String { extracting(first: 40).string }
}
