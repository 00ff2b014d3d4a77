package import Metering

/// A statement of what a register of a channel showed at one instant, as a store keeps it.
package protocol ReadingStatement {
    var value: Int64 { get }
    var mark: Mark { get }
    /// False of one that others outrank or that cannot be: it is kept to be shown, and never answers.
    var answers: Bool { get set }
}

extension ReadingStatement {
    /// Whether two statements about one instant say the same.
    @inlinable
    package func says(_ other: some ReadingStatement) -> Bool { value == other.value && mark == other.mark }
}

/// What is said of one register of a channel at one instant: every value with its mark, once.
///
/// The last statement of a value with a mark says whether it answers: so a later import sets aside what an earlier one
/// kept, or lets it count again, and what was known before stays as it was.
package struct Statements<Statement: ReadingStatement> {
    @usableFromInline var rows: [Statement] = []

    @inlinable
    package init() {}

    /// Precondition: the statements are in the order of their arrival.
    @inlinable
    package init(_ statements: some Sequence<Statement>) { fill(statements) }

    /// Takes these in the place of what was there. Precondition: they are in the order of their arrival.
    @inlinable
    package mutating func fill(_ statements: some Sequence<Statement>) {
        rows.removeAll(keepingCapacity: true)
        for statement in statements {
            rows.removeAll { $0.says(statement) }
            rows.append(statement)
        }
    }

    /// The first in rank of those that answer.
    @inlinable
    package var answer: Statement? { best(of: rows.lazy.filter { $0.answers }) }

    /// The first in rank of all.
    @inlinable
    package var first: Statement? { best(of: rows) }

    /// By rank, the first one first.
    @inlinable
    package var ranked: [Statement] {
        var (rest, ranked): (Statements, [Statement]) = (self, [])
        while let first = rest.first {
            ranked.append(first)
            rest.rows.removeAll { $0.says(first) }
        }
        return ranked
    }

    @inlinable
    func best(of rows: some Sequence<Statement>) -> Statement? {
        rows.reduce(nil) { best, row in
            guard let best else { return row }
            return row.mark.outranks(best.mark) ? row : best
        }
    }
}

extension Mark {
    /// Whether a later statement counts before an earlier one: as of curves, by `Precedence`.
    ///
    /// A corrected reading ranks before a measured one, a measured one before an estimate, a primary source before a
    /// copy; at one rank the later statement counts. A hole never takes the place of a value; of two holes, the one
    /// with the greater reason stays, in whichever order they come.
    package func outranks(_ earlier: Mark) -> Bool {
        if quality == .missing { return earlier.quality == .missing && saysMore(than: earlier) }
        return earlier.quality == .missing || Precedence(earlier, on: .hour) <= Precedence(self, on: .hour)
    }
}
