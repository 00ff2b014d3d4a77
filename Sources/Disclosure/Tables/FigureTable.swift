/// Energies by territory, sector and year with all their margins, as one linear system over the finest cells.
///
/// An entry is a line of the table as published: a finest cell or a margin of any level. Tables that share cells are
/// one table, by the caller's numbering of cells.
package struct FigureTable: Sendable {
    /// A finest cell: one territory of the lowest level, one sector, one year.
    package struct Cell: Sendable {
        package let energy: Int64
        package let points: Panel

        package init(energy: Int64, points: Panel) {
            self.energy = energy
            self.points = points
        }
    }

    package struct Entry: Hashable, Sendable {
        /// The numbers of the finest cells that it adds up, sorted.
        package let cells: [Int]

        package init(_ cells: some Sequence<Int>) { self.cells = Set(cells).sorted() }
    }

    /// Precondition: the energies come to at most 2⁶².
    package let cells: [Cell]
    package let entries: [Entry]
    /// The unit in watt-hours (litres for water) to whose multiples figures are rounded when published.
    package let unit: Int64
    package let population: Population

    package init(cells: [Cell], entries: [Entry], unit: Int64, population: Population) {
        self.cells = cells
        self.entries = entries
        self.unit = max(1, unit)
        self.population = population
    }

    package func energy(of entry: Entry) -> Int64 { entry.cells.reduce(0) { $0 + cells[$1].energy } }

    /// The energy of an entry as it is published: rounded.
    package func published(_ entry: Entry) -> Int64 { energy(of: entry).rounded(toMultipleOf: unit) }

    /// Distinct active holders, at the cost of the entry's points.
    package func holders(of entry: Entry) -> Int {
        population.distinctHolders(of: Set(entry.cells.flatMap { cells[$0].points.points }))
    }

    /// Every combination of a territory of any level, one sector or all, one year or all, over cells numbered
    /// `(leaf * sectors + sector) * years + year`. `territories` are the leaves of each territory, the leaves
    /// themselves among them.
    package static func entries(territories: [[Int]], sectors: Int, years: Int) -> [Entry] {
        func parts(_ count: Int) -> [[Int]] { (count > 1 ? [Array(0..<count)] : []) + (0..<count).map { [$0] } }
        return territories.flatMap { leaves in
            parts(sectors).flatMap { sectorsOf in
                parts(years).map { yearsOf in
                    Entry(
                        leaves.flatMap { leaf in
                            sectorsOf.flatMap { sector in yearsOf.map { (leaf * sectors + sector) * years + $0 } }
                        })
                }
            }
        }
    }
}
