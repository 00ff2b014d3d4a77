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
        var statements = Statements<PagedReading>()
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
            statements.fill(known.rows[first..<before].lazy.map(\.reading))
            var addition = StatementAddition(to: statements)
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
}
