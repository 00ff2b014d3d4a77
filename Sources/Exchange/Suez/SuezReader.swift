import Metering

/// Reads what Suez's customer portal answers: `{"content": {"measures": [{"date", "index", "volume"}]}}`, in m³, by
/// days, or by months with `numberOfDays`. It names no point.
///
/// The index is that of the end of the date, and the volume that of the day. A month is the volume of the days from its
/// first one on that it says. A measure without index is no volume: the day is not over, or the meter was not heard.
///
/// Source: laurent-martin/hass_int_toutsurmoneau#17, and what public readers of the portal found in 2026.
final class SuezReader: JSONHandler {
    private struct Measure {
        let line: UInt32
        var date = ""
        var index: String?
        var volume: String?
        var days: String?
    }

    private let sink: any RecordSink
    private let channel: Channel
    private var measure: Measure?
    private var hasMeasures = false
    private var withoutIndex = 0
    private static let cubicMetre = WrittenUnit("m3".utf8.span)

    init(_ sink: any RecordSink, limits: ReadingLimits, point: PointID?) throws(FlowError) {
        guard let point else {
            throw .unsupported(
                flow: "\(Flow.suezWater.rawValue) without a point",
                hint: "the file does not say whose it is: say it with --point, one file a point")
        }
        self.sink = sink
        channel = Channel(point: point, carrier: .water)
    }

    func open(_ container: JSONContainer, key: String, line: UInt32) {
        if container == .array, key == "measures" { hasMeasures = true }
        if container == .object, key == "measures" { measure = Measure(line: line) }
    }

    func close(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object, key == "measures", let ended = measure else { return }
        measure = nil
        guard ended.index != nil else { return withoutIndex += 1 }
        do {
            for reading in try readings(ended) { try sink.receive(.register(reading)) }
        } catch let fault as RecordFault {
            try sink.receive(fault.diagnostic(line: ended.line, point: channel.point))
        }
    }

    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) {
        let word = text.isEmpty ? nil : text.string
        switch key {
        case "date": measure?.date = word ?? ""
        case "index": measure?.index = word
        case "volume": measure?.volume = word
        case "numberOfDays": measure?.days = word
        default: break
        }
    }

    func finish() throws {
        guard hasMeasures else { throw FlowError.malformed(line: 1, detail: "no 'measures' in the document") }
        try sink.note(
            withoutIndex, EnedisRule.otherQuantity, "measure without an index is left: there was no reading",
            "measures without an index are left: there was no reading",
            of: channel.point)
    }

    private func readings(_ measure: Measure) throws(RecordFault) -> [RegisterReading] {
        let day = try TableMoment(TableMapping()).read(measure.date, time: nil).civilDay()
        guard let text = measure.days else {
            let total = try reading(.dailyEnergy, at: day.start, measure.volume, "volume", measure.line)
            return try [total, reading(.totalIndex, at: day.end, measure.index, "index", measure.line)].compactMap(
                \.self)
        }
        guard let days = Int(text), 1...366 ~= days else { throw RecordFault(EnedisRule.value, "numberOfDays") }
        // Of a month that is not over, the index is of no known day.
        let register = Register.periodEnergy(days: days)
        return try [reading(register, at: day.start, measure.volume, "volume", measure.line)].compactMap(\.self)
    }

    private func reading(
        _ register: Register, at instant: Instant, _ text: String?, _ name: String, _ line: UInt32
    ) throws(RecordFault) -> RegisterReading? {
        guard let text else { return nil }
        guard let litres = SuezReader.cubicMetre?.amount(text.utf8.span),
            WrittenUnit.registerValues.contains(litres)
        else { throw RecordFault(EnedisRule.value, "\(name) '\(text.prefix(24))' in m3") }
        return RegisterReading(channel: channel, register: register, at: instant, value: litres, line: line)
    }
}
