/// A whole table after suppression: its published lines, and its hidden ones with the reason and an alternative.
package struct TableRelease: Sendable {
    package enum Line: Hashable, Sendable {
        case published(Int64)
        /// Hidden; the sum of its published finest cells, to be named as partial (Code de l'énergie D.111-55 III).
        case partial(Int64, Reason, alternative: FigureTable.Entry?)
        /// `alternative` is the smallest figure that contains it and may leave.
        case hidden(Reason, alternative: FigureTable.Entry?)
    }

    package enum Reason: String, Hashable, Sendable {
        /// It may not leave by itself: it has too few holders, or one that dominates.
        case few
        /// Published, it would reveal other hidden figures: complementary suppression.
        case complement
        /// What its published parts leave over has too few holders. It is never published in full afterwards.
        case fewLeftOver
        /// It was hidden in an earlier table.
        case hiddenBefore
    }

    package let lines: [FigureTable.Entry: Line]
    /// Neighbours taken together, which are no lines of the table, published in place of hidden lines.
    package let merged: [FigureTable.Entry]

    /// All that is published, for later tables.
    package var published: [FigureTable.Entry] {
        lines.filter { if case .published = $0.value { true } else { false } }.map(\.key) + merged
    }

    package var hidden: [FigureTable.Entry] { lines.keys.filter { !published.contains($0) } }
}
