import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("An R171 reader")
struct R171ReaderTests {
    /// The index of 2022-02-02, read in the night after.
    private let night = "2022-02-03T02:37:56"
    private let midnight = "2022-02-02T23:00:00Z"

    private func decode(_ series: String...) throws -> RecordingSink {
        try RecordingSink.decoding(XMLFixture.r171(series))
    }

    @Test("stands an index at the midnight that starts its date, whatever its time")
    func dates() throws {
        for time in ["T00:00:00", "T02:37:56", "T23:59:59", "T02:37:56+01:00", ""] {
            let sink = try decode(XMLFixture.series("HPH", [("2022-02-03" + time, "70")]))
            #expect(sink.value(.index(temporalClass: "HPH"), at: midnight) == 70)
        }
    }

    @Test("gives the classes that the file scatters, by point, direction and day, and makes no total of them")
    func classes() throws {
        let other = "30000000000012"
        let sink = try decode(
            XMLFixture.series("HPH", [(night, "70"), ("2022-02-04T02:00:00", "90")]),
            XMLFixture.series("HPH", [(night, "500")], prm: other),
            XMLFixture.series("HPH", [(night, "7")], metier: "PROD"),
            XMLFixture.series("HCH", [(night, "30"), ("2022-02-04T02:00:00", "40")]),
            XMLFixture.series("P", [(night, "999")], calendar: "F"))
        #expect(sink.registers.map(\.value) == [70, 90, 500, 7, 30, 40, 999])
        #expect(sink.registers.map(\.channel.direction).filter { $0 == .injection }.count == 1)
        #expect(sink.registers[2].channel.point.text == other)
        #expect(sink.registers.last?.register == .index(temporalClass: "supplier:P"))
    }

    @Test("leaves what is no index of energy in the file, told once for each quantity")
    func otherQuantities() throws {
        let pairs = [("ERC", "VARh"), ("DD", "s"), ("PMA", "VA"), ("PMA", "VA"), ("EA", "MWh")]
        let series = pairs.map { XMLFixture.series("HPH", [(night, "1")], physique: $0.0, unit: $0.1) }
        let sink = try RecordingSink.decoding(XMLFixture.r171(series))
        #expect(sink.registers.isEmpty)
        let notes = sink.diagnostics(.note, "other-quantity").map { $0.detail.split(separator: " ")[1] }
        #expect(notes == ["ERC", "DD", "PMA", "EA"])
        #expect(sink.diagnostics.count == 4)
    }

    @Test(
        "sets a damaged measure aside, and says that the class has no index",
        arguments: [
            ("2022-02-03T02:37:56", "x", "malformed-value"), ("2022-02-03T02:37:56", "-1", "malformed-value"),
            ("2022-02-03T02:37:56", "1000000000000000", "malformed-value"),
            ("2022-02-03T02:37:56", "", "missing-index"),
        ])
    func damagedValues(date: String, value: String, rule: String) throws {
        let sink = try decode(XMLFixture.series("HPH", [(night, "70")]), XMLFixture.series("HCH", [(date, value)]))
        #expect(sink.registers.map(\.register.name) == ["index:HPH", "index:HCH"])
        #expect(sink.registers.map(\.mark.quality) == [.measured, .missing])
        #expect(sink.rules == [rule])
    }

    @Test(
        "sets a measure aside whose date is none",
        arguments: [
            ("", "malformed-timestamp"), ("03/02/2022", "malformed-timestamp"),
            ("2000-01-01T01:00:00", "date-out-of-range"), ("2122-01-01T01:00:00", "date-out-of-range"),
        ])
    func damagedDates(date: String, rule: String) throws {
        let sink = try decode(XMLFixture.series("HPH", [(date, "60"), (night, "70")]))
        #expect(sink.diagnostics(.quarantined, rule).map(\.point) == [XMLFixture.point])
        #expect(sink.registers.map(\.value) == [70])
    }

    @Test("tells a malformed point once, and lends it no other's name")
    func identifiers() throws {
        let nameless = XMLFixture.series("HPH", [(night, "3")]).replacing(
            "<prmId>\(XMLFixture.prm)</prmId>", with: "")
        let sink = try decode(
            XMLFixture.series("HPH", [(night, "1")]), XMLFixture.series("HPH", [(night, "2")], prm: "123"),
            XMLFixture.series("HCH", [(night, "2")], prm: "123"), nameless)
        #expect(sink.registers.map(\.value) == [1])
        #expect(sink.diagnostics(.quarantined, "malformed-identifier").count == 2)
    }

    @Test("reads a real file", .enabled(if: SharedData.isPresent))
    func golden() throws {
        let sink = try RecordingSink.decoding(
            SharedData.bytes("enedis/sge-tiers/CommandeCollectePublicationMesures/C4-IDX/R171.xml"))
        #expect(sink.flows == [.r171])
        #expect(sink.value(.index(temporalClass: "HPH"), at: midnight) == 429_229_000)
        // 429,229,000 + 60,091,000 + 175,013,000 + 129,034,000.
        #expect(sink.registers.reduce(0) { $0 + $1.value } == 793_367_000)
        #expect(sink.registers.count == 4)
        // DD, TF, PMA, ERC, ERI and DQ.
        #expect(sink.diagnostics(.note, "other-quantity").count == 6)
        #expect(sink.diagnostics.count == 6)
    }
}
