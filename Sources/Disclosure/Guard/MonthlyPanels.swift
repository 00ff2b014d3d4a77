/// The compatible panels of each month: those of its figures and of the months before and after.
struct MonthlyPanels {
    private var months: [Month: (lineage: Int, panels: CompatiblePanels)] = [:]
    private var next = 0

    /// Nil before the first test of a month, and after a panel was recorded that is not among them.
    subscript(month: Month) -> CompatiblePanels? { months[month]?.panels }

    /// The number of a month's compatible panels: never given to others, and kept while panels are added.
    func lineage(of month: Month) -> Int? { months[month]?.lineage }

    /// Changes the compatible panels of a month in place. Nil where it has none.
    mutating func change<Result>(of month: Month, _ body: (inout CompatiblePanels) -> Result) -> Result? {
        guard var kept = months.removeValue(forKey: month) else { return nil }
        defer { months[month] = kept }
        return body(&kept.panels)
    }

    mutating func adopt(_ panels: CompatiblePanels, in month: Month) {
        months[month] = (next, panels)
        next += 1
    }

    /// Drops those of a month and its neighbours that do not have a panel.
    mutating func drop(near month: Month, without panel: Panel) {
        for near in (-1...1).map(month.advanced) where months[near].map({ !$0.panels.contains(panel) }) ?? false {
            months[near] = nil
        }
    }

    /// Drops those of earlier months, and those that have panels of them.
    mutating func drop(before month: Month) { months = months.filter { $0.key > month } }

    /// The same panels of a population that has more points; those whose holders that changes are dropped.
    mutating func replace(_ population: Population) {
        months = months.compactMapValues { month in month.panels.of(population).map { (month.lineage, $0) } }
    }
}
