import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A reader of R65")
struct R65ReaderTests {
    @Test("gives the energy of each civil day, at its midnight in Paris")
    func dailyEnergies() throws {
        let points = [
            R6xDocument.figure("2024-03-31", #""20681""#), R6xDocument.figure("2024-10-27", "24217"),
            R6xDocument.figure("2024-10-28 00:00:00", "0"),
        ]
        let sink = try RecordingSink.decoding(
            R6xDocument.document(
                "R65", R6xDocument.measure(R6xDocument.quantity(of: "EA", direction: "PROD", unit: "Wh", points))))
        #expect(sink.registers.map(\.value) == [20_681, 24_217, 0])
        #expect(
            sink.registers.map(\.at.description) == [
                "2024-03-30T23:00:00Z", "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z",
            ])
        #expect(sink.registers.allSatisfy { $0.register == .dailyEnergy && $0.mark == .measured })
        #expect(sink.registers.allSatisfy { $0.channel.direction == .injection })
        #expect(sink.rules.isEmpty)
    }

    @Test(
        "counts in watt-hours, exactly",
        arguments: [("kWh", "12", 12_000), ("kWh", #""12.345""#, 12_345), ("kWh", "0.5", 500), ("Wh", "12.000", 12)])
    func units(unit: String, value: String, wattHours: Int64) throws {
        let points = [R6xDocument.figure("2024-03-31", value)]
        let sink = try RecordingSink.decoding(
            R6xDocument.document("R65", R6xDocument.measure(R6xDocument.quantity(of: "EA", unit: unit, points))))
        #expect(sink.registers.map(\.value) == [wattHours])
    }

    @Test(
        "quarantines what is no energy of a day",
        arguments: [
            ("2024-03-31", "12.5", "malformed-value"), ("2024-03-31", "-1", "malformed-value"),
            ("2024-03-31", "1e308", "malformed-value"), ("2024-13-31", "1", "malformed-timestamp"),
            ("", "1", "malformed-timestamp"), ("1999-12-31", "1", "date-out-of-range"),
            ("2100-01-01", "1", "date-out-of-range"),
        ])
    func damage(date: String, value: String, rule: String) throws {
        let points = [R6xDocument.figure(date, value), R6xDocument.figure("2024-04-01", "7")]
        let sink = try RecordingSink.decoding(
            R6xDocument.document("R65", R6xDocument.measure(R6xDocument.quantity(of: "EA", unit: "Wh", points))))
        #expect(sink.registers.map(\.value) == [7])
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
        #expect(sink.diagnostics.map(\.severity) == [.quarantined])
    }

    @Test("notes once the days without a figure, and reactive energy")
    func notes() throws {
        let points = [
            R6xDocument.figure("2024-03-30", "null"), R6xDocument.figure("2024-03-31", #""""#),
            R6xDocument.figure("2024-04-01", "7"),
        ]
        let sink = try RecordingSink.decoding(
            R6xDocument.document(
                "R65",
                R6xDocument.measure(
                    R6xDocument.quantity(of: "EA", unit: "Wh", points),
                    R6xDocument.quantity(of: "ERC", unit: "VArh", points))))
        #expect(sink.registers.map(\.value) == [7])
        #expect(sink.diagnostics.map(\.rule.name) == ["empty-value", "other-quantity"])
        #expect(sink.diagnostics.map(\.detail) == ["2 dates without a figure", "ERC is left in the file"])
    }
}
