import Metering

/// Whether figures may leave with the energies of their days: the tests of the spans that were asked about last.
///
/// First all compatible panels are looked at together, as if each had a figure there: that suffices, and its results
/// hold for every figure of the span. Where a test fails with the panel of a figure, those panels alone count that have
/// figures on these days, and what they tell without it does not count against it.
struct SpanChecks {
    private var tests: [MonthSpan: SpanTests] = [:]
    private var recent: [MonthSpan] = []
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
            let failing = tests.failures(of: number)
            if let reason = refusal(failing, tests.energies, over: span, panels, asked) { return reason }
        }
        return nil
    }

    /// Makes the tests of spans before a panel is added.
    mutating func prepare(_ asked: Asked, over spans: [MonthSpan], _ panels: CompatiblePanels) {
        for span in spans { bring(span, to: panels, asked) }
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
        for span in spans {
            // Of many spans the first ones may not be kept any more.
            let tests = tests[span] ?? newTests(over: span, asked)
            let change = tests.change(to: panels, asked.energies)
            trial.changes[span] = change
            let failing = change.failures(of: number)
            if let reason = refusal(failing, tests.energies, over: span, panels, asked) { return reason }
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
        tests.apply(tests.change(to: panels, asked.energies))
        self.tests[span] = tests
        recent.removeAll { $0 == span }
        recent.append(span)
        let most = max(2, min(40, atomsKept / max(1, panels.structure.atoms.count)))
        while recent.count > most { self.tests[recent.removeFirst()] = nil }
    }

    // MARK: The figures of these days alone

    private func refusal(
        _ failing: [Atoms.AtomID], _ sums: SpanEnergies, over span: MonthSpan, _ panels: CompatiblePanels,
        _ asked: Asked
    ) -> HoldReason? {
        if failing.isEmpty { return nil }
        var alone = asked.alone(span)
        alone.record([asked.candidate.panel])
        guard let number = alone.number(of: asked.candidate.panel) else { return nil }
        let maker = SpanTestMaker(sums, alone.structure, asked.protection, asked.energies)
        let unit = asked.unit(span)
        for atom in failing.sorted(by: { panels.structure.atoms[$0].key < panels.structure.atoms[$1].key }) {
            guard let point = panels.structure.points(of: atom, limit: 1).first else { continue }
            let own = alone.structure.atom(of: point)
            guard own != Atoms.outside, maker.isWeak(own) else { continue }
            let made = maker.test(of: own, union: maker.union)
            guard made.panels.contains(number),
                let check = made.test.failure(by: number, unit: { unit(alone.structure.panels[$0]) })
            else { continue }
            return HoldReason(check, against: made.panels.filter { $0 != number }.map { alone.structure.panels[$0] })
        }
        return nil
    }
}
