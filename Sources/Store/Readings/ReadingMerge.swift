import Metering

/// Decides what counts of new readings, beside what is known: as of curves, by `Precedence`.
///
/// A corrected reading ranks before a measured one, a measured one before an estimate, a primary source before a copy;
/// at one rank the later statement counts. So files may come in any order. A hole never takes the place of a value.
enum ReadingMerge {
    /// Precondition: the rows are of one page's register, band and month, by channel, instant and place in the file.
    static func merge(
        _ rows: ArraySlice<StagedReadings.Row>, with known: ReadingRun, _ changes: inout StagedReadings.Changes
    ) -> [PagedReading] {
        var result: [PagedReading] = []
        result.reserveCapacity(rows.count)
        var (row, before) = (rows.startIndex, 0)
        while row < rows.endIndex {
            let reading = rows[row].reading
            if known.rows.isEmpty, row + 1 == rows.endIndex || reading.isBefore(rows[row + 1].reading) {
                result.append(reading)
                changes.new += 1
                row += 1
                continue
            }
            while before < known.rows.count, known.rows[before].reading.isBefore(reading) { before += 1 }
            var statement = Statement()
            while before < known.rows.count, !reading.isBefore(known.rows[before].reading) {
                statement.addKnown(known.rows[before].reading)
                before += 1
            }
            repeat {
                statement.add(rows[row].reading)
                row += 1
            } while row < rows.endIndex && !reading.isBefore(rows[row].reading)
            changes.outranked += statement.outranked.count
            result += statement.outranked
            if let new = statement.new {
                changes.new += 1
                result.append(new)
            }
        }
        return result
    }

    /// What is said of one register of a channel at one instant.
    private struct Statement {
        private var answer: PagedReading?
        /// Known readings that never counted: they are not kept again.
        private var silent: [PagedReading] = []
        private(set) var new: PagedReading?
        private(set) var outranked: [PagedReading] = []

        mutating func addKnown(_ reading: PagedReading) {
            if reading.answers { answer = reading } else { silent.append(reading) }
        }

        mutating func add(_ reading: PagedReading) {
            guard let answer else { return count(reading) }
            let isHole = reading.mark.quality == .missing
            if isHole || answer.mark.quality == .missing {
                if !isHole || reading.mark.saysMore(than: answer.mark) { count(reading) }
            } else if Precedence(answer.mark, on: .hour) <= Precedence(reading.mark, on: .hour) {
                if reading != answer { count(reading) }
            } else if reading.value != answer.value {
                var reading = reading
                reading.answers = false
                if !silent.contains(reading), !outranked.contains(reading) { outranked.append(reading) }
            }
        }

        private mutating func count(_ reading: PagedReading) { (answer, new) = (reading, reading) }
    }
}
