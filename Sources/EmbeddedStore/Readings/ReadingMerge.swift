import Metering
import Store

/// Decides what counts of new readings, beside what is known: by `Mark.outranks`, so files may come in any order.
enum ReadingMerge {
    /// Precondition: the rows are of one page's register, band and month, by channel, instant and place in the file.
    static func merge(
        _ rows: ArraySlice<StagedReadings.Row>, with known: ReadingRun, _ changes: inout ReadingChanges
    ) -> [PagedReading] {
        var result: [PagedReading] = []
        result.reserveCapacity(rows.count)
        var (row, before) = (rows.startIndex, 0)
        var statements = Statements()
        while row < rows.endIndex {
            let reading = rows[row].reading
            if known.rows.isEmpty, row + 1 == rows.endIndex || reading.isBefore(rows[row + 1].reading) {
                result.append(reading)
                changes.new += 1
                row += 1
                continue
            }
            while before < known.rows.count, known.rows[before].reading.isBefore(reading) { before += 1 }
            let first = before
            while before < known.rows.count, !reading.isBefore(known.rows[before].reading) { before += 1 }
            statements.fill(known.rows[first..<before])
            var addition = Addition(to: statements)
            repeat {
                addition.add(rows[row].reading)
                row += 1
            } while row < rows.endIndex && !reading.isBefore(rows[row].reading)
            changes.outranked += addition.outrankedCount
            result += addition.outranked
            if let new = addition.new {
                changes.new += 1
                result.append(new)
            }
        }
        return result
    }

    /// What a file adds to what is said of one register of a channel at one instant.
    private struct Addition {
        private let known: Statements
        private var answer: PagedReading?
        private(set) var new: PagedReading?
        /// They are kept to be shown, and never answer.
        private(set) var outranked: [PagedReading] = []
        private(set) var outrankedCount = 0

        init(to known: Statements) {
            self.known = known
            answer = known.answer?.reading
        }

        mutating func add(_ reading: PagedReading) {
            guard let answer else { return count(reading) }
            if reading.mark.outranks(answer.mark) {
                guard !reading.says(answer) else { return }
                // Of two that one file states, the one that does not count is told too.
                if let new, new.mark.quality != .missing, new.value != reading.value { outrank(new) }
                count(reading)
            } else if reading.mark.quality != .missing, reading.value != answer.value {
                outrank(reading)
            }
        }

        private mutating func count(_ reading: PagedReading) { (answer, new) = (reading, reading) }

        /// What is kept is not kept again; of what once answered it is told again.
        private mutating func outrank(_ reading: PagedReading) {
            let kept = known.rows.first { $0.reading.says(reading) }
            guard kept?.reading.answers ?? true, !outranked.contains(where: { $0.says(reading) }) else { return }
            outrankedCount += 1
            guard kept == nil else { return }
            var reading = reading
            reading.answers = false
            outranked.append(reading)
        }
    }
}
