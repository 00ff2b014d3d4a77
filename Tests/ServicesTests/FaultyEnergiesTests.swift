import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Services
import Store
import TestKit
import Testing

@testable import Publication

@Suite("Energies that cannot be right")
struct FaultyEnergiesTests {
    private let town: Town
    private let building = PointSet(id: "building", kind: "building", useCase: "2a", visibility: .restricted)

    init() throws { town = try Town() }

    private func keepIndexes(_ numbers: Range<Int>, _ opening: Int64, _ closing: Int64) throws {
        try town.keep { session in
            for number in numbers {
                for (day, value) in [(Town.day, opening), (Town.day.advanced(by: 1), closing)] {
                    try session.keep(
                        RegisterReading(
                            channel: Town.channel(number), register: .totalIndex, at: day.start, value: value, line: 1))
                }
            }
        }
    }

    @Test("stop no publication: a figure too large to be added up is held, and the operator is told")
    func tooLarge() throws {
        try town.keep { session in
            for number in 0..<520 {
                try session.keep(
                    RegisterReading(
                        channel: Town.channel(number), register: .dailyEnergy, at: Town.day.start, value: 1 << 53,
                        line: 1))
            }
        }
        try keepIndexes(600..<630, 1_000, 3_500)
        try keepIndexes(700..<730, .min, .max)
        try town.keep(set: building, of: 0..<520)
        try town.keep(set: PointSet(id: "x", kind: "building", useCase: "2a", visibility: .restricted), of: 600..<630)
        try town.keep(set: PointSet(id: "y", kind: "building", useCase: "2a", visibility: .restricted), of: 700..<730)
        let publication = try town.publish()
        let rows = try town.rows(publication, "2a")
        #expect(rows.map { $0["status"] } == ["suppressed", "released", "suppressed"])
        #expect(rows[0]["reason"] == rows[2]["reason"])
        #expect(publication.remarks.count == 1 && publication.remarks[0].hasPrefix("building, electricity extraction"))
    }

    @Test(
        "do not count between two indexes of which neither can be blamed: the curve counts, from the least connection on"
    )
    func twoIndexes() throws {
        for (number, difference) in [(0, 347_600), (1, 347_601), (2, 500_000), (3, 88_401)] {
            try keepIndexes(number..<number + 1, 1_000, 1_000 + Int64(difference))
        }
        try town.keep { session in
            for number in 0..<4 {
                try session.keep(Town.pointDay(number, watts: 100))
                let power: Power = .watts(number == 3 ? 3_000 : 12_000)
                try session.keep(MeteringPoint(id: PointID("p\(number)"), connectionPower: power))
            }
        }
        let energies = try EnergyReader(
            office: town.data.makeOffice(), known: town.data.ledger.known(), isEstimating: false
        ).energies(of: .all, on: Town.day...Town.day)[0]
        #expect((1...4).map { energies.measured(UInt32($0))?.total } == [347_600, 2_400, 2_400, 2_400])
    }

    @Test("do not count as the difference of a meter and the one in its place, where a list says what can be carried")
    func replacedMeter() throws {
        try keepIndexes(0..<11, 12_000_000, 95_000_000)
        try keepIndexes(11..<12, 12_000_000, 13_000_000)
        try town.keep { session in
            for number in 0..<12 { try session.keep(Town.pointDay(number, watts: 100)) }
            for number in 0..<10 {
                try session.keep(MeteringPoint(id: PointID("p\(number)"), segment: "C5"))
            }
            try session.keep(MeteringPoint(id: PointID("p10"), connectionPower: .watts(4_000_000)))
        }
        try town.keep(set: building, of: 0..<12)
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        let set = PointSet(id: "few", kind: "building", useCase: "2a", visibility: .restricted)
        try town.keep(set: set, of: 0..<12, consent: .day)
        let rows = try town.rows(DailyProvision(town.data, policy: policy, now: Town.now).publish(Town.day), "2a")
        let points = rows.filter { $0["set"] == "few" && $0["status"] == "point" }
        let expected = Dictionary(
            uniqueKeysWithValues: (0..<12).map { ("p\($0)", $0 < 10 ? "2400" : $0 == 10 ? "83000000" : "1000000") })
        #expect(Dictionary(uniqueKeysWithValues: points.map { ($0["point"] ?? "", $0["sum"] ?? "") }) == expected)
    }
}

@Suite("A figure that is asked for again")
struct AskedAgainTests {
    @Test("covers whom it covered, where its members have a sector too")
    func sectors() throws {
        let town = try Town()
        try town.keep { session in
            for number in 0..<260 { try session.keep(Town.pointDay(number, watts: Int32(300 + number))) }
        }
        let quarter = PointSet(id: "quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
        try town.keep(
            set: PointSet(id: "residential", kind: "sector", useCase: "sectors", visibility: .restricted), of: 0..<260)
        var library = try PolicyLibrary()
        let text = """
            {"id": "own", "title": "t", "source": {"document": "d", "section": "s", "text": ["x"]},
             "validFrom": "2020-01-01", "delayDays": 2, "rules": [{"id": "r", "direction": "extraction",
             "granularity": "day", "usages": ["public"], "sectors": ["residential"], "minimumPoints": 11,
             "forms": ["sum"], "because": "b"}]}
            """
        try library.add(Array(text.utf8), name: "own.json")
        let provision = DailyProvision(town.data, policy: try library.policy("own"), now: Town.now)
        func expected() throws -> [String?] {
            let rows = try town.rows(provision.publish(Town.day), "4a")
            let members = try town.counts(of: "quarter")?.expectedPoints
            return ["status", "sector"].map { rows.first?[$0] } + [members.map(String.init)]
        }
        try town.keep(set: quarter, of: 0..<150)
        #expect(try expected() == ["released", "residential", "150"])
        try town.keep(set: quarter, of: 0..<255)
        #expect(try expected() == ["released", "residential", "150"])
    }
}

@Suite("A year that a table closes")
struct ClosedYearTests {
    private let town: Town
    private let tables: AnnualTables

    /// A year of twelve points in one commune.
    init() throws {
        town = try Town()
        let first = try #require(CivilDay(year: 2026, month: 1, day: 1))
        try town.keep { session in
            for day in 0..<365 {
                for number in 0..<12 {
                    try session.keep(ClosedYearTests.energy(number, on: first.advanced(by: day), 10_000))
                }
            }
        }
        let from = try #require(CivilDay(year: 2020, month: 1, day: 1))
        try town.keep("sets") { session in
            for number in 0..<12 {
                try session.keep(
                    Membership(channel: Town.channel(number), from: from),
                    of: PointSet(id: "01001", kind: "commune", useCase: "t", visibility: .public, figureStep: .year))
            }
        }
        let now = try #require(CivilDay(year: 2027, month: 1, day: 5)).start
        tables = AnnualTables(town.data, policy: try PolicyLibrary().policy("code-energie-d111-53"), now: now)
    }

    private static func energy(_ number: Int, on day: CivilDay, _ value: Int64) -> RegisterReading {
        RegisterReading(channel: Town.channel(number), register: .dailyEnergy, at: day.start, value: value, line: 1)
    }

    private func sum() throws -> String? {
        let publication = try tables.publish(kinds: ["commune"], years: 2026...2026)
        return try town.rows(publication, "table-commune-2026").first?["sum"]
    }

    @Test("stays open when the table fails, or is only tried, and closes with its lines")
    func closes() throws {
        let stream = EnergyKind(carrier: .electricity, direction: .extraction)
        let whole = 12 * 365 * Int64(10_000)
        try town.keep { try $0.keep(ClosedYearTests.energy(0, on: Town.day, .max)) }
        #expect(throws: TableRefusal.self) { try sum() }
        #expect(try town.data.releases.closedYears(stream).isEmpty)
        try town.keep { try $0.keep(ClosedYearTests.energy(0, on: Town.day, 11_000)) }
        let run = try tables.dryRun(kinds: ["commune"], years: 2026...2026)
        #expect(run.closes == [2026] && run.released == 1 && run.suppressed == 0)
        #expect(try town.data.releases.closedYears(stream).isEmpty && town.data.verify().releases == 0)
        try town.keep { try $0.keep(ClosedYearTests.energy(0, on: Town.day, 12_000)) }
        #expect(try sum() == "\(whole + 2_000)")
        let horizon = town.data.ledger.known().horizon
        #expect(try town.data.releases.closedYears(stream) == [2026: horizon])
        try town.keep { try $0.keep(ClosedYearTests.energy(0, on: Town.day, 90_000)) }
        #expect(try tables.dryRun(kinds: ["commune"], years: 2026...2026).closes.isEmpty)
        #expect(try sum() == "\(whole + 2_000)")
    }

    @Test("is not closed twice: a run that began before another one closed it is told so, and records nothing")
    func closedMeanwhile() throws {
        let stream = EnergyKind(carrier: .electricity, direction: .extraction)
        _ = try town.data.releases.record([], closing: [2026: Revision(1)], [], stream, now: Town.now)
        #expect(throws: YearClosedMeanwhile.self) {
            try town.data.releases.record(
                [], closing: [2025: Revision(2), 2026: Revision(2)], [], stream, now: Town.now)
        }
        #expect(try town.data.releases.closedYears(stream) == [2026: Revision(1)])
    }
}
