import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A reader of R66")
struct R66ReaderTests {
    @Test(
        "gives the highest power at the instant it was reached",
        arguments: [
            ("2022-01-01 13:47:29", "2022-01-01T12:47:29Z"), ("2022-07-01 13:47:29", "2022-07-01T11:47:29Z"),
            ("2022-01-01", "2021-12-31T23:00:00Z"),
        ])
    func maximumPower(stamp: String, utc: String) throws {
        let points = [R6xDocument.figure(stamp, #""5890""#)]
        let sink = try RecordingSink.decoding(
            R6xDocument.document("R66B", R6xDocument.measure(R6xDocument.quantity(of: "PMA", unit: "VA", points))))
        #expect(sink.registers.map(\.register) == [.maximumPower])
        #expect(sink.registers.map(\.value) == [5_890])
        #expect(sink.registers.map(\.at.description) == [utc])
        #expect(sink.rules.isEmpty)
    }

    @Test("notes the maximum powers of single phases")
    func phases() throws {
        let points = [R6xDocument.figure("2022-01-01 13:47:29", "5890")]
        let phases = ["PMA1", "PMA2", "PMA3"].map { R6xDocument.quantity(of: $0, unit: "VA", points) }
        let sink = try RecordingSink.decoding(
            R6xDocument.document("R66", R6xDocument.measure(phases[0], phases[1], phases[2])))
        #expect(sink.registers.isEmpty)
        #expect(sink.diagnostics.map(\.severity) == [.note, .note, .note])
        #expect(sink.rules == ["other-quantity"])
    }
}
