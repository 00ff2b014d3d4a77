import Exchange
import Metering
import TestKit
import Testing

@Suite("A point list")
struct PointListTests {
    private static let header =
        "point;carrier;directions;segment;subscribed_power_va;connection_power_w;commune;in_service_since;terminated_on\n"

    @Test("gives all that is known of a point")
    func full() throws {
        let sink = try RecordingSink.decoding(
            Self.header + "01234567890123;electricity;extraction+injection;C5;6000;12000;2A004;2020-01-31;2026-01-31")
        let expected = MeteringPoint(
            id: PointID("01234567890123"), directions: [.extraction, .injection], segment: "C5",
            subscribedPower: .watts(6_000), connectionPower: .watts(12_000), commune: "2A004",
            inServiceSince: CivilDay("2020-01-31"), terminatedOn: CivilDay("2026-01-31"))
        #expect(sink.flows == [.pointList])
        #expect(sink.points == [expected])
        #expect(sink.diagnostics == [])
    }

    @Test("tells of a sub-meter the point above it and its use")
    func subMeter() throws {
        let sink = try RecordingSink.decoding(
            """
            point;carrier;directions;parent;use
            lift-3;electricity;extraction;01234567890123;lift
            00000000000002;gas;extraction;00000000000001;boiler
            lobby;electricity;extraction;lift-3;
            """)
        #expect(sink.points.map(\.subMeter?.parent.text) == ["01234567890123", "pce:00000000000001", "lift-3"])
        #expect(sink.points.map(\.subMeter?.use) == [.lift, .boiler, .other])
        #expect(sink.points.map(\.id.text) == ["lift-3", "pce:00000000000002", "lobby"])
        #expect(sink.diagnostics == [])
    }

    @Test(
        "sets a sub-meter aside that has no parent or an unknown use",
        arguments: [";lift", "P2;liftt"])
    func wrongSubMeter(cells: String) throws {
        let sink = try RecordingSink.decoding("point;carrier;directions;parent;use\nP1;electricity;extraction;\(cells)")
        #expect(sink.points == [] && sink.diagnostics.map(\.severity) == [.quarantined])
    }

    @Test("takes a class of secrecy, and sets aside a line with another one, a supplier's too")
    func secrecy() throws {
        let sink = try RecordingSink.decoding(
            """
            point;carrier;directions;secrecy
            P1;electricity;extraction;national-security
            P2;electricity;extraction;commercial
            P3;electricity;extraction;none
            P4;electricity;extraction;
            P5;electricity;extraction;supplier
            """)
        #expect(sink.points.map(\.secrecy) == [.nationalSecurity, .commercial, SecrecyClass.open, nil])
        #expect(sink.diagnostics.map(\.severity) == [.quarantined])
    }

    @Test("sets a ready-made series aside, which is no point")
    func series() throws {
        let sink = try RecordingSink.decoding(Self.header + "series:grd:iris;electricity;extraction;;;;;;")
        #expect(sink.points == [] && sink.diagnostics.map(\.severity) == [.quarantined])
    }

    @Test("names the PCE, not the PRM of its digits, where a line about gas is damaged")
    func damagedGas() throws {
        let sink = try RecordingSink.decoding(Self.header + "01234567890123;gas;sideways;;;;;;")
        #expect(sink.diagnostics.map(\.point?.text) == ["pce:01234567890123"])
    }

    @Test(
        "takes every combination of directions, in any order",
        arguments: [
            ("production", [Direction.production]), ("production+injection", [.injection, .production]),
            ("extraction+production+injection", [.extraction, .injection, .production]),
        ])
    func directions(text: String, directions: [Direction]) throws {
        let sink = try RecordingSink.decoding(Self.header + "P1;electricity;\(text);;;;;;")
        #expect(sink.points.map(\.directions) == [Set(directions)])
        #expect(sink.diagnostics == [])
    }

    @Test(
        "sets directions aside that are none, or twice the same",
        arguments: ["extraction+extraction", "extraction+", "+", "gross", "extraction production"])
    func wrongDirections(text: String) throws {
        let sink = try RecordingSink.decoding(Self.header + "P1;electricity;\(text);;;;;;")
        #expect(sink.points == [])
        #expect(sink.diagnostics.map(\.rule.name) == ["malformed-field"])
        #expect(sink.diagnostics.first?.detail.contains("write extraction, injection or production") == true)
    }

    @Test("takes an opaque key of the holder, and sets aside what looks like a name")
    func holder() throws {
        let sink = try RecordingSink.decoding(
            "point;carrier;directions;holder\nP1;electricity;extraction;h-17\nP2;electricity;extraction;Ada Lovelace\n")
        #expect(sink.points.map(\.holder) == ["h-17"])
        #expect(sink.diagnostics.map(\.rule.name) == ["malformed-identifier"])
    }

    @Test("needs the point, its carrier and its directions, and nothing else", arguments: ["", ";;;;;;", ";;"])
    func short(rest: String) throws {
        let sink = try RecordingSink.decoding(Self.header + "PCE-1;gas;injection\(rest)\n")
        #expect(sink.points == [MeteringPoint(id: PointID("PCE-1"), carrier: .gas, directions: [.injection])])
    }

    @Test("finds the other columns by name")
    func columnsByName() throws {
        let sink = try RecordingSink.decoding(
            "# our points\npoint;carrier;directions;commune;remark;segment\nP1;electricity;extraction;75056;new;P4")
        #expect(sink.points.map(\.commune) == ["75056"])
        #expect(sink.points.map(\.segment) == ["P4"])
        #expect(sink.diagnostics.map { "\($0.severity) \($0.rule.name)" } == ["note unknown-column"])
    }

    @Test(
        "puts back the zero that a spreadsheet took from a commune", arguments: [("7117", "07117"), ("07117", "07117")])
    func commune(text: String, code: String) throws {
        let sink = try RecordingSink.decoding(Self.header + "P1;electricity;extraction;;;;\(text);;")
        #expect(sink.points.map(\.commune) == [code])
    }

    @Test(
        "sets a line aside that it cannot read, and goes on",
        arguments: [
            ("P1;oil;extraction;;;;;;", "malformed-field"), ("P1;gas;both;;;;;;", "malformed-field"),
            ("P1;gas;;;;;;;", "malformed-field"), ("P1;gas;extraction;C6;;;;;", "malformed-field"),
            ("P1;gas;extraction;;6 kVA;;;;", "malformed-field"), ("P1;gas;extraction;;-1;;;;", "malformed-field"),
            ("P1;gas;extraction;;;2147483648;;;", "malformed-field"),
            ("P1;gas;extraction;;;;Paris;;", "malformed-field"),
            ("P1;gas;extraction;;;;2C004;;", "malformed-field"),
            ("P1;gas;extraction;;;;;31/01/2020;", "malformed-timestamp"),
            ("P1;gas;extraction;;;;;;0001-01-01", "date-out-of-range"),
            (";gas;extraction;;;;;;", "malformed-identifier"),
            ("1234567890123;gas;extraction;;;;;;", "malformed-identifier"), ("P1", "malformed-field"),
        ])
    func damaged(line: String, rule: String) throws {
        let sink = try RecordingSink.decoding(Self.header + line + "\nP2;gas;extraction;;;;;;")
        #expect(sink.points.map(\.id.text) == ["P2"])
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
        #expect(sink.diagnostics.first?.line == 2)
    }
}
