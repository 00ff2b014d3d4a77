package import Metering

/// The gate for whole tables of annual energies: each line is judged by the policy, and all lines together, with those
/// of every earlier table, by cell suppression (`TableSuppression`).
///
/// Source: Code de l'énergie D.111-53 and D.111-55 III.
package struct TableGate {
    private let gate: DisclosureGate
    private let population: Population
    private let protection: Protection
    /// The unit in watt-hours (litres for water) to whose multiples totals are rounded when published.
    private let unit: Int64

    /// Hidden cells must have as many holders together as the greatest `partialTotalBelow` of the policy's rules, or
    /// 10.
    package init(
        policy: Policy, dominance: DominanceRule, today: CivilDay, _ population: Population, unit: Int64 = 1_000
    ) {
        gate = DisclosureGate(policy: policy, dominance: dominance, today: today)
        self.population = population
        protection = Protection(holders: policy.rules.compactMap(\.partialTotalBelow).max() ?? 10)
        self.unit = unit
    }

    /// A line with its verdict. `isMerged` marks neighbours taken together, which were not asked for.
    package struct Judged: Sendable {
        package let line: TableLine
        package let verdict: Verdict
        package let isMerged: Bool
        /// Whether the policy alone would let it out.
        package let isLawfulAlone: Bool
    }

    /// Judges lines by the energies of each year. Answers the lines in their order, then merged neighbours. Where the
    /// energies of all years are too large to be added up, every line is held back.
    ///
    /// Precondition: a year's energies are the same whenever it is judged.
    package func judge(
        _ lines: [TableLine], _ energies: [Int: Undisclosed<SetEnergies>], after earlier: [TableLine.Earlier]
    ) -> [Judged] {
        guard SetEnergies.areCountable(energies.values.map(\.value)) else {
            return lines.map { line in
                let verdict = gate.withheld(line.request, isCurve: false)
                return Judged(line: line, verdict: verdict, isMerged: false, isLawfulAlone: false)
            }
        }
        let cells = TableCells(energies.mapValues(\.value), lines.map(\.panels) + earlier.map(\.panels), population)
        let entries = lines.map { cells.entry(of: $0.panels) }
        let verdicts = lines.map { gate.judge($0.request, Undisclosed(cells.energies(of: $0.panels))) }
        var alone: [FigureTable.Entry: Bool] = [:]
        for (entry, verdict) in zip(entries, verdicts) { alone[entry] = alone[entry] ?? true && verdict.isRelease }
        let table = FigureTable(
            cells: cells.cells, entries: Array(Set(entries.filter { !$0.cells.isEmpty })), unit: unit,
            population: population)
        let suppression = TableSuppression(protection) { entry in
            alone[entry].map { !$0 } ?? (table.holders(of: entry) < protection.holders)
        }
        let release = suppression.release(table, after: TableRelease(earlier, cells))
        let merged = release.merged.compactMap { merging($0, lines, entries, cells) }
        let names = Dictionary(
            zip(entries + merged.map { cells.entry(of: $0.line.panels) }, lines + merged.map(\.line)),
            uniquingKeysWith: { first, _ in first })
        return zip(zip(lines, entries), verdicts).map { line, verdict in
            let said = said(of: line.0, verdict, release.lines[line.1]) { names[$0] }
            return Judged(line: line.0, verdict: said, isMerged: false, isLawfulAlone: verdict.isRelease)
        } + merged
    }

    private func said(
        of line: TableLine, _ verdict: Verdict, _ said: TableRelease.Line?,
        _ name: (FigureTable.Entry) -> TableLine?
    ) -> Verdict {
        func held(_ alternative: FigureTable.Entry?, partial: Int64? = nil) -> Verdict {
            let withheld =
                switch verdict {
                case .suppressed: verdict
                case .released: gate.withheld(line.request, isCurve: false)
                }
            guard case .suppressed(var suppression) = withheld else { return withheld }
            suppression.partial = partial
            guard let other = alternative.flatMap(name) else { return .suppressed(suppression) }
            return .suppressed(
                suppression.offering(Alternative(set: other.request.setName, over: other.request.period)))
        }
        switch said {
        case .published(let sum):
            guard case .released(let release) = verdict else { return verdict }
            return .released(release.rounded(to: sum))
        case .partial(let sum, _, let alternative): return held(alternative, partial: sum)
        case .hidden(_, let alternative): return held(alternative)
        case nil: return verdict
        }
    }

    /// The line of neighbours taken together; nil where the policy holds it back.
    private func merging(
        _ entry: FigureTable.Entry, _ lines: [TableLine], _ entries: [FigureTable.Entry], _ cells: TableCells
    ) -> Judged? {
        let parts = zip(lines, entries).filter { $0.1.cells.count == 1 && entry.cells.contains($0.1.cells[0]) }
            .map(\.0)
        guard let first = parts.first, let last = parts.last else { return nil }
        let name = SetName(uniting: parts.map(\.request.setName))
        let sectors = Set(parts.map(\.request.sector))
        let set = first.request.set
        let panels = parts.reduce(into: [Int: Panel]()) { $0.merge($1.panels) { $0.union($1) } }
        var request = FigureRequest(
            set: PointSet(
                id: name.id, kind: set.kind, useCase: set.useCase, visibility: set.visibility,
                figureStep: set.figureStep),
            carrier: first.request.carrier, direction: first.request.direction,
            period: parts.reduce(first.request.period) { period, part in
                min(
                    period.lowerBound, part.request.period.lowerBound)...max(
                        period.upperBound, part.request.period.upperBound)
            }, expectedPoints: panels.values.map(\.count).max() ?? 0, consent: nil)
        request.parts = name.parts
        request.sector = sectors.count == 1 ? last.request.sector : nil
        let verdict = gate.judge(request, Undisclosed(cells.energies(of: panels)))
        guard case .released(let release) = verdict, let sum = release.sum else { return nil }
        return Judged(
            line: TableLine(request, panels: panels),
            verdict: .released(release.rounded(to: sum.rounded(toMultipleOf: unit))), isMerged: true,
            isLawfulAlone: true
        )
    }
}

extension Verdict {
    fileprivate var isRelease: Bool {
        if case .released = self { true } else { false }
    }
}

extension TableRelease {
    /// Earlier lines, over the cells of this table.
    fileprivate init(_ earlier: [TableLine.Earlier], _ cells: TableCells) {
        var lines: [FigureTable.Entry: Line] = [:]
        for line in earlier {
            let entry = cells.entry(of: line.panels)
            if entry.cells.isEmpty { continue }
            if line.isPublished { lines[entry] = .published(0) }
            lines[entry] = lines[entry] ?? .hidden(.hiddenBefore, alternative: nil)
        }
        self.init(lines: lines, merged: [])
    }
}
