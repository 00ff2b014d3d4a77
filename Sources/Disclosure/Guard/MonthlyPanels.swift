/// The compatible panels of each month. Months that follow each other may have theirs in common: what is added to those
/// of one is then added to those of the other.
struct MonthlyPanels {
    private var places: [Month: Int] = [:]
    private var stock: [Int: CompatiblePanels] = [:]
    private var next = 0

    /// Nil before the first test of a month, and after a panel was recorded that is not among them.
    subscript(month: Month) -> CompatiblePanels? { places[month].flatMap { stock[$0] } }

    /// The number of a month's compatible panels: never given to others, and kept while panels are added.
    func lineage(of month: Month) -> Int? { places[month] }

    /// Changes the compatible panels of a month in place. Nil where it has none.
    mutating func change<Result>(of month: Month, _ body: (inout CompatiblePanels) -> Result) -> Result? {
        guard let place = places[month], var panels = stock.removeValue(forKey: place) else { return nil }
        defer { stock[place] = panels }
        return body(&panels)
    }

    /// Gives a month its own compatible panels; months beside it that have others lose theirs.
    mutating func adopt(_ panels: CompatiblePanels, in month: Month) {
        stock[next] = panels
        next += 1
        take(next - 1, in: month)
    }

    /// Gives a month those of another.
    mutating func share(from other: Month, with month: Month) {
        if let place = places[other] { take(place, in: month) }
    }

    private mutating func take(_ place: Int, in month: Month) {
        places[month] = place
        for near in [month.advanced(by: -1), month.advanced(by: 1)] where places[near] != place { places[near] = nil }
        dropUnused()
    }

    /// Drops those of a month and its neighbours that do not have a panel.
    mutating func drop(near month: Month, without panel: Panel) {
        let lacking = (-1...1).map(month.advanced).filter { month in
            places[month].flatMap { stock[$0] }.map { !$0.contains(panel) } ?? false
        }
        if lacking.isEmpty { return }
        for month in lacking { places[month] = nil }
        dropUnused()
    }

    /// Drops those of earlier months.
    mutating func drop(before month: Month) {
        places = places.filter { $0.key >= month }
        dropUnused()
    }

    /// The same panels of a population that has more points; those whose holders that changes are dropped.
    mutating func replace(_ population: Population) {
        stock = stock.compactMapValues { $0.of(population) }
        places = places.filter { stock[$0.value] != nil }
    }

    private mutating func dropUnused() {
        guard stock.count > 1 || places.isEmpty else { return }
        let used = Set(places.values)
        stock = stock.filter { used.contains($0.key) }
    }
}
