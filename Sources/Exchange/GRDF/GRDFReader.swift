import Metering

/// Reads the readings of GRDF's customer portal as JSON: `{"PCE": {"idPce": …, "releves": […]}}`, one a gas day, from
/// 06:00 to 06:00 in legal time, in kWh.
///
/// A reading is of the gas day that `journeeGaziere` names: its own bounds say 06:00 with the offset of winter or none.
/// One of a longer period, as billed readings are, is the energy of its days. Indexes count volume, whose calorific
/// value is of the day: they are left.
///
/// Source: ssenart/PyGazpar and home-assistant-gazpar#28.
final class GRDFReader: JSONHandler {
    private struct Reading {
        var line: UInt32
        var gasDay: String?
        var start = ""
        var end = ""
        var energy: String?
        var quality = ""
    }

    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var depth = 0
    private var point = ""
    private var readings: [Reading] = []
    private var reading: Reading?
    private var hasReadings = false

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
    }

    func open(_ container: JSONContainer, key: String, line: UInt32) throws {
        if container == .array, key == "releves" { hasReadings = true }
        guard container == .object else { return }
        depth += 1
        if key == "releves" { reading = Reading(line: line) }
    }

    func close(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object else { return }
        depth -= 1
        if let ended = reading, key == "releves" {
            guard readings.count < limits.seriesLength else {
                throw FlowError.tooLarge(line: line, detail: "more than \(limits.seriesLength) readings of one PCE")
            }
            readings.append(ended)
            reading = nil
        } else if !readings.isEmpty, reading == nil {
            try deliver()
        }
    }

    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) throws {
        guard reading != nil else {
            if key == "idPce" { point = text.string }
            return
        }
        let word = text.isEmpty ? nil : text.string
        switch key {
        case "journeeGaziere": reading?.gasDay = word
        case "dateDebutReleve": reading?.start = word ?? ""
        case "dateFinReleve": reading?.end = word ?? ""
        case "energieConsomme": reading?.energy = word
        case "qualificationReleve": reading?.quality = word ?? ""
        default: break
        }
    }

    func finish() throws {
        guard hasReadings else { throw FlowError.malformed(line: 1, detail: "no 'releves' in the document") }
    }

    private func deliver() throws {
        let pce: PointID
        do throws(RecordFault) {
            pce = try PointID(partner: point.utf8.span, of: .gas)
        } catch {
            throw FlowError.malformed(line: readings.first?.line ?? 1, detail: "'idPce': \(error.detail)")
        }
        for reading in readings {
            do {
                try sink.receive(.register(try record(reading, of: Channel(point: pce, carrier: .gas))))
            } catch let error as RecordFault {
                try sink.receive(error.diagnostic(line: reading.line, point: pce))
            }
        }
        (readings, point) = ([], "")
    }

    private func record(_ reading: Reading, of channel: Channel) throws(RecordFault) -> RegisterReading {
        let (register, start) = try period(reading)
        let quality = try GRDFReader.quality(reading.quality)
        var (value, mark) = (Int64(0), Mark.missing(.sentEmpty))
        if let energy = reading.energy, quality != .missing {
            guard let amount = WrittenUnit.kilowattHour.amount(energy.utf8.span),
                WrittenUnit.registerValues.contains(amount)
            else { throw RecordFault(EnedisRule.value, "energieConsomme '\(energy.prefix(24))'") }
            (value, mark) = (amount, Mark(quality))
        }
        return RegisterReading(
            channel: channel, register: register, at: start, value: value, mark: mark, line: reading.line)
    }

    private func period(_ reading: Reading) throws(RecordFault) -> (Register, Instant) {
        if let text = reading.gasDay {
            let day = try CivilDay(written: text, as: "journeeGaziere")
            return (.gasDayEnergy, day.gasDayStart)
        }
        let first = try GRDFReader.day(reading.start, as: "dateDebutReleve")
        let end = try GRDFReader.day(reading.end, as: "dateFinReleve")
        guard first < end, let register = Register(ofEnergyFrom: first.start, to: end.start, carrier: .gas) else {
            throw RecordFault(EnedisRule.step, "a reading from \(first) to \(end)")
        }
        return (register, first.start)
    }

    private static func quality(_ word: String) throws(RecordFault) -> Quality {
        if word.isEmpty { return .measured }
        guard let quality = FrenchQuality.quality(of: word) else {
            throw RecordFault(PartnerRule.field, "qualificationReleve '\(word.prefix(24))'")
        }
        return quality
    }

    /// A bound is a date, or a moment with its zone on that day in Paris.
    private static func day(_ text: String, as name: String) throws(RecordFault) -> CivilDay {
        if let instant = ISOTimestamp(text.utf8.span)?.instant { return CivilDay(containing: instant) }
        return try CivilDay(written: String(text.prefix(10)), as: name)
    }
}
