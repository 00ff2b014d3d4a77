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
    private struct Row {
        let time: String
        let value: Int32
        let mark: Mark
        let line: UInt32

        var isMidnight: Bool { time == "00:00:00" }
    }

    private let sink: any RecordSink
    private let channel: Channel
    private var fields = CSVFields()
    private var rows: StampedRows
    private var hasHeader = false
    private var day: CivilDay?
    /// The rows of the date at hand.
    private var ofDay: [Row] = []

    init(_ sink: any RecordSink, limits: ReadingLimits, point: PointID?) throws(FlowError) {
        guard let point else {
            throw .unsupported(
                flow: "\(Flow.edfPower.rawValue) without a point",
                hint: "the file does not say whose it is: say it with --point, one file a point")
        }
        self.sink = sink
        channel = Channel(point: point)
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
            return try closeDay()
        }
        guard hasHeader else { return }
        do {
            try read(cells, number)
        } catch let fault as RecordFault {
            try sink.receive(fault.diagnostic(line: number, point: channel.point, day: day))
        }
    }

    func beginFile() throws {
        try closeDay()
        (hasHeader, day) = (false, nil)
    }

    func finish() throws {
        try closeDay()
        try rows.deliver(to: sink)
    }

    private func read(_ cells: [String], _ number: UInt32) throws {
        if cells[0].contains("/") {
            try closeDay()
            day = nil
            let moment = try TableMoment(TableMapping()).read(cells[0], time: nil)
            return day = moment.day
        }
        guard day != nil else { throw RecordFault(EnedisRule.timestamp, "no date above '\(cells[0].prefix(24))'") }
        guard cells[0].wholeMatch(of: #/([01]\d|2[0-3]):(00|30):00/#) != nil else {
            throw RecordFault(EnedisRule.step, "'\(cells[0].prefix(24))' is the end of no half-hour")
        }
        let value = cells.count > 1 ? cells[1] : ""
        if value.isEmpty {
            return ofDay.append(Row(time: cells[0], value: 0, mark: .missing(.sentEmpty), line: number))
        }
        guard let power = WrittenUnit.watt.amount(value.utf8.span).flatMap({ Int32(exactly: $0) }) else {
            ofDay.append(Row(time: cells[0], value: 0, mark: .missing(.quarantined), line: number))
            throw RecordFault(EnedisRule.value, "'\(value.prefix(24))' as a power in W")
        }
        let quality = try EDFPowerReader.quality(cells.count > 2 ? cells[2] : "")
        ofDay.append(Row(time: cells[0], value: power, mark: Mark(quality), line: number))
    }

    private static func quality(_ word: String) throws(RecordFault) -> Quality {
        switch word.columnKey {
        case "reelle", "": .measured
        case "estimee": .estimated
        case "corrigee": .corrected
        default:
            throw RecordFault(PartnerRule.field, "nature '\(word.prefix(24))'; Maille knows Réelle, Estimée, Corrigée")
        }
    }

    /// Gives the midnights of a date's rows the side of the day at which they stand.
    private func closeDay() throws {
        defer { ofDay = [] }
        guard let day, !ofDay.isEmpty else { return }
        let times = ofDay.filter { !$0.isMidnight }.map(\.time)
        let isForward = times.count > 1 && times[0] < times[times.count - 1]
        let firstOther = ofDay.firstIndex { !$0.isMidnight } ?? ofDay.count
        for (place, row) in ofDay.enumerated() {
            let closesDay = row.isMidnight && (place < firstOther) != isForward
            let stamp = try PortalStamp("\(day)T\(closesDay ? "24:00:00" : row.time)".utf8.span)
            try rows.append(stamp, row.value, row.mark, line: row.line)
        }
    }
}
