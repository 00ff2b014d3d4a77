/// The panels that have figures on the days of a span, kept from one question to the next. A cache: an answer is the
/// same with it and without.
final class PanelsAlone {
    private var known: [MonthSpan: RecordedPanels] = [:]

    private static let most = 4

    /// Costs the points of panels that came since.
    func panels(over span: MonthSpan, _ released: [Panel], in none: () -> RecordedPanels) -> RecordedPanels {
        var panels = known[span] ?? none()
        let missing = released.filter { !panels.contains($0) }
        if panels.count + missing.count > released.count {
            panels = none()
            panels.record(released)
        } else {
            panels.record(missing)
        }
        if known.count >= PanelsAlone.most { known = [:] }
        known[span] = panels
        return panels
    }
}

/// Panels that left, by the atoms that they make, without any test.
struct RecordedPanels {
    private(set) var structure: Atoms
    private var numbers: [Panel: Atoms.PanelID] = [:]

    init(_ population: Population, _ protection: Protection, without known: Panel) {
        structure = Atoms(population: population, protection)
        _ = structure.exclude(known)
    }

    var count: Int { structure.panels.count }

    func contains(_ panel: Panel) -> Bool { numbers[panel] != nil }

    func number(of panel: Panel) -> Atoms.PanelID? { numbers[panel] }

    mutating func record(_ panels: some Sequence<Panel>) {
        for panel in panels where !panel.points.isEmpty && !contains(panel) {
            numbers[panel] = structure.panels.count
            _ = structure.add(panel)
        }
    }
}
