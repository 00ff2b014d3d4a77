import Metering

/// Reads *mes puissances atteintes 30 min*, which EDF gives its customers: mean powers in W, newest first, each date on
/// a line of its own above its times, no point.
///
///     Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée
///     16/01/2026;;
///     00:00:00;264;Réelle
///     23:30:00;250;Réelle
///
/// A time is the end of its half-hour, as the distributor stamps it. So the first row of a day may be `00:00:00`: the
/// midnight that closes the date. At the other end of the day's rows it is the one that opens it. Days come twice, word
/// for word; a row that is no half-hour (`12:14:10`, where the meter was cut) has no known length.
///
/// Source: JC144/EDF_Simulateur_Prix#3, and files that public tests of such readers hold.
final class EDFPowerReader: LineHandler {
    private let sink: any RecordSink
    private let channel: Channel
    private var fields = CSVFields()
    private var rows: StampedRows
    private let mostRows: Int
    private var hasHeader = false
    /// What stands below no header of this table.
    private var aside: RowsAside?
    private var day: EDFDay?
    /// Rows below a date whose times turned back, until the next date.
    private var undated: RowsAside?
    private let tables = PointedTables()
    private var days: [EDFDay] = []
    private var rowCount = 0

    init(_ sink: any RecordSink, limits: ReadingLimits, point: PointID?) throws(FlowError) {
        guard let point else {
            throw .unsupported(
                flow: "\(Flow.edfPower.rawValue) without a point",
                hint: "the file does not say whose it is: say it with --point, one file a point")
        }
        self.sink = sink
        channel = Channel(point: point)
        mostRows = limits.seriesLength
        rows = StampedRows(of: channel, in: .watt, limits: limits)
    }

    static func isHeader(_ names: [String]) -> Bool {
        names.count > 2 && names[0].hasPrefix("date et heure de releve") && names[1] == "puissance atteinte (w)"
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        fields.split(text)
        let cells = fields.ranges.map { text.extracting($0).string }
        if cells.allSatisfy(\.isEmpty) { return }
        if EDFPowerReader.isHeader(cells.map(\.columnKey)) {
            hasHeader = true
            try tables.begin(.edfPower, line: number, telling: sink)
            return try endTable(for: nil)
        }
        guard hasHeader else {
            aside?.take(cells, number)
            return
        }
        if EDFPowerReader.isOtherHeader(cells) {
            hasHeader = false
            return try endTable(for: RowsAside.otherHeader)
        }
        do {
            try read(cells, number)
        } catch let fault as RecordFault {
            try sink.receive(fault.diagnostic(line: number, point: channel.point, day: day?.date))
        }
    }

    func beginFile() throws {
        hasHeader = false
        try endTable(for: RowsAside.withoutHeader)
    }

    func finish() throws {
        try endTable(for: nil)
        try place()
        try rows.deliver(to: sink)
    }

    /// Names in the first two columns: what follows is no power in W.
    private static func isOtherHeader(_ cells: [String]) -> Bool {
        cells.count > 1 && cells.prefix(2).allSatisfy { $0.first?.isLetter ?? false }
    }

    private func endTable(for fault: RecordFault?) throws {
        try aside?.tell(sink)
        aside = fault.map(RowsAside.init)
        try closeDay()
    }

    private func closeDay() throws {
        if let day, !day.rows.isEmpty { days.append(day) }
        try undated?.tell(sink)
        (day, undated) = (nil, nil)
    }

    private static let turned = RecordFault(
        EnedisRule.timestamp, "their times turn back, so they are of a date whose line was lost: export the file again")

    private func read(_ cells: [String], _ number: UInt32) throws {
        let isAlone = cells.dropFirst().allSatisfy(\.isEmpty)
        let isTime = cells[0].wholeMatch(of: #/\d{1,2}:\d{2}(:\d{2})?/#) != nil
        guard isTime else {
            // Whatever it is, the times below are not of the date above.
            try closeDay()
            let moment = try TableMoment(TableMapping()).read(cells[0], time: nil)
            guard isAlone, case .midnight(let date) = moment else {
                throw RecordFault(
                    EnedisRule.timestamp, "'\(cells[0].prefix(24))' beside a value; dates stand on lines of their own")
            }
            day = EDFDay(date: date)
            return
        }
        if undated != nil {
            undated?.take(cells, number)
            return
        }
        guard day != nil else { throw RecordFault(EnedisRule.timestamp, "no date above '\(cells[0].prefix(24))'") }
        guard cells[0].wholeMatch(of: #/([01]\d|2[0-3]):(00|30):00/#) != nil else {
            throw RecordFault(EnedisRule.step, "'\(cells[0].prefix(24))' is the end of no half-hour")
        }
        let value = cells.count > 1 ? cells[1] : ""
        if value.isEmpty { return try append(cells[0], 0, .missing(.sentEmpty), number) }
        guard let power = WrittenUnit.watt.amount(value.utf8.span).flatMap({ Int32(exactly: $0) }) else {
            try append(cells[0], 0, .missing(.quarantined), number)
            throw RecordFault(EnedisRule.value, "'\(value.prefix(24))' as a power in W")
        }
        let nature = cells.count > 2 ? cells[2] : ""
        guard let quality = nature.isEmpty ? .measured : FrenchQuality.quality(of: nature), quality != .missing else {
            throw RecordFault(
                PartnerRule.field, "nature '\(nature.prefix(24))'; Maille knows Réelle, Estimée, Corrigée")
        }
        try append(cells[0], power, Mark(quality), number)
    }

    private func append(_ time: String, _ value: Int32, _ mark: Mark, _ line: UInt32) throws(FlowError) {
        rowCount += 1
        guard rowCount <= mostRows else { throw .tooLarge(line: line, detail: "a curve of over \(mostRows) points") }
        let row = EDFDay.Row(time: time, value: value, mark: mark, line: line)
        guard let isOfDay = day?.take(row), !isOfDay else { return }
        var aside = RowsAside(EDFPowerReader.turned)
        for row in (day?.dropLastMidnights() ?? []) + [row] { aside.take([row.time, ""], row.line) }
        undated = aside
    }

    /// Gives the midnights of each date the side of the day at which they stand.
    private func place() throws {
        let directions = days.directions
        let isClosing = days.commonClosing(directions)
        for (day, isForward) in zip(days, directions) {
            for (row, closes) in zip(day.rows, day.closings(isForward: isForward, isClosing: isClosing)) {
                guard let closes else {
                    let fault = RecordFault(
                        EnedisRule.timestamp, "a midnight alone: whether it opens or closes \(day.date) is not told")
                    try sink.receive(fault.diagnostic(line: row.line, point: channel.point, day: day.date))
                    continue
                }
                let stamp = try PortalStamp("\(day.date)T\(closes ? "24:00:00" : row.time)".utf8.span)
                try rows.append(stamp, row.value, row.mark, line: row.line)
            }
        }
    }
}
