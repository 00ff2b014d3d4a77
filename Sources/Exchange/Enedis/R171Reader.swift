import Metering

/// Reads R171, the daily indexes of points above 36 kVA: a series for each quantity and class of a point.
///
/// The index of a day is dated the day after, at the time of the reading: it stands at the midnight that starts
/// that date. Maximum powers (PMA) run since the meter's last billing and not since midnight, as the time
/// counter TF beside them shows: they are left in the file like reactive energy.
/// Source: Enedis's R171 guide, Enedis.SGE.XSD.0315 1.2.0.
final class R171Reader: XMLHandler {
    /// A file has up to 1,000 points, in two directions, of one day; a month of days is room enough.
    private static let mostDays = 1_000 * 2 * 31

    private let sink: any RecordSink
    private var point = EnclosingPoint()
    private var series = Series()
    private var date = Field<CivilDay>.absent
    private var value = Field<Int64>.absent
    /// The classes of a day are scattered over the file, each in a series of its own.
    private var days: [Key: DailyIndexes] = [:]
    private let otherQuantities = OtherQuantities()

    private struct Key: Hashable {
        let channel: Channel
        let day: CivilDay
    }

    private struct Series {
        var type = "INDEX"
        var direction = ""
        var quantity = ""
        var calendar = ""
        var classID = ""
        var unit = ""
        var name: String {
            [type == "INDEX" ? "" : type, direction, quantity, unit].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    init(_ sink: any RecordSink) { self.sink = sink }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "serieMesuresDatees":
            series = Series()
            point.forget()
        case "mesuresDateesListe": try point.require(line: line, telling: sink)
        case "mesureDatee": (date, value) = (.absent, .absent)
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        switch name {
        case "prmId": try point.name(text, line: line, telling: sink)
        case "type": series.type = text.extracting(first: 16).string
        case "grandeurMetier": series.direction = text.extracting(first: 16).string
        case "grandeurPhysique": series.quantity = text.extracting(first: 16).string
        case "typeCalendrier": series.calendar = text.extracting(first: 16).string
        case "codeClasseTemporelle": series.classID = text.extracting(first: 20).string
        case "unite": series.unit = text.extracting(first: 16).string
        case "dateFin": date = Field(text) { ISOTimestamp($0)?.wallTime.day ?? CivilDay(iso: $0) }
        case "valeur": value = Field(text) { $0.indexValue }
        case "mesureDatee": try closeMeasure(line: line)
        default: break
        }
    }

    func finish() throws {}

    private func closeMeasure(line: UInt32) throws {
        guard let id = point.id else { return }
        let grid: ClassIndex.Grid? = series.calendar == "D" ? .distributor : series.calendar == "F" ? .supplier : nil
        guard series.type == "INDEX", series.quantity == "EA", series.unit == "Wh", let grid,
            let direction = Direction(metier: series.direction)
        else { return try otherQuantities.leave(series.name, of: id, line: line, telling: sink) }
        guard let day = date.value?.advanced(by: -1) else {
            return try quarantine(EnedisRule.timestamp, of: id, line: line)
        }
        guard CivilDay.accepted.contains(day) else { return try quarantine(EnedisRule.dateRange, of: id, line: line) }
        let key = Key(channel: Channel(point: id, direction: direction), day: day)
        if days[key] == nil { try begin(key, line: line) }
        let index = ClassIndex(grid: grid, line: line, id: series.classID, wattHours: value)
        try days[key]?.take(index, into: sink)
    }

    private func begin(_ key: Key, line: UInt32) throws {
        guard days.count < R171Reader.mostDays else {
            throw FlowError.tooLarge(line: line, detail: "over \(R171Reader.mostDays) days of points")
        }
        days[key] = DailyIndexes(of: key.channel, on: key.day)
    }

    private func quarantine(_ rule: Rule, of id: PointID, line: UInt32) throws {
        try sink.receive(Diagnostic(.quarantined, rule, line: line, point: id, "dateFin is \(date.shown)"))
    }
}
