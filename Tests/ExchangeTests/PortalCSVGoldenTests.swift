import Exchange
import Metering
import TestKit
import Testing

@Suite("Real customer portal files", .enabled(if: SharedData.isPresent))
struct PortalCSVGoldenTests {
    private static let orders = "enedis/sge-tiers/CommandeTransmissionHistoriqueMesures"
    private static let curveC5 = "\(orders)/C5-CDC/Enedis_SGE_HDM_A06NW0ZI.csv"
    private static let curveC4 = "\(orders)/C4-CDC/Enedis_SGE_HDM_A06NW11N.csv"
    private static let indexesC5 = "\(orders)/C5-IDX/Enedis_SGE_HDM_A06NW10D.csv"

    private func decoding(_ path: String) throws -> RecordingSink {
        try RecordingSink.decoding(try SharedData.bytes(path))
    }

    @Test(
        "lose no row and no watt",
        arguments: [
            (curveC5, 17_866, 14, 17_878_145), (curveC4, 105_120, 2_448, 1_356_368_000),
            ("enedis/portal-csv/aeneria/Enedis_Conso_Heure.csv", 104, 13, 28_542),
        ])
    func totals(path: String, rows: Int, empty: Int, sum: Int) throws {
        let sink = try decoding(path)
        #expect(sink.series.count == 1)
        #expect(sink.intervals.count == rows)
        #expect(sink.intervals.count { $0.mark == .missing(.sentEmpty) } == empty)
        #expect(sink.intervals.reduce(0) { $0 + Int($1.value) } == sum)
        #expect(sink.diagnostics.filter { $0.severity == .quarantined } == [])
    }

    @Test(
        "have days as long as the clocks say",
        arguments: [
            (curveC4, "2020-03-29", 138), (curveC4, "2020-10-25", 150), (curveC4, "2021-03-28", 138),
            (curveC4, "2021-10-31", 150), (curveC5, "2021-03-28", 46), (curveC5, "2021-10-31", 50),
        ])
    func clockChanges(path: String, day: String, count: Int) throws {
        let day = try #require(CivilDay(day))
        #expect(try decoding(path).intervals.count { CivilDay(containing: $0.start) == day } == count)
    }

    @Test(
        "lose no row where the clocks change, forward or backward, nor where days follow one another",
        arguments: [
            ("05-autumn-portal/with-offset.csv", 146, 0), ("05-autumn-portal/no-offset.csv", 146, 0),
            ("05-autumn-portal/no-offset-newest-first.csv", 146, 0), ("24-green-button-after-portal/portal.csv", 96, 0),
        ])
    func fieldCases(path: String, rows: Int, ambiguous: Int) throws {
        let sink = try decoding("field/\(path)")
        #expect(sink.intervals.count == rows)
        #expect(sink.rules == (ambiguous > 0 ? ["ambiguous-hour"] : []))
        #expect(sink.diagnostics.count == ambiguous)
    }

    @Test("give the daily energies that the operator gives for the same point in another flow")
    func dailyEnergies() throws {
        let curves = Dictionary(grouping: try decoding(Self.curveC5).intervals) { CivilDay(containing: $0.start) }
        let first = try #require(CivilDay("2022-01-05"))
        #expect(
            (0..<7).map { energy(curves[first.advanced(by: $0)] ?? []) }
                == [20_711, 24_217, 29_256, 29_355, 25_514, 24_020, 23_512])
    }

    @Test("agree with their own indexes to the watt-hour, in the 60-minute era and in the 30-minute era")
    func indexesAgreeWithCurve() throws {
        let curves = Dictionary(grouping: try decoding(Self.curveC5).intervals) { CivilDay(containing: $0.start) }
        let indexes = try decoding(Self.indexesC5).registers.filter { $0.register == .totalIndex }
        var agreed: [Step: Int] = [:]
        var withHoles: [String] = []
        for (opening, closing) in zip(indexes, indexes.dropFirst()) {
            let day = CivilDay(containing: opening.at)
            guard closing.at == day.end, let curve = curves[day], let step = curve.first?.step else { continue }
            #expect(curve.allSatisfy { $0.step == step }, "\(day)")
            let difference = closing.value - opening.value - energy(curve)
            if curve.count == step.count(in: day) {
                #expect(abs(difference) <= 1, "\(day)")
                agreed[step, default: 0] += 1
            } else {
                #expect(difference > 0, "\(day): what the curve lacks, the index counted")
                withHoles.append(day.description)
            }
        }
        #expect(agreed == [.minutes30: 352, .hour: 33])
        #expect(withHoles == ["2021-02-06", "2021-02-11", "2021-02-12"])
    }

    private func energy(_ curve: [IntervalReading]) -> Int64 {
        (curve.reduce(0) { $0 + Int64($1.value) * Int64($1.step.minutes) } + 30) / 60
    }
}
