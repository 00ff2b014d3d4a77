import Metering

/// The values of one row of the wide exchange CSV.
///
/// The hottest loop of an import: one pass over the bytes, into memory that is kept from row to row.
struct WideCells {
    /// The most values a day can have: five-minute ones on the day of the autumn change.
    static let most = 300

    private var values = [Int32](repeating: 0, count: most)
    /// Cells without a number and what that makes of them; few.
    private var gaps: [(cell: Int, reason: MissingReason)] = []
    /// Cells of the row, however many.
    private(set) var count = 0
    /// Cells up to the last one that is not empty.
    private(set) var filled = 0
    /// The first cell that is no number, and how many there are.
    private(set) var firstFault: Range<Int>?
    private(set) var faults = 0

    /// Reads the cells of a row from a position on.
    mutating func read(_ row: Span<UInt8>, from start: Int, unit: WrittenUnit) {
        (count, filled, faults, firstFault) = (0, 0, 0, nil)
        gaps.removeAll(keepingCapacity: true)
        var position = start
        repeat {
            if unit.isKept { position = plain(row, position) }
            position = any(row, position, unit) + 1
        } while position <= row.count
    }

    /// Reads the cells that are nothing but one to seven digits, and gives where the first other cell starts.
    ///
    /// The last bytes of a row are left to the other way: eight are looked at together.
    private mutating func plain(_ row: Span<UInt8>, _ start: Int) -> Int {
        row.withUnsafeBytes { bytes in
            values.withUnsafeMutableBufferPointer { values in
                guard let base = bytes.baseAddress, let target = values.baseAddress else { return start }
                var (position, cell) = (start, count)
                while position &+ 8 <= bytes.count, cell < WideCells.most {
                    let run = DigitRun(base + position)
                    let end = position &+ run.length
                    guard run.length > 0, run.length < 8, bytes[end] == UInt8(ascii: ";") else { break }
                    target[cell] = Int32(truncatingIfNeeded: run.value)
                    cell &+= 1
                    position = end &+ 1
                }
                if cell > count { filled = cell }
                count = cell
                return position
            }
        }
    }

    /// Reads one cell with whatever is in it, and gives where it ends.
    private mutating func any(_ row: Span<UInt8>, _ start: Int, _ unit: WrittenUnit) -> Int {
        defer { count += 1 }
        let end = row.firstIndex(of: UInt8(ascii: ";"), from: start) ?? row.count
        let range = row.trimmed(start..<end)
        if range.isEmpty {
            if count < WideCells.most { leave(.sentEmpty) }
            return end
        }
        filled = count + 1
        guard count < WideCells.most else { return end }
        if let value = unit.amount(row.extracting(range)).flatMap({ Int32(exactly: $0) }) {
            values[count] = value
        } else {
            leave(.quarantined)
            faults += 1
            firstFault = firstFault ?? range
        }
        return end
    }

    private mutating func leave(_ reason: MissingReason) {
        values[count] = 0
        gaps.append((count, reason))
    }

    // MARK: What the row amounts to

    /// The step that this number of cells makes in a day of so many minutes; nil when it makes none, or cells
    /// beyond the day are not empty.
    func step(minutes: Int) -> Step? {
        Step.allCases.first { minutes / $0.minutes <= count }.flatMap { filled <= minutes / $0.minutes ? $0 : nil }
    }

    /// The curve of a day, with the quality that every value of the file has.
    func curve(step: Step, minutes: Int, unit: Unit, mark: Mark) -> DayCurve {
        let count = minutes / step.minutes
        var marks: [Mark] = []
        if !gaps.isEmpty || mark != .measured {
            marks = Array(repeating: mark, count: count)
            for gap in gaps where gap.cell < count { marks[gap.cell] = .missing(gap.reason) }
        }
        return DayCurve(step: step, unit: unit, values: Array(values[0..<count]), marks: marks)
    }
}
