import Access
import Metering
import Services
import Testing

@testable import Store

@Suite("What own use costs and emits")
struct FactorSumTests {
    private static let channel = Channel(point: PointID("30000110000001"))
    private static let week = UsePeriod(.week, of: CivilDay("2026-10-14")!)

    /// Seven days of 1,001 watt-hours, one of them perhaps missing.
    private func use(without missing: Int? = nil) -> OwnUse {
        var figures = DayFigures(days: [Self.week.days])
        for (place, day) in Self.week.days.each.enumerated() where place != missing {
            figures.add(
                DayCurve(step: .hour, unit: .wattHour, values: [1_001] + Array(repeating: 0, count: 23)), on: day,
                Revision(1))
        }
        return OwnUse(
            Self.week, of: Self.channel, from: figures, past: DayFigures(days: []),
            now: CivilDay("2027-01-01")!.start)
    }

    private func factor(_ from: String, until: String? = nil, _ millionths: Int64) -> CarrierFactor {
        CarrierFactor(
            .price, of: .electricity, from: CivilDay(from)!, until: until.flatMap { CivilDay($0) },
            millionths: millionths, source: .init(french: "tarif", english: "tariff"))
    }

    @Test("takes each day by the factor of that day, and rounds the sum once")
    func changing() throws {
        let table = try CarrierFactors([
            factor("2026-01-01", until: "2026-10-15", 200_000), factor("2026-10-15", 100_000),
        ])
        let sum = try #require(FactorSum(.price, of: use(), by: table))
        // Three days at 0.2 and four at 0.1: 1.001 × (0.6 + 0.4).
        #expect(sum.millionths == 1_001_000)
        #expect(sum.factors.map(\.millionths) == [200_000, 100_000])
        let tenth = try CarrierFactors([factor("2026-01-01", 1)])
        #expect(FactorSum(.price, of: use(), by: tenth)?.millionths == 7)
    }

    @Test("is none where a day has no factor, and where nothing is known")
    func incomplete() throws {
        let late = try CarrierFactors([factor("2026-10-15", 200_000)])
        #expect(FactorSum(.price, of: use(), by: late) == nil)
        #expect(FactorSum(.emissions, of: use(), by: late) == nil)
        #expect(FactorSum(.price, of: use(), by: .none) == nil)
    }

    @Test("counts the days that are known where one is missing")
    func missing() throws {
        let table = try CarrierFactors([factor("2026-01-01", 200_000)])
        #expect(FactorSum(.price, of: use(without: 2), by: table)?.millionths == 1_201_200)
    }
}
