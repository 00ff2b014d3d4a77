import Collection
import DirectoryKit
import EmbeddedStore
import Exchange
import Metering
import Store
import TestKit
import Testing

@Suite("What cannot be, imported")
struct NeverSilentTests {
    private let home: Household
    private static let long = "point;carrier;direction;start;end;value;unit;quality\n"

    init() throws { home = try Household() }

    private func said(_ text: String, of point: PointID? = nil) throws -> [String] {
        try home.findings(home.receive(text, of: point)).filter { $0.severity != .note }
            .map { "\($0.rule.name): \($0.detail)" }
            .filter { !$0.hasPrefix("unknown-point") && !$0.hasPrefix("incomplete-day") }
    }

    private func line(_ start: String, _ end: String, _ value: String, _ unit: String = "W") -> String {
        "01234567890123;electricity;extraction;2026-10-\(start)+02:00;2026-10-\(end)+02:00;\(value);\(unit);\n"
    }

    @Test("is flagged after the meter was taken away, as a curve, a total and an index; its last day is not")
    func afterTermination() throws {
        try home.receive(
            "point;carrier;directions;terminated_on\n01234567890123;electricity;extraction;2026-10-20\n")
        let wide = "point;date;v1\n01234567890123;2026-10-20;5\n01234567890123;2026-10-21;5\n"
        #expect(
            try said(wide) == ["after-termination: daily-energy after the point was terminated on 2026-10-20"])
        let curve = Self.long + line("20T12:00:00", "20T12:30:00", "1") + line("21T12:00:00", "21T12:30:00", "1")
        #expect(try said(curve) == ["after-termination: 1 values after the point was terminated on 2026-10-20"])
        #expect(try home.days().count == 2)
        #expect(try home.dailyEnergies(on: ["2026-10-20", "2026-10-21"]).count == 2)
    }

    @Test("is flagged where a unit or a step changes inside a day, and the values meet")
    func mixedDay() throws {
        let units =
            Self.long + line("20T00:00:00", "20T00:30:00", "500") + line("20T00:30:00", "20T01:00:00", "0.25", "kWh")
        #expect(try said(units) == ["mixed-day: values in W and Wh, of 30 minutes"])
        let steps = Self.long + line("21T00:00:00", "21T00:30:00", "500") + line("21T01:00:00", "21T02:00:00", "500")
        #expect(try said(steps) == ["mixed-day: values in W, of 30 and 60 minutes"])
        #expect(try home.days().map(\.curve.total) == [500, 750])
    }

    @Test("is flagged where the last line of a text has no end, and nowhere else")
    func unended() throws {
        let whole = Self.long + line("20T00:00:00", "20T00:30:00", "500")
        #expect(try said(whole) == [])
        let totals = "point;date;v1\n01234567890123;2026-10-21;500"
        let found = try said(totals)
        #expect(
            found == ["last-line-without-end: the last line has no end: where the file was cut, its last value is too"])
    }

    @Test(
        "is said in one sentence where nothing of a file is kept",
        arguments: [
            ("point;date;v1\n", "it has no record that Maille keeps"),
            ("point;date;v1\n=x;2026-10-20;1\n", "all its records are set aside"),
            ("point;date;v1\n01234567890123;2099-10-20;1\n", "all its records are set aside"),
        ])
    func nothing(text: String, reason: String) throws {
        let receipt = try home.receive(text)
        #expect(receipt.isEmpty)
        #expect(try home.findings(receipt).last?.detail == "nothing of the file is kept: \(reason)")
        #expect(try home.receive("point;date;v1\nP1;2026-10-20;1\n").isEmpty == false)
    }

    @Test("of a PRM that lost its zero says the PRM it may be, and how many values went")
    func lostZero() throws {
        let header = "point;date;" + (1...24).map { "v\($0)" }.joined(separator: ";") + "\n"
        let row = "1234567890123;2026-10-20" + String(repeating: ";5", count: 24) + "\n"
        let words = "an identifier of 13 digits; a PRM or PCE has 14; with the leading zero that spreadsheets drop: "
        #expect(try home.receive(header + row + row).valuesSetAside == 48)
        #expect(
            try said(header + row) == [
                "malformed-identifier: \(words)01234567890123; 24 values",
                "nothing-kept: nothing of the file is kept: all its records are set aside",
            ])
    }

    @Test("of two homes' files that name none, under one point, is flagged where their days meet")
    func namelessHomes() throws {
        func export(_ value: String, _ day: Int) -> String {
            "Début;Fin;Valeur (en kW)\n\(day)/10/2026 00:00:00;\(day)/10/2026 00:30:00;\(value)\n"
        }
        let point = PointID("01234567890123")
        #expect(try said(export("0,2", 20), of: point) == [])
        #expect(try said(export("0,3", 21), of: point) == [])
        #expect(
            try said(export("5,0", 20), of: point) == [
                "named-point-changed: 1 days that were known of the point have other values now: "
                    + "make sure that the file is of the same home"
            ])
    }

    @Test("of two homes' files under one point is refused by the meter that they name")
    func twoMeters() throws {
        let mapping = """
            {"columns": {"meter": "entity_id", "start": "last_changed", "index": "state"}, "unit": "kWh", "zone": "UTC"}
            """
        let map = try JSONMapping.decode(mapping)
        func file(_ name: String) throws -> Receipt {
            let text = "entity_id,state,last_changed\n\(name),1,2026-10-20T00:00:00Z\n"
            return try home.intake.receive(
                home.folder.file(name, Array(text.utf8)), of: PointID("01234567890123"), by: map)
        }
        guard case .kept = try file("sensor.a").outcome, case .kept = try file("sensor.a").outcome else {
            Issue.record("refused")
            return
        }
        guard case .refused(let diagnostic) = try file("sensor.b").outcome else {
            Issue.record("kept")
            return
        }
        #expect(diagnostic.detail.contains("this mapped table file is not read: it is about another usage point"))
    }
}
