import Foundation
import TestKit
import Testing

/// What a command is told of a figure besides its set: who receives it, for how long it goes on, whose points it holds.
@Suite struct CircumstancesCommandTests {
    private let line: CommandLine

    init() throws { line = try CommandLine() }

    private static func point(_ number: Int) -> String { "990000000000\(10 + number)" }

    private func keep(_ name: String, header: String, _ rows: [String], as command: [String] = ["import"]) throws {
        let file = try line.folder.file(name, ([header] + rows).joined(separator: "\n") + "\n")
        let result = try line.run(command + [file, "--data", line.data, "--now", "2027-01-05"])
        #expect(result.code == 0, "\(result.errors)")
    }

    private func keepSet(
        _ id: String, _ kind: String, usage: String = "restricted", step: String = "", direction: String = "extraction",
        of points: Range<Int>
    ) throws {
        try keep(
            "\(id).csv", header: "set;kind;use;usage;step;point;carrier;direction;from;until;consent",
            points.map { "\(id);\(kind);use;\(usage);\(step);\(Self.point($0));;\(direction);2020-01-01;;" })
    }

    private func keepEnergies(of points: Range<Int>, on days: [(first: String, after: String)]) throws {
        try keep(
            "energies.csv", header: "point;carrier;direction;start;end;value;unit;quality",
            points.flatMap { point in
                days.map { day in
                    "\(Self.point(point));electricity;extraction;\(day.first);\(day.after);\(9_000 + point);Wh;measured"
                }
            })
    }

    /// The rows of a document, as columns by name, once a command has written it.
    private func rows(_ command: String, _ arguments: [String], now: String = "2027-01-05") throws -> [[String: String]]
    {
        try line.agree(to: "use")
        let out = line.folder.url.appending(path: UUID().uuidString)
        let result = try line.run(
            [command, "--out", out.path, "--data", line.data, "--now", now] + arguments)
        #expect(result.code == 0, "\(result.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: out.path).filter { $0.hasSuffix(".csv") }
        return try names.flatMap { name in
            let text = try String(contentsOf: out.appending(path: name), encoding: .utf8)
            let lines = text.split(separator: "\n").map {
                $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
            }
            return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
        }
    }

    private static let day = [(first: "2026-10-24", after: "2026-10-25")]

    @Test(
        arguments: [
            (nil, true, "released"), ("landlord", true, "suppressed"), ("stranger", true, "released"),
            (nil, false, "released"), ("stranger", false, "suppressed"),
        ] as [(String?, Bool, String)])
    func `a requester's own points do not count for them, nor those of which nobody knows whose they are`(
        requester: String?, isKnown: Bool, status: String
    ) throws {
        // Eleven holders: ten homes, and a landlord with two.
        try keep(
            "points.csv", header: "point;carrier;directions;holder",
            (0..<12).map { point in
                let home = isKnown ? "home-\(point)" : ""
                return "\(Self.point(point));electricity;extraction;\(point < 2 ? "landlord" : home)"
            }, as: ["points", "import"])
        try keepEnergies(of: 0..<12, on: Self.day)
        try keepSet("village", "neighbourhood", of: 0..<12)
        let asked = requester.map { ["--requester", $0] } ?? []
        let rows = try rows("publish", ["--day", "2026-10-24"] + asked)
        #expect(rows.map { $0["status"] } == [status])
    }

    @Test(arguments: [(nil, false), ("1", true), ("31", false)] as [(String?, Bool)])
    func `a curve needs fewer points where its publication ends soon`(days: String?, leaves: Bool) throws {
        let times = (0..<48).map { "2026-10-24T\($0 < 20 ? "0" : "")\($0 / 2):\($0 % 2 == 0 ? "00" : "30"):00+02:00" }
        let ends = times.dropFirst() + ["2026-10-25T00:00:00+02:00"]
        try keep(
            "curves.csv", header: "point;carrier;direction;start;end;value;unit;quality",
            (0..<12).flatMap { point in
                zip(times, ends).map { "\(Self.point(point));electricity;injection;\($0);\($1);500;W;measured" }
            })
        try keepSet("village", "neighbourhood", usage: "public", step: "PT30M", direction: "injection", of: 0..<12)
        let asked = days.map { ["--publication-days", $0] } ?? []
        let rows = try rows("publish", ["--day", "2026-10-24", "--policy", "code-energie-d111-63"] + asked)
        // The sum of the day leaves in any case.
        #expect(rows.contains { $0["status"] == "released" } && rows.contains { $0["status"] == "interval" } == leaves)
    }

    @Test(arguments: [(0..<4, "released", "d111-64-extraction-day"), (0..<3, "suppressed", "d111-63-extraction-day")])
    func `a figure on points that are all neither small nor personal needs three of them`(
        others: Range<Int>, status: String, rule: String
    ) throws {
        try keepEnergies(of: 0..<4, on: Self.day)
        try keepSet("works", "neighbourhood", of: 0..<4)
        try keepSet("other", "clientele", of: others)
        let rows = try rows("publish", ["--day", "2026-10-24", "--policy", "code-energie-d111-63"])
        let works = try #require(rows.first { $0["set"] == "works" })
        #expect(works["status"] == status && works["rule"] == rule)
    }

    @Test func `a table has a line for each sector whose points are told, and its own threshold`() throws {
        let first = try #require(ISO8601DateFormatter().date(from: "2026-01-01T12:00:00Z"))
        let days = (0..<365).map { number in
            let name = { (offset: Int) in
                first.addingTimeInterval(Double(number + offset) * 86_400).formatted(.iso8601.year().month().day())
            }
            return (first: name(0), after: name(1))
        }
        try keepEnergies(of: 0..<14, on: days)
        try keepSet("01001", "commune", usage: "public", step: "P1Y", of: 0..<14)
        try keepSet("tertiary", "sector", usage: "public", step: "P1Y", of: 0..<4)
        let table = ["--kind", "commune", "--from", "2026", "--policy", "code-energie-d111-53"]
        let rows = try rows("table", table).filter { $0["set"] == "01001" }
        let tertiary = try #require(rows.first { $0["sector"] == "tertiary" })
        // Four points are enough for a sector other than homes.
        #expect(tertiary["status"] == "released" && tertiary["rule"] == "d111-53-other-sectors")
        #expect(rows.contains { $0["sector"] == "" && $0["rule"] == "d111-53-residential" })
    }
}
