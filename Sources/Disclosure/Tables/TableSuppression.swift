/// Primary and complementary cell suppression of a table.
///
/// Hides the lines that may not leave by themselves, and then complements, chosen by linear programming, until the
/// attacker's program (`TableAudit`) leaves every protected figure an interval as wide as the protection asks. Finest
/// cells of too few holders are protected too, where lines cross. Figures of earlier tables count as known; what those
/// hid is published only where the program proves it harmless. Not minimal: fewer complements may suffice.
///
/// Source: Code de l'énergie D.111-53, D.111-55 III, D.111-63 III; Fischetti and Salazar 2001 for the complements.
package struct TableSuppression {
    private let protection: Protection
    /// Whether a figure may not leave by itself. Where nil, that is one of too few holders.
    private let isUnlawful: ((FigureTable.Entry) -> Bool)?

    package init(_ protection: Protection, isUnlawful: ((FigureTable.Entry) -> Bool)? = nil) {
        self.protection = protection
        self.isUnlawful = isUnlawful
    }

    /// Precondition: the earlier figures are of the same cells.
    package func release(_ table: FigureTable, after earlier: TableRelease? = nil) -> TableRelease {
        let known = earlier?.published ?? []
        let hiddenBefore = Set(earlier?.hidden ?? [])
        let cells = table.cells.indices.map { FigureTable.Entry([$0]) }
        var hidden: [FigureTable.Entry: TableRelease.Reason] = [:]
        for entry in hiddenBefore.union(table.entries).union(cells).subtracting(known) where isPrimary(entry, table) {
            hidden[entry] = .few
        }
        let protected = hidden.keys.sorted { $0.cells.lexicographicallyPrecedes($1.cells) }
        for entry in hiddenBefore.subtracting(known) where hidden[entry] == nil { hidden[entry] = .hiddenBefore }
        var audit = TableAudit(table, protected, width: protection.width)
        complete(&hidden, table, known, &audit)
        reopen(&hidden, table, known, &audit)
        return describe(hidden, table, known, &audit)
    }

    private func isPrimary(_ entry: FigureTable.Entry, _ table: FigureTable) -> Bool {
        guard table.energy(of: entry) > 0 else { return false }
        return isUnlawful.map { $0(entry) } ?? (table.holders(of: entry) < protection.holders)
    }

    /// Adds complements until every protected figure has its interval.
    private func complete(
        _ hidden: inout [FigureTable.Entry: TableRelease.Reason], _ table: FigureTable,
        _ known: [FigureTable.Entry], _ audit: inout TableAudit
    ) {
        let fixed = Set(known)
        while true {
            let published = table.entries.filter { hidden[$0] == nil }
            if let total = published.first(where: { !fixed.contains($0) && leavesFewOver($0, hidden, table) }) {
                hidden[total] = .fewLeftOver
                continue
            }
            guard let open = audit.firstNarrow(given: published + known) else { return }
            let complement = audit.complement(of: open, given: published + known).filter { !fixed.contains($0) }
            // No complement helps where earlier tables determine the figure: all lines that share cells with it are
            // hidden.
            let around = published.filter { !fixed.contains($0) && !Set($0.cells).isDisjoint(with: open.cells) }
            let chosen = complement.isEmpty ? around : complement
            if chosen.isEmpty { audit.giveUp(open) }
            for entry in chosen { hidden[entry] = .complement }
        }
    }

    /// Whether a total's hidden finest cells together have too few holders, though not none.
    private func leavesFewOver(
        _ total: FigureTable.Entry, _ hidden: [FigureTable.Entry: TableRelease.Reason], _ table: FigureTable
    ) -> Bool {
        guard total.cells.count > 1 else { return false }
        let over = FigureTable.Entry(total.cells.filter { hidden[FigureTable.Entry([$0])] != nil })
        guard !over.cells.isEmpty, over.cells.count < total.cells.count, table.energy(of: over) > 0 else {
            return false
        }
        return table.holders(of: over) < protection.holders
    }

    /// Publishes the complements that turn out not to be needed, the largest first.
    private func reopen(
        _ hidden: inout [FigureTable.Entry: TableRelease.Reason], _ table: FigureTable,
        _ known: [FigureTable.Entry], _ audit: inout TableAudit
    ) {
        let candidates = table.entries.filter { hidden[$0] == .complement || hidden[$0] == .hiddenBefore }
        for entry in candidates.sorted(by: { table.energy(of: $0) > table.energy(of: $1) }) {
            let reason = hidden.removeValue(forKey: entry)
            let published = table.entries.filter { hidden[$0] == nil }
            if leavesFewOver(entry, hidden, table) || audit.firstNarrow(given: published + known) != nil {
                hidden[entry] = reason
            }
        }
    }

    private func describe(
        _ hidden: [FigureTable.Entry: TableRelease.Reason], _ table: FigureTable, _ known: [FigureTable.Entry],
        _ audit: inout TableAudit
    ) -> TableRelease {
        let published = table.entries.filter { hidden[$0] == nil }
        var merged: [FigureTable.Entry] = []
        var lines: [FigureTable.Entry: TableRelease.Line] = [:]
        for entry in published { lines[entry] = .published(table.published(entry)) }
        let isOut = Set(published)
        for entry in table.entries {
            guard let reason = hidden[entry] else { continue }
            let neighbours = mergedNeighbours(of: entry, hidden, table) { union in
                audit.firstNarrow(given: published + known + merged + [union]) == nil
            }
            let containing = published.filter { Set($0.cells).isSuperset(of: entry.cells) }
            let alternative = (containing + merged.filter { Set($0.cells).isSuperset(of: entry.cells) })
                .min { $0.cells.count < $1.cells.count }
            if let neighbours, neighbours.cells.count < alternative?.cells.count ?? .max {
                merged.append(neighbours)
                lines[entry] = .hidden(reason, alternative: neighbours)
            } else {
                lines[entry] = .hidden(reason, alternative: alternative)
            }
            let parts = entry.cells.map { FigureTable.Entry([$0]) }.filter(isOut.contains)
            if entry.cells.count > 1, !parts.isEmpty, case .hidden(_, let alternative) = lines[entry] {
                let sum = parts.reduce(Int64(0)) { $0 + table.published($1) }
                lines[entry] = .partial(sum, reason, alternative: alternative)
            }
        }
        return TableRelease(lines: lines, merged: merged)
    }

    /// A finest cell with the first hidden neighbour with which it may leave, within a smallest total that contains
    /// both.
    private func mergedNeighbours(
        of entry: FigureTable.Entry, _ hidden: [FigureTable.Entry: TableRelease.Reason], _ table: FigureTable,
        _ isHarmless: (FigureTable.Entry) -> Bool
    ) -> FigureTable.Entry? {
        guard entry.cells.count == 1 else { return nil }
        let totals = table.entries.filter { $0.cells.count > 1 && $0.cells.contains(entry.cells[0]) }
        guard let total = totals.min(by: { $0.cells.count < $1.cells.count }) else { return nil }
        for cell in total.cells where cell != entry.cells[0] && hidden[FigureTable.Entry([cell])] != nil {
            let union = FigureTable.Entry([cell] + entry.cells)
            let isLawful = hidden[union] == nil && !isPrimary(union, table) && union.cells.count < total.cells.count
            if isLawful && isHarmless(union) { return union }
        }
        return nil
    }
}
