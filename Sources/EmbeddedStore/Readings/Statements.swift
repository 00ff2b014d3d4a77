import Metering
import Store

/// What is said of one register of a channel at one instant: every value with its mark, once.
///
/// The last row that states a value with a mark says whether that statement answers: so a later import sets aside what
/// an earlier one kept, or lets it count again, and what was known before stays as it was.
struct Statements {
    private(set) var rows: [ReadingRun.Row] = []

    /// Precondition: the rows are in the order of their arrival.
    mutating func fill(_ rows: ArraySlice<ReadingRun.Row>) {
        self.rows.removeAll(keepingCapacity: true)
        for row in rows { add(row) }
    }

    mutating func add(_ row: ReadingRun.Row) {
        rows.removeAll { $0.reading.says(row.reading) }
        rows.append(row)
    }

    /// The first in rank of those that answer.
    var answer: ReadingRun.Row? { best(of: rows.lazy.filter(\.reading.answers)) }

    /// The first in rank of all.
    var first: ReadingRun.Row? { best(of: rows) }

    /// By rank, the first one first.
    var ranked: [ReadingRun.Row] {
        var (rest, ranked): (Statements, [ReadingRun.Row]) = (self, [])
        while let first = rest.first {
            ranked.append(first)
            rest.rows.removeAll { $0.reading.says(first.reading) }
        }
        return ranked
    }

    private func best(of rows: some Sequence<ReadingRun.Row>) -> ReadingRun.Row? {
        rows.reduce(nil) { best, row in
            guard let best else { return row }
            return row.reading.mark.outranks(best.reading.mark) ? row : best
        }
    }
}

extension PagedReading {
    /// Whether two readings of one instant are the same statement.
    func says(_ other: PagedReading) -> Bool { value == other.value && mark == other.mark }
}

extension Mark {
    /// Whether a later statement counts before an earlier one: as of curves, by `Precedence`.
    ///
    /// A corrected reading ranks before a measured one, a measured one before an estimate, a primary source before a
    /// copy; at one rank the later statement counts. A hole never takes the place of a value; of two holes, the one with
    /// the greater reason stays, in whichever order they come.
    func outranks(_ earlier: Mark) -> Bool {
        if quality == .missing { return earlier.quality == .missing && saysMore(than: earlier) }
        return earlier.quality == .missing || Precedence(earlier, on: .hour) <= Precedence(self, on: .hour)
    }
}
