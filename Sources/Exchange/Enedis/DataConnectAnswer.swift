import Metering

/// One `meter_reading` of DataConnect: the values of one usage point, in one unit.
struct DataConnectAnswer {
    var usagePoint = ""
    /// What the document says of the direction, in its own words; usually nothing.
    var directions: Set<String> = []
    var unit = ""
    var period = ""
    var points: [R6xPoint] = []
    var hasMeterReading = false
    let line: UInt32

    init(line: UInt32) { self.line = line }

    /// Load curves are stamped at the END of each interval, in local time without zone (house standards, section 0.1).
    func deliver(to sink: any RecordSink) throws {
        guard let point = try sink.point(fromPRM: usagePoint, line: line) else { return }
        guard let direction else {
            let words = directions.sorted().joined(separator: "', '")
            try sink.receive(
                Diagnostic(.quarantined, R6xRule.direction, line: line, point: point, "direction '\(words)'"))
            return
        }
        guard let kind, let factor = kind.factor(ofUnit: unit) else {
            let detail = "an answer in '\(unit)' over '\(period)'"
            try sink.receive(Diagnostic(.quarantined, R6xRule.unit, line: line, point: point, detail))
            return
        }
        let channel = Channel(point: point, direction: direction)
        try kind.deliver(points, through: R6xDelivery(sink: sink, channel: channel, factor: factor), stamped: .end)
    }

    private var kind: R6xKind? {
        switch (unit, period) {
        case ("W", _): .curve
        case ("Wh", "P1D"): .dailyEnergy
        case ("VA", _): .maximumPower
        default: nil
        }
    }

    /// Nil when the words contradict each other or are unknown.
    private var direction: Direction? {
        let sides = Set(
            directions.map { word -> Direction? in
                switch word {
                case "extraction", "consumption": .extraction
                case "injection", "production": .injection
                default: nil
                }
            })
        if sides.isEmpty { return .extraction }
        return sides.count == 1 ? sides.first.flatMap { $0 } : nil
    }
}
