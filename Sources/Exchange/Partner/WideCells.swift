import Metering

/// The values of one row of the wide exchange CSV.
///
/// The hottest loop of an import: one pass over the bytes, into memory that is kept from row to row, without
/// Swift's run-time exclusivity checks.
final class WideCells {
    /// The most values a day can have: five-minute ones on the day of the autumn change.
    static let most = 300

    /// With room for the cells of one look ahead beyond the last that counts.
    @exclusivity(unchecked) private var values = [Int32](repeating: 0, count: most + 64)
    /// Cells without a number and what that makes of them; few.
    @exclusivity(unchecked) private var gaps: [(cell: Int, reason: MissingReason)] = []
    /// Cells of the row, however many.
    @exclusivity(unchecked) private(set) var count = 0
    /// Cells up to the last one that is not empty.
    @exclusivity(unchecked) private(set) var filled = 0
    /// The first cell that is no number, and how many there are.
    @exclusivity(unchecked) private(set) var firstFault: Range<Int>?
    @exclusivity(unchecked) private(set) var faults = 0

    /// Reads the cells of a row from a position on, which has eight bytes or more before it.
    func read(_ row: Span<UInt8>, from start: Int, unit: WrittenUnit) {
        (count, filled, faults, firstFault) = (0, 0, 0, nil)
        gaps.removeAll(keepingCapacity: true)
        var position = start
        while position <= row.count {
            if unit.isKept, row.count - position >= 64 { position = plain(row, position) }
            position = any(row, position, unit) + 1
        }
    }

    /// Reads a row of which every cell is nothing but one to eight digits, and gives their number; nil for any other.
    func readWhole(_ row: Span<UInt8>, from start: Int) -> Int? {
        (count, filled) = (0, 0)
        guard row.count - start >= 64 else { return nil }
        let end = plain(row, start)
        let last = row.count - end
        guard 1...8 ~= last, count < WideCells.most, let value = row.digits(end..<row.count) else { return nil }
        values[count] = Int32(truncatingIfNeeded: value)
        count += 1
        return count
    }

    /// The first values of a row that was read whole.
    func whole(_ count: Int) -> ArraySlice<Int32> { values[0..<count] }

    /// Reads the cells that are nothing but one to eight digits, as long as 64 bytes can be looked at together,
    /// and gives where the first other cell starts.
    private func plain(_ row: Span<UInt8>, _ start: Int) -> Int {
        row.withUnsafeBytes { bytes in
            values.withUnsafeMutableBufferPointer { values in
                guard let base = bytes.baseAddress, let target = values.baseAddress else { return start }
                var (position, cell) = (start, count)
                defer {
                    if cell > count { filled = cell }
                    count = cell
                }
                while position < bytes.count, cell < WideCells.most {
                    // The last 64 bytes of the row are looked at together, some of them again.
                    let block = min(position, bytes.count &- 64)
                    var places = WordParsing.places(of: UInt8(ascii: ";"), in: base + block)
                    places &= UInt64.max &<< UInt64(position &- block)
                    if places == 0 { return position }
                    repeat {
                        let end = block &+ places.trailingZeroBitCount
                        let length = end &- position
                        guard 1...8 ~= length,
                            let value = WordParsing.number(endingAt: base + end, length: length)
                        else { return position }
                        target[cell] = Int32(truncatingIfNeeded: value)
                        cell &+= 1
                        position = end &+ 1
                        places &= places &- 1
                    } while places != 0
                }
                return position
            }
        }
    }

    /// Reads one cell with whatever is in it, and gives where it ends.
    private func any(_ row: Span<UInt8>, _ start: Int, _ unit: WrittenUnit) -> Int {
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

    private func leave(_ reason: MissingReason) {
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
