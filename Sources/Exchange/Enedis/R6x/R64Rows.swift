import Metering

/// The rows of R64 in CSV, put back into calendars and classes.
final class R64Rows: R6xRows {
    private let limits: ReadingLimits
    private var sorter: R64Sorter
    private var indexes: R64Indexes?
    private var isDaily = false
    private var count = 0
    private var calendars: [String: Int] = [:]
    private var classes: [String: (calendar: Int, position: Int)] = [:]

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.limits = limits
        sorter = R64Sorter(sink)
    }

    func begin(_ row: R6xRow, of text: Span<UInt8>) {
        var indexes = R64Indexes(line: row.number)
        indexes.direction = text.extracting(row.range(.direction)).label
        indexes.quantity = text.extracting(row.range(.quantity)).label
        indexes.unit = text.extracting(row.range(.unit)).label
        let type = text.extracting(row.range(.readingType)).label.withoutAccents
        isDaily = type == "aq" || type == "arrete quotidien"
        self.indexes = indexes
        (calendars, classes, count) = ([:], [:], 0)
    }

    func add(_ row: R6xRow, of text: Span<UInt8>) throws {
        guard indexes?.quantity == R6xKind.dailyEnergy.quantity else { return }
        count += 1
        guard count <= limits.seriesLength else {
            throw FlowError.tooLarge(line: row.number, detail: "a series is longer than \(limits.seriesLength) values")
        }
        var value = R6xPoint(line: row.number)
        value.read(.value, text.extracting(row.range(.value)))
        value.read(.time, text.extracting(row.range(.time)))
        value.read(.likelihood, text.extracting(row.range(.likelihood)))
        let register = text.extracting(row.range(.register)).label
        if register == "IDX_EAS_T" || register == "IDX_EAI_T" {
            indexes?.total.append(value)
        } else {
            let place = place(of: row, text, register)
            indexes?.calendars[place.calendar].classes[place.position].values.append(value)
        }
    }

    func end(of point: PointID) throws {
        guard let ended = indexes else { return }
        indexes = nil
        try sorter.deliver(ended, isDaily: isDaily, of: point)
    }

    /// The class of a row, made when it is the first of it.
    private func place(of row: R6xRow, _ text: Span<UInt8>, _ register: String) -> (calendar: Int, position: Int) {
        let grid = text.extracting(row.range(.grid)).label
        let calendarName = "\(grid);\(text.extracting(row.range(.calendar)).label)"
        let id = text.extracting(row.range(.temporalClass)).label
        let className = "\(calendarName);\(id);\(register)"
        if let known = classes[className] { return known }
        let calendar = calendars[calendarName] ?? indexes?.calendars.count ?? 0
        if calendars.updateValue(calendar, forKey: calendarName) == nil {
            indexes?.calendars.append(R64Calendar(grid: grid))
        }
        let place = (calendar, indexes?.calendars[calendar].classes.count ?? 0)
        indexes?.calendars[calendar].classes.append(R64Class(id: id, register: register))
        classes[className] = place
        return place
    }
}
