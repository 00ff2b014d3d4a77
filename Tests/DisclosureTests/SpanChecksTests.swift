import Metering
import Testing

@testable import Disclosure

@Suite("The tests of spans of days")
struct SpanChecksTests {
    /// Of two sets that differ by twenty homes, one of these alone consumes anything on the first day.
    @Test func `look at every span of a figure, however few are kept`() {
        let (population, protection) = (Population(points: 40), Protection(holders: 11))
        let month = Month(of: CivilDay(daysSinceEpoch: 20_089))
        let spans = (1...6).map { MonthSpan(month: month, days: $0...$0) }
        let energies: PointEnergies = { point, period in
            point <= 20 || period.lowerBound != month.firstDay ? 9_000 : 0
        }
        let candidate = Candidate(
            panel: Panel(0..<40), span: MonthSpan(month: month, days: 1...6), unit: 1, energies: energies)
        let asked = SpanChecks.Asked(
            candidate: candidate, energies: energies, population: population, protection: protection,
            unit: { _ in { _ in 1 } },
            alone: { _ in
                var panels = RecordedPanels(population, protection, without: Panel([]))
                panels.record([Panel(0..<20)])
                return panels
            })
        for atomsKept in [0, 1 << 18] {
            var panels = CompatiblePanels(population, protection)
            panels.record([Panel(0..<20)])
            var checks = SpanChecks(atomsKept: atomsKept)
            checks.prepare(asked, over: spans, panels)
            var trial = SpanChecks.Trial()
            let reason = panels.refusal(adding: candidate.panel) {
                checks.refusal(ofNewest: asked, over: spans, $0, &trial)
            }
            #expect(reason?.check == .combination)
        }
    }
}
