import DirectoryKit
import EmbeddedStore
import Metering
import Store
import TestKit
import Testing

@Suite("Values of which better ones are known, imported")
struct OutrankedTests {
    private let home: Household
    private let day: CivilDay

    init() throws {
        home = try Household()
        day = try #require(CivilDay("2026-10-20"))
    }

    private func lines(
        _ step: Step, _ count: Int, _ value: Int, _ quality: String, unit: String = "l", point: String = "P1"
    ) -> String {
        let carrier = unit == "l" ? "water" : "electricity"
        let rows = (0..<count).map { index in
            let start = day.start.advanced(minutes: index * step.minutes)
            return "\(point);\(carrier);extraction;\(start);\(start.advanced(minutes: step.minutes));"
                + "\(value);\(unit);\(quality)\n"
        }
        return "point;carrier;direction;start;end;value;unit;quality\n" + rows.joined()
    }

    private func said(_ text: String) throws -> [String] {
        try home.findings(home.receive(text)).map { "\($0.rule.name) \($0.detail)" }
            .filter { !$0.hasPrefix("unknown-point") && !$0.hasPrefix("flat-line") && !$0.hasPrefix("incomplete-day") }
    }

    @Test("leave corrected hours of water before raw half-hours, in either order", arguments: [false, true])
    func water(isReversed: Bool) throws {
        let files = [lines(.hour, 23, 15, "corrected"), lines(.minutes30, 48, 7, "measured")]
        let found = try (isReversed ? files.reversed() : files).map(said)
        let curve = try #require(try home.days().first).curve
        #expect(curve.qualityCounts == QualityCounts(measured: 2, corrected: 46) && curve.total == 23 * 15 + 14)
        let remark = "outranked-value 46 of the values do not count: better ones are known"
        #expect(found == (isReversed ? [[], []] : [[], [remark]]))
    }

    @Test("leave measured hours of water before estimated half-hours, in either order", arguments: [false, true])
    func estimates(isReversed: Bool) throws {
        let files = [lines(.hour, 24, 15, "measured"), lines(.minutes30, 48, 7, "estimated")]
        for file in isReversed ? files.reversed() : files { try home.receive(file) }
        let curve = try #require(try home.days().first).curve
        #expect(curve == DayCurve(step: .hour, unit: .litre, values: Array(repeating: 15, count: 24)))
    }

    @Test("are set aside one by one where no connection carries them, whatever the unit")
    func impossible() throws {
        let wide = "point;date;" + (1...48).map { "v\($0)" }.joined(separator: ";") + "\n"
        let values = (0..<48).map { $0 == 3 ? "2147483647" : "\(100 + $0)" }.joined(separator: ";")
        #expect(
            try said(wide + "P1;2026-10-20;\(values)\n") == [
                "beyond-any-connection 2147483647 Wh, no connection carries over 250000000 Wh an hour at "
                    + day.start.advanced(minutes: 90).parisText
            ])
        let curve = try #require(try home.days().first).curve
        #expect(curve.missingCount == 1 && curve.values[4] == 104)
    }

    @Test("are told of two readings that one file states for one instant")
    func contradiction() throws {
        let found = try said("point;date;v1\nP1;2026-10-20;11500\nP1;2026-10-20;11400\nP1;2026-10-20;11400\n")
        #expect(found == ["outranked-value daily-energy 11500 does not count: a better one is known"])
        #expect(try said("point;date;v1\nP1;2026-10-20;11400\n").isEmpty)
    }

    @Test("are named up to a hundred readings, and the rest counted")
    func readings() throws {
        let totals = { (value: Int) in
            "point;date;v1\n" + (0..<103).map { "P\($0);2026-10-20;\(value)\n" }.joined()
        }
        try home.receive("#maille quality=corrected\n" + totals(11_500))
        let found = try said(totals(11_000))
        #expect(found.count == 101)
        #expect(found.first == "outranked-value daily-energy 11000 does not count: a better one is known")
        #expect(found.last == "outranked-value 3 more readings that do not count")
    }
}
