import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import TestKit
import Testing

@Suite("Tables of annual energies")
struct AnnualTablesTests {
    private let town: Town
    private static let points = 60

    /// The directory that each test begins with a copy of: a year takes longer to make than to copy.
    private static let year = Result {
        let folder = try TemporaryFolder()
        let first = try #require(CivilDay(year: 2026, month: 1, day: 1))
        try Town(folder).keep { session in
            for day in 0..<365 {
                for number in 0..<points {
                    try session.keep(
                        Town.pointDay(number, watts: Int32(300 + number), on: first.advanced(by: day)))
                }
            }
        }
        return folder
    }

    /// A year of 60 points: communes of 20, 36 and 4; the last ten of the first are shops.
    init() throws {
        town = try Town(TemporaryFolder(copying: AnnualTablesTests.year.get()))
        for (id, kind, members) in [
            ("01001", "commune", 0..<20), ("01002", "commune", 20..<56), ("01003", "commune", 56..<60),
            ("e1", "epci", 0..<60), ("tertiary", "sector", 10..<20), ("residential", "sector", 0..<10),
        ] {
            try keep(
                PointSet(id: id, kind: kind, useCase: "territories", visibility: .public, figureStep: .year), members)
        }
    }

    private func keep(_ set: PointSet, _ members: Range<Int>) throws {
        try town.keep("sets") { session in
            for number in members {
                let from = try #require(CivilDay(year: 2020, month: 1, day: 1))
                try session.keep(Membership(channel: Town.channel(number), from: from), of: set)
            }
        }
    }

    private func publish(_ kinds: [String] = ["commune", "epci"]) throws -> [[String: String]] {
        let now = try #require(CivilDay(year: 2027, month: 1, day: 5)).start
        let policy = try PolicyLibrary().policy("code-energie-d111-53")
        let publication = try AnnualTables(town.data, policy: policy, now: now).publish(
            kinds: kinds, years: 2026...2026)
        return try town.rows(publication, "table-" + kinds.joined(separator: "-") + "-2026")
    }

    @Test("leaves a sub-meter in its sector where the meter upstream of it is in another territory")
    func subMeters() throws {
        try keep(
            PointSet(
                id: "residential", kind: "sector", useCase: "territories", visibility: .public, figureStep: .year),
            0..<56)
        try town.keep { session in
            for number in 52..<56 {
                let subMeter = SubMeter(of: Town.channel(number - 52).point)
                try session.keep(MeteringPoint(id: Town.channel(number).point, subMeter: subMeter))
            }
        }
        let lines = try publish(["commune"]).filter { $0["set"] == "01002" }
        #expect(!lines.isEmpty && lines.allSatisfy { $0["sector"] != "unassigned" }, "\(lines)")
    }

    /// The lines as `set sector: status sum`.
    private func words(_ rows: [[String: String]]) -> [String] {
        rows.map { "\($0["set"] ?? "") \($0["sector"] ?? ""): \($0["status"] ?? "") \($0["sum"] ?? "")" }.sorted()
    }

    @Test("leave whole: lines, partial totals, the same bytes again, and nothing that would complete them later")
    func tables() throws {
        let energies = (0..<60).map { Int64(300 + $0) * 24 * 365 }
        func sum(_ range: Range<Int>) -> Int64 { (energies[range].reduce(0, +) + 500) / 1_000 * 1_000 }
        let rows = try publish()
        let said = words(rows)
        #expect(said.contains("01001 : released \(sum(0..<20))"))
        #expect(said.contains("01001 residential: released \(sum(0..<10))"))
        #expect(said.contains("01001 tertiary: released \(sum(10..<20))"))
        #expect(said.contains("01003 : suppressed "))
        // The EPCI's total would give the four points of 01003 away.
        let total = try #require(rows.first { $0["set"] == "e1" && $0["sector"] == "" })
        #expect(total["status"] == "partial")
        // A correction of one point changes nothing: the first table closed the year.
        try town.keep { try $0.keep(Town.pointDay(0, watts: 9_000, on: Town.day)) }
        #expect(words(try publish()) == said)
        // The EPCI alone does not leave in full, nor a territory that differs by a point from one that left.
        try keep(
            PointSet(id: "x", kind: "iris", useCase: "territories", visibility: .public, figureStep: .year), 0..<19)
        let later = try publish(["epci", "iris"]).filter { $0["sector"] == "" }
        #expect(later.map { $0["status"] == "released" } == [false, false])
        #expect(try town.data.verify().faults.isEmpty)
    }

    @Test("reckon with what left day by day")
    func dailyFigures() throws {
        // All points but two left day by day, for those who see the use.
        let all = PointSet(id: "all", kind: "quarter", useCase: "q", visibility: .restricted)
        try town.keep(set: all, of: 0..<58)
        _ = try town.publish()
        try keep(
            PointSet(id: "y", kind: "iris", useCase: "territories", visibility: .public, figureStep: .year), 0..<60)
        let rows = try publish(["iris"])
        let line = try #require(rows.first { $0["set"] == "y" && $0["sector"] == "" })
        #expect(line["status"] == "partial" && line["alternative"] == "")
    }
}
