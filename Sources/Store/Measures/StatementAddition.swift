import Metering

/// What one file adds to what is said of one register of a channel at one instant.
///
/// A reading counts where it ranks before what answers (`Mark.outranks`) and says another thing. One that says another
/// value and ranks after it is kept beside, once, and never answers.
package struct StatementAddition<Statement: ReadingStatement> {
    @usableFromInline let known: Statements<Statement>
    @usableFromInline var answer: Statement?
    @usableFromInline var counted: Statement?
    @usableFromInline var beside: [Statement] = []
    @usableFromInline var besideCount = 0

    @inlinable
    package init(to known: Statements<Statement>) {
        self.known = known
        answer = known.answer
    }

    /// The reading of the file that counts from now on; nil where none does.
    @inlinable
    package var new: Statement? { counted }

    /// Those of the file that do not count and were not kept yet: none of them answers.
    @inlinable
    package var outranked: [Statement] { beside }

    /// How many do not count: with those that once answered, of which it is told again.
    @inlinable
    package var outrankedCount: Int { besideCount }

    /// Adds the file's readings, in their order.
    @inlinable
    package mutating func add(_ reading: Statement) {
        guard let answer else { return count(reading) }
        if reading.mark.outranks(answer.mark) {
            guard !reading.says(answer) else { return }
            // Of two that one file states, the one that does not count is told too.
            if let counted, counted.mark.quality != .missing, counted.value != reading.value { outrank(counted) }
            count(reading)
        } else if reading.mark.quality != .missing, reading.value != answer.value {
            outrank(reading)
        }
    }

    @inlinable
    mutating func count(_ reading: Statement) { (answer, counted) = (reading, reading) }

    /// What is kept is not kept again; of what once answered it is told again.
    @inlinable
    mutating func outrank(_ reading: Statement) {
        let kept = known.rows.first { $0.says(reading) }
        guard kept?.answers ?? true, !beside.contains(where: { $0.says(reading) }) else { return }
        besideCount += 1
        guard kept == nil else { return }
        var reading = reading
        reading.answers = false
        beside.append(reading)
    }
}
