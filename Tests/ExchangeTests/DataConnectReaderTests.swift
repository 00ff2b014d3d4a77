import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A reader of DataConnect")
struct DataConnectReaderTests {
    static func answer(
        unit: String = "W", period: String = "", more: String = "", _ readings: [String], wrapper: String = ""
    ) -> String {
        """
        {\(wrapper)"meter_reading": {"usage_point_id": "\(R6xDocument.prm)", "start": "2024-02-26", "quality": "BRUT",
         "reading_type": {"unit": "\(unit)"\(period.isEmpty ? "" : #", "measuring_period": "\#(period)""#)\(more)},
         "interval_reading": [\(readings.joined(separator: ",\n"))]}}
        """
    }

    static func reading(_ date: String, _ value: String = "476", step: String = "PT30M") -> String {
        #"{"value": "\#(value)", "date": "\#(date)", "interval_length": "\#(step)", "measure_type": "B"}"#
    }

    @Test(
        "undoes the end stamps of a day, whatever the clocks do",
        arguments: [
            ("2024-10-27", .minutes30, 50), ("2024-03-31", .minutes30, 46), ("2024-10-27", .minutes10, 150),
            ("2024-03-31", .hour, 23),
        ] as [(String, Step, Int)])
    func coversDay(date: String, step: Step, count: Int) throws {
        let day = try #require(CivilDay(date))
        let stamps = R6xDocument.stamps(of: day, step: step, atEnd: true)
        let sink = try RecordingSink.decoding(Self.answer(stamps.map { Self.reading($0, step: step.isoText) }))
        #expect(sink.intervals.map(\.start) == (0..<count).map { day.start.advanced(minutes: $0 * step.minutes) })
        #expect(sink.series.map(\.channel.direction) == [.extraction])
        #expect(sink.rules.isEmpty)
    }

    @Test("is refused with several meter readings in one document: values would go to the last point of them")
    func severalMeterReadings() throws {
        let answers = ["01234567890123", "01234567890124"].map { point in
            #"{"usage_point_id": "\#(point)", "reading_type": {"unit": "W"}, "interval_reading": ["#
                + Self.reading("2024-02-26 00:30:00") + "]}"
        }
        let error = #expect(throws: FlowError.self) {
            try RecordingSink.decoding(#"{"meter_reading": [\#(answers.joined(separator: ",\n"))]}"#)
        }
        #expect(
            error
                == .malformed(
                    line: 2, detail: "a second 'meter_reading' in one document; write an array of documents"))
        let array = answers.map { #"{"meter_reading": \#($0)}"# }.joined(separator: ",\n")
        let sink = try RecordingSink.decoding("[\(array)]")
        #expect(sink.series.map(\.channel.point.text) == ["01234567890123", "01234567890124"])
        #expect(sink.series.allSatisfy { $0.intervals.count == 1 })
    }

    @Test("follows a step that changes inside an answer")
    func changingStep() throws {
        let sink = try RecordingSink.decoding(
            Self.answer([
                Self.reading("2024-02-26 00:30:00"), Self.reading("2024-02-26 00:40:00", step: "PT10M"),
                Self.reading("2024-02-26 00:55:00", step: "PT15M"), Self.reading("2024-02-26 01:55:00", step: "PT60M"),
            ]))
        #expect(sink.intervals.map(\.step) == [.minutes30, .minutes10, .minutes15, .hour])
        #expect(sink.intervals.map { $0.start.parisText.prefix(16).suffix(5) } == ["00:00", "00:30", "00:40", "00:55"])
    }

    @Test(
        "takes an answer for extraction unless it says otherwise",
        arguments: [
            ("", "", Direction.extraction), ("", #", "flow_direction": "production""#, .injection),
            ("", #", "flow_direction": "consumption""#, .extraction), (#""direction": "injection", "#, "", .injection),
            (#""direction": "extraction", "#, "", .extraction),
            (#""direction": "injection", "#, #", "flow_direction": "production""#, .injection),
        ])
    func direction(wrapper: String, more: String, direction: Direction) throws {
        let sink = try RecordingSink.decoding(
            Self.answer(more: more, [Self.reading("2024-02-26 00:30:00")], wrapper: wrapper))
        #expect(sink.series.map(\.channel.direction) == [direction])
    }

    @Test(
        "quarantines an answer whose direction or unit is unknown",
        arguments: [
            ("W", "", #""direction": "sideways", "#, "", "unknown-direction"),
            ("W", "", #""direction": "injection", "#, #", "flow_direction": "consumption""#, "unknown-direction"),
            ("MW", "", "", "", "unknown-unit"), ("Wh", "", "", "", "unknown-unit"),
            ("Wh", "P1M", "", "", "unknown-unit"),
        ])
    func unknown(unit: String, period: String, wrapper: String, more: String, rule: String) throws {
        let sink = try RecordingSink.decoding(
            Self.answer(
                unit: unit, period: period, more: more, [Self.reading("2024-02-26 00:30:00")], wrapper: wrapper))
        #expect(sink.series.isEmpty && sink.registers.isEmpty)
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
    }

    @Test("gives daily energies at midnight and daily maximum powers at their instant")
    func registers() throws {
        let energies = Self.answer(
            unit: "Wh", period: "P1D", [#"{"value": "20681", "date": "2024-07-01"}"#],
            wrapper: #""direction": "injection", "#)
        let powers = Self.answer(unit: "VA", period: "P1D", [#"{"value": "5890", "date": "2024-07-01 13:47:29"}"#])
        let sink = try RecordingSink.decoding("[\(energies), \(powers)]")
        #expect(sink.registers.map(\.register) == [.dailyEnergy, .maximumPower])
        #expect(sink.registers.map(\.channel.direction) == [.injection, .extraction])
        #expect(sink.registers.map(\.value) == [20_681, 5_890])
        #expect(sink.registers.map(\.at.description) == ["2024-06-30T22:00:00Z", "2024-07-01T11:47:29Z"])
        #expect(sink.rules.isEmpty)
    }

    @Test("quarantines bad values, and an answer without usage point")
    func damage() throws {
        let sink = try RecordingSink.decoding(
            Self.answer([Self.reading("2024-02-26 00:30:00", "1e308"), Self.reading("2024-02-26 01:00:00", step: "")]))
        #expect(sink.intervals.map(\.mark) == [.missing(.quarantined)])
        #expect(sink.diagnostics.map(\.rule.name) == ["malformed-value", "step-not-allowed"])
        let nobody = try RecordingSink.decoding(#"{"meter_reading": {"interval_reading": []}}"#)
        #expect(nobody.diagnostics.map(\.rule.name) == ["malformed-identifier"])
    }

    @Test("is refused when an answer is longer than the limit, or has no meter reading")
    func refused() {
        var limits = ReadingLimits()
        limits.seriesLength = 1
        let long = Self.answer([Self.reading("2024-02-26 00:30:00"), Self.reading("2024-02-26 01:00:00")])
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(Array(long.utf8), limits: limits) }
        #expect(error?.rule.name == "too-large")
        #expect(throws: FlowError.malformed(line: 1, detail: "no 'meter_reading' in the document")) {
            try RecordingSink.decoding(#"{"answer": {"meter_reading": {}}}"#)
        }
    }

    @Test(
        "turns customer data away without quoting it",
        arguments: [
            #"{"customer": {"customer_id": "LEA", "usage_points": [{"contracts": {"segment": "C5"}}]}}"#,
            #"{"customer_id": "LEA", "contact_data": {"phone": "0512345678", "email": "lea@example.org"}}"#,
            #"{"customer_id": "LEA", "identity": {"natural_person": {"lastname": "LEA"}}}"#,
        ])
    func customerData(document: String) {
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(document) }
        #expect(error?.rule.name == "unsupported-flow")
        let text = error?.description ?? ""
        #expect(text.contains("C68"))
        #expect(!["LEA", "0512345678", "example.org"].contains { text.contains($0) })
    }

    /// The samples stop before their day does: at 23:30 and 23:00.
    @Test("reads the published samples", .enabled(if: SharedData.isPresent))
    func samples() throws {
        let folder = "enedis/dataconnect/eddie-v5"
        let curve = try RecordingSink.decoding(
            try SharedData.bytes("\(folder)/consumption_load_curve_2024-02-26_to_2024-02-27.json"))
        let day = try #require(CivilDay("2024-02-26"))
        #expect(curve.intervals.map(\.start) == (0..<47).map { day.start.advanced(minutes: $0 * 30) })
        #expect(curve.rules == ["masked-identifier"])
        let changing = try RecordingSink.decoding(
            try SharedData.bytes(
                "\(folder)/consumption_load_curve_with_changing_resolution_2024-02-26_to_2024-02-27.json"))
        #expect(changing.intervals.first?.start == day.start)
        #expect(
            zip(changing.intervals, changing.intervals.dropFirst()).allSatisfy {
                $0.start.advanced(minutes: $0.step.minutes) == $1.start
            })
        #expect(
            changing.intervals.last.map { $0.start.advanced(minutes: $0.step.minutes) }
                == day.end.advanced(minutes: -60))
        let daily = try RecordingSink.decoding(
            try SharedData.bytes("\(folder)/daily_consumption_2024-02-01_2024-02-08.json"))
        #expect(
            daily.registers.map { CivilDay(containing: $0.at).description.suffix(2) } == [
                "01", "02", "03", "04", "05", "06", "07",
            ])
        #expect(daily.registers.allSatisfy { $0.register == .dailyEnergy })
    }
}
