/// A table as it leaves, whole: what is published, what is hidden and why, and what may be used instead.
package struct TableRelease: Sendable {
    package enum Line: Hashable, Sendable {
        case published(Int64)
        /// Hidden; the sum of its published finest cells, to be named as partial (Code de l'énergie D.111-55 III).
        case partial(Int64, Reason, alternative: FigureTable.Entry?)
        /// `alternative` is the smallest figure that contains it and may leave.
        case hidden(Reason, alternative: FigureTable.Entry?)
    }

    package enum Reason: String, Hashable, Sendable {
        /// It may not leave by itself: of too few holders, or of one that dominates.
        case few
        /// It would give hidden figures away.
        case complement
        /// What its published parts leave over has too few holders; never published in full afterwards.
        case fewLeftOver
        /// It was hidden before.
        case hiddenBefore
    }

    package let lines: [FigureTable.Entry: Line]
    /// Figures that are no lines of the table and leave in place of some: neighbours taken together.
    package let merged: [FigureTable.Entry]

    /// What later tables have to reckon with.
    package var published: [FigureTable.Entry] {
        lines.filter { if case .published = $0.value { true } else { false } }.map(\.key) + merged
    }

    package var hidden: [FigureTable.Entry] { lines.keys.filter { !published.contains($0) } }
}
