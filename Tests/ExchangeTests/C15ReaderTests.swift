import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A C15 reader")
struct C15ReaderTests {
    private func decode(_ points: String, contract: String = "GRD-F") throws -> RecordingSink {
        try RecordingSink.decoding(XMLFixture.c15(points, contract: contract))
    }

    @Test("reads a point's situation")
    func situation() throws {
        let sink = try decode(XMLFixture.situation())
        #expect(
            sink.points == [
                MeteringPoint(
                    id: XMLFixture.point, segment: "C5", subscribedPower: .watts(6_000),
                    connectionPower: .watts(12_000), commune: "01004", inServiceSince: CivilDay("2019-03-01"))
            ])
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("keeps nothing of the holder, the address and the other points, even in diagnostics")
    func privacy() throws {
        let damaged = XMLFixture.situation(
            prm: "<Id_PRM>SECRET</Id_PRM>", commune: "SECRET", power: "SECRET", unit: "SECRET", connection: "SECRET",
            since: "SECRET", until: "SECRET", isProducer: "SECRET")
        let sink = try decode(
            XMLFixture.situation() + damaged
                + XMLFixture.situation(
                    commune: "SECRET", state: "RESILIE", power: "SECRET", unit: "SECRET", connection: "SECRET",
                    since: "SECRET", until: "SECRET"))
        #expect(sink.points.count == 2)
        #expect(sink.diagnostics.count >= 6)
        let kept = "\(sink.points) \(sink.diagnostics)"
        let personal = ["SECRET", "secret", "Mme", "06123", "01876", "11111", "22222", "33333", "RUE"]
        #expect(personal.filter(kept.contains) == [])
    }

    @Test(
        "rounds powers down to the volt-ampere",
        arguments: [("6", 6_000), ("6.0", 6_000), ("5.7599", 5_759), ("0.25", 250), ("36.", 36_000)])
    func powers(text: String, watts: Int32) throws {
        let point = try #require(try decode(XMLFixture.situation(power: text, connection: text)).points.first)
        #expect(point.subscribedPower == .watts(watts))
        #expect(point.connectionPower == .watts(watts))
    }

    @Test(
        "sets a power aside that is none, and keeps the point", arguments: ["-6", "six", "6,5", "9999999", ".5", "6.x"])
    func damagedPowers(text: String) throws {
        let sink = try decode(XMLFixture.situation(power: text))
        #expect(sink.points.map(\.subscribedPower) == [nil])
        #expect(sink.points.map(\.connectionPower) == [.watts(12_000)])
        #expect(sink.diagnostics(.quarantined, "malformed-value").map(\.point) == [XMLFixture.point])
    }

    @Test("takes no reactive power for a subscribed one")
    func reactivePower() throws {
        let sink = try decode(XMLFixture.situation(unit: "kVAr"))
        #expect(sink.points.map(\.subscribedPower) == [nil])
        #expect(sink.rules == ["other-quantity"])
    }

    @Test(
        "reads communes as INSEE writes them",
        arguments: [
            ("01004", "01004"), ("7117", "07117"), ("2A004", "2A004"), ("97411", "97411"), ("75056", "75056"),
            ("", nil), ("75000", nil), ("00123", nil), ("20004", nil), ("99123", nil), ("2C004", nil), ("123", nil),
            ("750561", nil), ("ABCDE", nil),
        ] as [(String, String?)])
    func communes(text: String, commune: String?) throws {
        let sink = try decode(XMLFixture.situation(commune: text))
        #expect(sink.points.map(\.commune) == [commune])
        #expect(sink.diagnostics(.note, "implausible-commune").count == (commune == nil ? 1 : 0))
    }

    @Test(
        "takes a termination date only of a terminated contract, in Paris",
        arguments: [
            ("EN SERVICE", "2024-06-15T00:00:00+02:00", nil), ("RESILIE", "2024-06-15T00:00:00+02:00", "2024-06-15"),
            ("RESILIE", "2024-06-14T22:30:00Z", "2024-06-15"), ("RESILIE", "2024-06-15", "2024-06-15"),
            ("RESILIE", "2024-06-15T00:00:00", "2024-06-15"), ("RESILIE", "", nil),
        ] as [(String, String, String?)])
    func terminations(state: String, until: String, day: String?) throws {
        let sink = try decode(XMLFixture.situation(state: state, until: until))
        #expect(sink.points.map { $0.terminatedOn?.description } == [day])
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("keeps service dates older than measures, and sets aside what is no date")
    func serviceDates() throws {
        let sink = try decode(
            XMLFixture.situation(since: "1987-05-04") + XMLFixture.situation(since: "0019-03-01"))
        #expect(sink.points.map { $0.inServiceSince?.description } == ["1987-05-04", nil])
        #expect(sink.diagnostics(.quarantined, "malformed-timestamp").count == 1)
    }

    @Test(
        "adds injection only where the document says so",
        arguments: [
            ("false", "GRD-F", false), ("true", "GRD-F", true), ("1", "GRD-F", true), ("0", "GRD-F", false),
            ("false", "Contrat d'accès en Injection", true),
        ])
    func directions(isProducer: String, contract: String, injects: Bool) throws {
        let sink = try decode(XMLFixture.situation(isProducer: isProducer), contract: contract)
        #expect(sink.points.map(\.directions) == [injects ? [.extraction, .injection] : [.extraction]])
    }

    @Test("sets points aside that have no identifier of their own", arguments: ["", "<Id_PRM>123</Id_PRM>"])
    func identifiers(prm: String) throws {
        let sink = try decode(XMLFixture.situation(prm: prm) + XMLFixture.situation(commune: "2A004"))
        #expect(sink.points.map(\.id) == [XMLFixture.point])
        #expect(sink.points.map(\.commune) == ["2A004"])
        #expect(sink.diagnostics(.quarantined, "malformed-identifier").count == 1)
    }

    @Test("reads a document with everything that the schema allows", .enabled(if: SharedData.isPresent))
    func schemaSample() throws {
        let sink = try RecordingSink.decoding(SharedData.bytes("enedis/sge-fixtures/c15_xsd.xml"))
        #expect(sink.flows == [.c15])
        #expect(sink.points.first?.id == PointID("99100000000000"))
        #expect(sink.points.first?.terminatedOn == nil)
        #expect(sink.points.last?.terminatedOn == CivilDay("2024-06-15"))
        #expect(sink.points.allSatisfy { $0.inServiceSince == CivilDay("2024-06-15") && $0.commune == nil })
        #expect("\(sink.points) \(sink.diagnostics)".contains("TEXTE") == false)
    }
}
