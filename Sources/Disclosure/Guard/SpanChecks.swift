import Metering

/// Whether figures may leave with the energies of their days: the tests of the spans that were asked about last.
///
/// First all compatible panels are looked at together, as if each had a figure there: that suffices, and its results
/// hold for every figure of the span. Where a test fails with the panel of a figure, those panels alone count that have
/// figures on these days, and what they tell without it does not count against it.
struct SpanChecks {
    private var tests: [MonthSpan: SpanTests] = [:]
    private var recent: [MonthSpan] = []
    private let refused = LastRefusals()
    /// How many atoms may be kept of all spans together; at least two spans are kept, and at most forty.
    private let atomsKept: Int

    init(atomsKept: Int = 1 << 18) { self.atomsKept = atomsKept }

    /// What the checks need of who asks.
    struct Asked {
        let candidate: Candidate
        let energies: PointEnergies
        let population: Population
        let protection: Protection
        /// Over a span, the unit to which the figure of a panel is rounded.
        let unit: (MonthSpan) -> (Panel) -> Int64
        /// The panels that have figures on some of the days of a span.
        let alone: (MonthSpan) -> RecordedPanels
    }

    /// Forgets what energies told.
    mutating func drop() { (tests, recent) = ([:], []) }

    mutating func forget(before month: Month) {
        tests = tests.filter { $0.key.month >= month }
        recent.removeAll { $0.month < month }
    }

    /// Nil where a figure of a panel that is among the compatible ones may leave.
    mutating func refusal(_ asked: Asked, over spans: [MonthSpan], _ panels: CompatiblePanels) -> HoldReason? {
        guard let number = panels.number(of: asked.candidate.panel) else { return nil }
        for span in spans {
            bring(span, to: panels, asked)
            guard let tests = tests[span] else { continue }
            let (failing, told) = (tests.failures(of: number), tests.told)
            if failing.isEmpty && told.isEmpty { continue }
            guard let alone = FiguresAlone(over: span, asked, tests.energies) else { continue }
            if let reason = alone.refusal(at: failing, told: told, of: panels.structure) { return reason }
        }
        return nil
    }

    /// Makes the tests of spans before a panel is added.
    mutating func prepare(_ asked: Asked, over spans: [MonthSpan], _ panels: CompatiblePanels) {
        for span in spans { bring(span, to: panels, asked) }
    }

    /// What an answer depends on for who sees more than these figures: the atoms on which it shows that a figure tells
    /// no group on these days, and whether it does not show.
    func seen(_ asked: Asked, over spans: [MonthSpan], _ panels: CompatiblePanels) -> (
        looked: Set<Atoms.AtomID>, isEntangled: Bool
    ) {
        spans.reduce(into: ([], false)) { seen, span in
            let sums = tests[span]?.energies ?? newTests(over: span, asked).energies
            guard let alone = FiguresAlone(over: span, asked, sums) else { return }
            seen.looked.formUnion(alone.shown(in: panels.structure))
            seen.isEntangled = seen.isEntangled || alone.isEntangled
        }
    }

    /// What becomes of tests with a new panel.
    struct Trial {
        fileprivate var changes: [MonthSpan: SpanTests.Change] = [:]
    }

    /// Nil where a figure of a panel may leave that was just added to the panels that were prepared for.
    func refusal(
        ofNewest asked: Asked, over spans: [MonthSpan], _ panels: CompatiblePanels, _ trial: inout Trial
    ) -> HoldReason? {
        guard let number = panels.number(of: asked.candidate.panel) else { return nil }
        for span in refused.inOrder(spans) {
            // Of many spans the first ones may not be kept any more.
            let tests = tests[span] ?? newTests(over: span, asked)
            lazy var alone = FiguresAlone(over: span, asked, tests.energies)
            var reason: HoldReason?
            let change = tests.change(to: panels, asked.energies, first: refused.points) { atom, telling in
                guard telling.contains(number) else { return false }
                reason = alone?.refusal(at: atom, of: panels.structure)
                if reason != nil { refused.note(panels.structure.points(of: atom, limit: 1).first, over: span) }
                return reason != nil
            }
            if let reason { return reason }
            trial.changes[span] = change
            let told = change?.told(before: tests.told) ?? []
            if told.isEmpty { continue }
            if let reason = alone?.refusal(at: [], told: told, of: panels.structure) { return reason }
        }
        return nil
    }

    /// Takes a panel's tests in, and answers what takes them back.
    mutating func apply(_ trial: Trial) -> Trial {
        var back = Trial()
        for (span, change) in trial.changes {
            guard var tests = tests.removeValue(forKey: span) else { continue }
            back.changes[span] = tests.apply(change)
            self.tests[span] = tests
        }
        return back
    }

    private func newTests(over span: MonthSpan, _ asked: Asked) -> SpanTests {
        SpanTests(over: span.period, asked.population, asked.protection)
    }

    private mutating func bring(_ span: MonthSpan, to panels: CompatiblePanels, _ asked: Asked) {
        var tests = self.tests.removeValue(forKey: span) ?? newTests(over: span, asked)
        if let change = tests.change(to: panels, asked.energies) { tests.apply(change) }
        self.tests[span] = tests
        recent.removeAll { $0 == span }
        recent.append(span)
        let most = max(2, min(40, atomsKept / max(1, panels.structure.atoms.count)))
        while recent.count > most { self.tests[recent.removeFirst()] = nil }
    }
}
