import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("An R4x reader")
struct R4xReaderTests {
    private let midnight = "2022-02-02T00:00:00+01:00"

    @Test("keeps the start stamp and turns kilowatts into watts")
    func startStamps() throws {
        let sink = try RecordingSink.decoding(
            XMLFixture.r4x(
                XMLFixture.curve([
                    XMLFixture.measure(midnight, "28"), XMLFixture.measure("2022-02-02T23:50:00+01:00", "30"),
                ])))
        #expect(sink.intervals.map(\.start.description) == ["2022-02-01T23:00:00Z", "2022-02-02T22:50:00Z"])
        #expect(sink.intervals.map(\.value) == [28_000, 30_000])
        #expect(sink.intervals.map(\.step) == [.minutes10, .minutes10])
        #expect(sink.series.map(\.unit) == [.watt])
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("reads several curves, each in its direction and step")
    func curves() throws {
        let sink = try RecordingSink.decoding(
            XMLFixture.r4x(
                XMLFixture.curve([XMLFixture.measure(midnight, "1")])
                    + XMLFixture.curve([XMLFixture.measure(midnight, "2")], step: "5", metier: "PROD")))
        let point = XMLFixture.point
        #expect(sink.series.map(\.channel) == [.init(point: point), .init(point: point, direction: .injection)])
        #expect(sink.intervals.map(\.step) == [.minutes10, .minutes5])
    }

    @Test("leaves reactive energy and voltage in the file, told once")
    func otherQuantities() throws {
        let points = [XMLFixture.measure(midnight, "3"), XMLFixture.measure("2022-02-02T00:10:00+01:00", "4")]
        let sink = try RecordingSink.decoding(
            XMLFixture.r4x(
                XMLFixture.curve(points, unit: "kWr", physique: "ERC")
                    + XMLFixture.curve(points, unit: "kWr", physique: "ERC")
                    + XMLFixture.curve(points, unit: "V", metier: "", physique: "E")
                    + XMLFixture.curve(points, unit: "MW")))
        #expect(sink.series.isEmpty)
        let notes = sink.diagnostics(.note, "other-quantity").map(\.detail)
        #expect(notes.map { $0.prefix(while: { $0 != "i" }) } == ["CONS ERC kWr ", "E V ", "CONS EA MW "])
    }

    @Test(
        "gives each status its quality",
        arguments: [
            ("R", Mark.measured), ("K", .measured), ("B", .measured), ("C", .corrected), ("D", .corrected),
            ("H", .estimated), ("P", .estimated), ("E", .estimated), ("S", .corrected), ("T", .corrected),
            ("F", .corrected), ("G", .corrected), ("Z", Mark(.measured, isDoubtful: true)), (nil, .measured),
        ] as [(String?, Mark)])
    func statuses(status: String?, mark: Mark) throws {
        let point = XMLFixture.measure(midnight, "5", status: status)
        let sink = try RecordingSink.decoding(XMLFixture.r4x(XMLFixture.curve([point])))
        #expect(sink.intervals.map(\.mark) == [mark])
        #expect(sink.intervals.map(\.value) == [5_000])
        #expect(sink.rules == (status == "Z" ? ["unknown-status"] : []))
    }

    @Test(
        "says why a value is missing",
        arguments: [
            ("S", MissingReason.outage), ("T", .outage), ("F", .outage), ("G", .outage), ("R", .sentEmpty),
            ("E", .sentEmpty), (nil, .sentEmpty),
        ] as [(String?, MissingReason)])
    func missing(status: String?, reason: MissingReason) throws {
        let point = XMLFixture.measure(midnight, status: status)
        let sink = try RecordingSink.decoding(XMLFixture.r4x(XMLFixture.curve([point])))
        #expect(sink.intervals.map(\.mark) == [.missing(reason)])
        #expect(sink.intervals.map(\.value) == [0])
    }

    @Test("takes a curve asked for corrected at its word", arguments: [("R", Mark.corrected), ("E", .estimated)])
    func correctedCurve(status: String, mark: Mark) throws {
        let curve = XMLFixture.curve([XMLFixture.measure(midnight, "5", status: status)])
        let sink = try RecordingSink.decoding(XMLFixture.r4x(curve, nature: "Corrigee"))
        #expect(sink.intervals.map(\.mark) == [mark])
    }

    @Test(
        "sets a damaged value aside and reads on",
        arguments: [
            ("2022-02-02T00:00:00", "1", "malformed-timestamp"), ("", "1", "malformed-timestamp"),
            ("2122-02-02T00:00:00+01:00", "1", "date-out-of-range"),
            ("2022-02-02T00:00:00+01:00", "1.5", "malformed-value"),
            ("2022-02-02T00:00:00+01:00", "2147484", "malformed-value"),
            ("2022-02-02T00:00:00+01:00", "-9223372036854775", "malformed-value"),
        ])
    func damage(start: String, kilowatts: String, rule: String) throws {
        let curve = XMLFixture.curve([
            XMLFixture.measure(start, kilowatts), XMLFixture.measure("2022-02-02T00:10:00+01:00", "7"),
        ])
        let sink = try RecordingSink.decoding(XMLFixture.r4x(curve))
        #expect(sink.diagnostics.count == 1)
        #expect(sink.diagnostics(.quarantined, rule).map(\.line) == [7])
        #expect(sink.intervals.last?.value == 7_000)
        let isValue = rule == "malformed-value"
        #expect(sink.intervals.dropLast().map(\.mark) == (isValue ? [.missing(.quarantined)] : []))
    }

    @Test("sets a curve aside whose step is none", arguments: ["", "7", "x"])
    func wrongStep(step: String) throws {
        let curve = XMLFixture.curve([XMLFixture.measure(midnight, "1")], step: step)
        let sink = try RecordingSink.decoding(XMLFixture.r4x(curve))
        #expect(sink.series.isEmpty)
        #expect(sink.diagnostics(.quarantined, "step-not-allowed").count == 1)
    }

    @Test("sets a curve aside that names no point", arguments: ["123", ""])
    func wrongPoint(prm: String) throws {
        let curve = XMLFixture.curve([XMLFixture.measure(midnight, "1")])
        let sink = try RecordingSink.decoding(XMLFixture.r4x(curve, prm: prm))
        #expect(sink.series.isEmpty)
        #expect(sink.diagnostics(.quarantined, "malformed-identifier").count == 1)
    }

    @Test("refuses a curve longer than the limit")
    func tooLong() throws {
        var limits = ReadingLimits()
        limits.seriesLength = 2
        let three = XMLFixture.r4x(XMLFixture.curve(Array(repeating: XMLFixture.measure(midnight, "1"), count: 3)))
        #expect(throws: FlowError.tooLarge(line: 9, detail: "a curve has over 2 values")) {
            try RecordingSink.decoding(Array(three.utf8), limits: limits)
        }
    }

    @Test("reads a real file", .enabled(if: SharedData.isPresent))
    func golden() throws {
        let sink = try RecordingSink.decoding(
            SharedData.bytes("enedis/sge-tiers/CommandeCollectePublicationMesures/C4-CDC/R4Q.xml"))
        let day = try #require(CivilDay("2022-02-02"))
        #expect(sink.flows == [.r4x])
        #expect(sink.series.map(\.channel.description) == ["30001642617347 electricity extraction"])
        #expect(sink.intervals.map(\.start) == (0..<144).map { day.start.advanced(minutes: $0 * 10) })
        #expect(sink.intervals.reduce(0) { $0 + Int($1.value) } == 4_561_000)
        #expect(sink.rules == ["other-quantity"])
    }
}
