import Metering

/// Reads what Home Assistant's energy dashboard downloads: a row for each statistic, a column for each hour, day or
/// month, named by the moment in UTC that begins it. It names no point.
///
///     entity_id,type,unit,2026-01-15T23:00:00.000Z,2026-01-16T00:00:00.000Z
///     sensor.linky_hp,grid_consumption,kWh,0.25,0.31
///
/// Several statistics of one type are a part each, as those of tariffs: their sum is read, and is missing where one of
/// them is. What is drawn from the grid is extraction, what returns to it injection, solar production is production.
/// Costs, devices, batteries, gas, water and what is worked out from others are left.
///
/// Source: home-assistant/frontend, the energy panel's download.
final class EnergyDashboardReader: LineHandler {
    private static let start = "entity_id,type,unit,"
    private static let directions: [String: Direction] = [
        "grid_consumption": .extraction, "grid_return": .injection, "solar_production": .production,
    ]

    private let sink: any RecordSink
    private let point: PointID
    private let lines: IntervalLines
    private let others = OtherQuantities()
    private let tables = PointedTables()
    private var fields = CSVFields(separator: UInt8(ascii: ","))
    private var columns: [DashboardInterval]?
    /// Those of the table that were added.
    private var statistics: Set<String> = []
    /// Of each direction, its rows' first line and the sum of each column; nil where a part of it is missing.
    private var sums: [Direction: (line: UInt32, amounts: [Int64?])] = [:]

    init(_ sink: any RecordSink, limits: ReadingLimits, point: PointID?) throws(FlowError) {
        guard let point else {
            throw .unsupported(
                flow: "\(Flow.homeAssistantEnergy.rawValue) without a point",
                hint: "the file does not say whose it is: say it with --point, one file a point")
        }
        (self.sink, self.point) = (sink, point)
        lines = IntervalLines(sink, limits: limits)
    }

    static func isHeader(_ line: Substring) -> Bool {
        line.hasPrefix(start) && line.dropFirst(start.count).first?.isNumber ?? false
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        if text.isCommentOrEmpty { return }
        fields.split(text)
        let cells = fields.ranges.map { text.extracting($0).string }
        if cells.starts(with: ["entity_id", "type", "unit"]) {
            try deliver()
            try tables.begin(.homeAssistantEnergy, line: number, telling: sink)
            columns = try DashboardInterval.columns(cells.dropFirst(3), line: number)
            return
        }
        guard let columns else { throw FlowError.malformed(line: number, detail: "no header row") }
        do {
            try read(cells, columns.count, number)
        } catch let fault as RecordFault {
            try sink.receive(fault.diagnostic(line: number, point: point, values: max(1, cells.count - 3)))
        }
    }

    func beginFile() throws {
        try deliver()
        columns = nil
    }

    func finish() throws {
        guard columns != nil else { throw FlowError.malformed(line: 1, detail: "no header row") }
        try deliver()
        try lines.finish()
    }

    private func read(_ cells: [String], _ count: Int, _ number: UInt32) throws {
        guard cells.count > 3, cells.count <= count + 3 else {
            throw RecordFault(PartnerRule.field, "\(cells.count) cells under a header of \(count + 3)")
        }
        guard let direction = EnergyDashboardReader.directions[cells[1]] else {
            return try others.leave(cells[1], of: point, line: number, telling: sink)
        }
        guard let unit = WrittenUnit(inTable: cells[2]), unit.unit == .wattHour else {
            throw RecordFault(PartnerRule.unit, "\(cells[1]) in '\(cells[2].prefix(16))', which is no energy")
        }
        guard statistics.insert(cells[0]).inserted else {
            throw RecordFault(PartnerRule.field, "a statistic that stands above already: it would be added twice")
        }
        var amounts: [Int64?] = []
        var bad: [String] = []
        for place in 0..<count {
            let text = place + 3 < cells.count ? cells[place + 3] : ""
            let amount = text.isEmpty ? nil : EnergyDashboardReader.amount(text, unit)
            if !text.isEmpty, amount == nil { bad.append(text) }
            amounts.append(amount)
        }
        let (line, sum) = sums[direction] ?? (number, Array(repeating: 0, count: count))
        sums[direction] = (
            line, zip(sum, amounts).map { first, second in first.flatMap { one in second.map { one + $0 } } }
        )
        if let first = bad.first {
            throw RecordFault(
                EnedisRule.value, "'\(first.prefix(24))' as an energy; such intervals are missing", values: bad.count)
        }
    }

    /// Differences of a sum next to nothing come as `1.1e-13`. Nothing falls below zero but a counter that began anew.
    private static func amount(_ text: String, _ unit: WrittenUnit) -> Int64? {
        let isNothing = text.contains("e-") && (Double(text)?.magnitude ?? 1) < 1e-6
        guard let amount = isNothing ? 0 : unit.amount(text.utf8.span), 0...Int64(Int32.max) ~= amount else {
            return nil
        }
        return amount
    }

    private func deliver() throws {
        for (direction, (line, amounts)) in sums.sorted(by: { $0.value.line < $1.value.line }) {
            let channel = Channel(point: point, direction: direction)
            for (interval, amount) in zip(columns ?? [], amounts) {
                let figure = ExchangeLongLine.Figure(
                    amount: amount ?? 0, unit: .wattHour, mark: amount == nil ? .missing(.sentEmpty) : .measured)
                try lines.add(
                    TimedLine(interval: .between(interval.start, interval.end), figure: figure, number: line),
                    of: channel)
            }
        }
        (sums, statistics) = ([:], [])
    }
}
