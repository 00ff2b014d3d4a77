import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("An R50 reader")
struct R50ReaderTests {
    private func decode(_ days: String, step: String = "30") throws -> RecordingSink {
        try RecordingSink.decoding(XMLFixture.r50(days, step: step))
    }

    @Test("undoes the end stamp: the next midnight closes the day")
    func endStamps() throws {
        let sink = try decode(
            XMLFixture.day(
                "2022-02-02",
                [
                    XMLFixture.pdc("2022-02-02T00:30:00+01:00", "476"),
                    XMLFixture.pdc("2022-02-03T00:00:00+01:00", "500"),
                ]
            ))
        #expect(sink.intervals.map(\.start.description) == ["2022-02-01T23:00:00Z", "2022-02-02T22:30:00Z"])
        #expect(sink.intervals.map { CivilDay(containing: $0.start).description } == ["2022-02-02", "2022-02-02"])
        #expect(sink.intervals.map(\.value) == [476, 500])
        #expect(sink.intervals.map(\.line) == [5, 6])
        #expect(sink.series.first?.channel == Channel(point: XMLFixture.point))
        #expect(sink.series.first?.unit == .watt)
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("tells the repeated autumn hour apart by its offsets")
    func autumn() throws {
        let sink = try decode(
            XMLFixture.day(
                "2021-10-31",
                ["T02:30:00+02:00", "T03:00:00+02:00", "T02:30:00+01:00", "T03:00:00+01:00"].map {
                    XMLFixture.pdc("2021-10-31" + $0, "1")
                }))
        #expect(
            sink.intervals.map(\.start.description) == [
                "2021-10-31T00:00:00Z", "2021-10-31T00:30:00Z", "2021-10-31T01:00:00Z", "2021-10-31T01:30:00Z",
            ])
    }

    @Test("marks what is missing or doubtful, and the doubt leaves it measured")
    func marks() throws {
        let sink = try decode(
            XMLFixture.day(
                "2022-02-02",
                [
                    XMLFixture.pdc("2022-02-02T00:30:00+01:00"), XMLFixture.pdc("2022-02-02T01:00:00+01:00", ""),
                    XMLFixture.pdc("2022-02-02T01:30:00+01:00", "12", doubt: "1"),
                    XMLFixture.pdc("2022-02-02T02:00:00+01:00", " 13\n", doubt: ""),
                ]))
        #expect(
            sink.intervals.map(\.mark) == [
                .missing(.sentEmpty), .missing(.sentEmpty), Mark(.measured, isDoubtful: true), .measured,
            ])
        #expect(sink.intervals.map(\.value) == [0, 0, 12, 13])
    }

    @Test("takes the step from the header", arguments: [("10", Step.minutes10), ("60", .hour)])
    func step(text: String, step: Step) throws {
        let sink = try decode(XMLFixture.day("2022-02-02", [XMLFixture.pdc("2022-02-02T12:00:00Z", "1")]), step: text)
        #expect(sink.intervals.map(\.step) == [step])
        #expect(sink.intervals.map { $0.start.advanced(minutes: step.minutes).description } == ["2022-02-02T12:00:00Z"])
    }

    @Test("sets the days aside whose step is none", arguments: ["20", "", "thirty", "99999999999999999999"])
    func wrongStep(text: String) throws {
        let sink = try decode(XMLFixture.day("2022-02-02", [XMLFixture.pdc("2022-02-02T12:00:00Z", "1")]), step: text)
        #expect(sink.series.isEmpty)
        #expect(sink.diagnostics(.quarantined, "step-not-allowed").map(\.day) == [CivilDay("2022-02-02")])
    }

    @Test(
        "sets a damaged value aside and reads on",
        arguments: [
            ("H", XMLFixture.pdc("2022-02-02T00:30:00", "1"), "malformed-timestamp"),
            ("H", XMLFixture.pdc("", "1"), "malformed-timestamp"), ("H", "<PDC><V>1</V></PDC>", "malformed-timestamp"),
            ("H", XMLFixture.pdc("2022-02-30T00:30:00+01:00", "1"), "malformed-timestamp"),
            ("H", XMLFixture.pdc("1999-12-31T00:30:00+01:00", "1"), "date-out-of-range"),
            ("H", XMLFixture.pdc("0001-01-01T00:00:00+14:00", "1"), "date-out-of-range"),
            ("V", XMLFixture.pdc("2022-02-02T00:30:00+01:00", "4,5"), "malformed-value"),
            ("V", XMLFixture.pdc("2022-02-02T00:30:00+01:00", "2147483648"), "malformed-value"),
            ("V", XMLFixture.pdc("2022-02-02T00:30:00+01:00", "99999999999999999999"), "malformed-value"),
        ])
    func damage(field: String, pdc: String, rule: String) throws {
        let sink = try decode(
            XMLFixture.day("2022-02-02", [pdc, XMLFixture.pdc("2022-02-02T01:00:00+01:00", "7")]))
        let found = try #require(sink.diagnostics(.quarantined, rule).first)
        #expect(sink.diagnostics.count == 1)
        #expect(found.detail.hasPrefix(field))
        #expect(found.line == 5)
        #expect(found.point == XMLFixture.point)
        #expect(found.day == CivilDay("2022-02-02"))
        #expect(sink.intervals.last?.value == 7)
        #expect(sink.intervals.dropLast().map(\.mark) == (field == "V" ? [.missing(.quarantined)] : []))
    }

    @Test("notes a day without data")
    func emptyDay() throws {
        let sink = try decode(XMLFixture.day("2022-02-02", []))
        #expect(sink.series.isEmpty)
        #expect(sink.diagnostics(.note, "empty-day").map(\.day) == [CivilDay("2022-02-02")])
    }

    @Test("sets a point aside whose identifier is none, and none of its values takes another's name")
    func identifiers() throws {
        let day = XMLFixture.day("2022-02-02", [XMLFixture.pdc("2022-02-02T00:30:00+01:00", "1")])
        let sink = try decode(
            day + "</PRM><PRM><Id_PRM>9000000000017</Id_PRM>\(day)</PRM><PRM>\(day)</PRM>"
                + "<PRM><Id_PRM>2411505012XXXX</Id_PRM>\(day)")
        #expect(sink.series.map(\.channel.point.text) == [XMLFixture.prm, "2411505012XXXX"])
        #expect(sink.diagnostics(.quarantined, "malformed-identifier").count == 2)
        #expect(sink.diagnostics(.flagged, "masked-identifier").count == 1)
    }

    @Test("holds one day at a time, and a day longer than any leaves in parts")
    func memory() throws {
        let values = Array(repeating: XMLFixture.pdc("2022-02-02T00:30:00+01:00", "1"), count: 1_000)
        let sink = try decode(XMLFixture.day("2022-02-02", values) + XMLFixture.day("2022-02-03", values))
        #expect(sink.intervals.count == 2_000)
        #expect(sink.series.allSatisfy { $0.intervals.count <= 300 })
    }

    @Test("agrees with the indexes of a real day", .enabled(if: SharedData.isPresent))
    func golden() throws {
        let folder = "enedis/sge-tiers/CommandeCollectePublicationMesures/"
        let sink = try RecordingSink.decoding(SharedData.bytes(folder + "C5-CDC/R50.xml"))
        let day = try #require(CivilDay("2022-02-02"))
        #expect(sink.flows == [.r50])
        #expect(sink.pointDays.map(\.day) == [day] && sink.pointDays.map(\.curve.count) == [48])
        #expect(sink.pointDays.map(\.curve.total) == [20_681])
        #expect(sink.pointDays.map(\.channel.point.text) == ["09111642617347"])
        #expect(sink.diagnostics.isEmpty)
    }
}
