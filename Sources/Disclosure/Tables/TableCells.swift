import Metering

/// The finest cells of a table: the classes of points that lie in the same lines, year by year, with their energies.
struct TableCells {
    private(set) var cells: [FigureTable.Cell] = []
    private var cellOf: [Int: [UInt32: Int]] = [:]
    private let members: [Int: [UInt32: SetEnergies.Member]]

    /// Points without energy in a year are not active and in no cell (Code de l'énergie D.111-52 1°). Costs the points
    /// of all lines, and a sort.
    init(_ energies: [Int: SetEnergies], _ lines: [[Int: Panel]], _ population: Population) {
        members = energies.mapValues { year in
            Dictionary(uniqueKeysWithValues: year.active.map { ($0.number, $0) })
        }
        for year in energies.keys.sorted() {
            var signatures: [UInt32: [Int]] = [:]
            for (number, panel) in Set(lines.compactMap { $0[year] }).enumerated() {
                for point in panel.points where members[year]?[point] != nil {
                    signatures[point, default: []].append(number)
                }
            }
            let classes = Dictionary(grouping: signatures.keys) { signatures[$0] ?? [] }
            for points in classes.values.map({ $0.sorted() }).sorted(by: { $0[0] < $1[0] }) {
                for point in points { cellOf[year, default: [:]][point] = cells.count }
                let energy = points.reduce(Int64(0)) { $0 + (members[year]?[$1]?.total ?? 0) }
                cells.append(FigureTable.Cell(energy: energy, points: Panel(points)))
            }
        }
    }

    /// The cells of panels by year; a year without energies has none.
    func entry(of panels: [Int: Panel]) -> FigureTable.Entry {
        FigureTable.Entry(panels.flatMap { year, panel in panel.points.compactMap { cellOf[year]?[$0] } })
    }

    /// The energies of the points of a line, each over all its years.
    func energies(of panels: [Int: Panel]) -> SetEnergies {
        var totals: [UInt32: SetEnergies.Member] = [:]
        for (year, panel) in panels {
            for member in panel.points.compactMap({ members[year]?[$0] }) {
                let known = totals[member.number]
                totals[member.number] = SetEnergies.Member(
                    number: member.number, total: member.total + (known?.total ?? 0),
                    quality: max(member.quality, known?.quality ?? .measured), holder: member.holder)
            }
        }
        return SetEnergies(members: totals.values.sorted { $0.number < $1.number })
    }
}
