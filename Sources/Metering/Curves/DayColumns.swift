/// Whole measured days of one shape in columns: how a file of a million curves travels without an object for each.
///
/// Every day has as many values as its length and the step make, and none is missing, doubtful or estimated.
package struct DayColumns: Sendable {
    package let step: Step
    package let unit: Unit
    package let valuesPerDay: Int
    package private(set) var keys: [ChannelKey] = []
    package private(set) var days: [CivilDay] = []
    /// Line of the file that each day stands on.
    package private(set) var lines: [UInt32] = []
    /// The values of all days, one day after the other.
    package private(set) var values: [Int32] = []
    package private(set) var extents: [DayExtent] = []

    package init(step: Step, unit: Unit, valuesPerDay: Int) {
        self.step = step
        self.unit = unit
        self.valuesPerDay = valuesPerDay
    }

    package var count: Int { keys.count }

    package mutating func reserve(_ count: Int) {
        keys.reserveCapacity(count)
        days.reserveCapacity(count)
        lines.reserveCapacity(count)
        extents.reserveCapacity(count)
        values.reserveCapacity(count * valuesPerDay)
    }

    /// Precondition: as many values as every day of the columns has.
    package mutating func append(_ key: ChannelKey, _ day: CivilDay, line: UInt32, _ dayValues: ArraySlice<Int32>) {
        precondition(dayValues.count == valuesPerDay)
        keys.append(key)
        days.append(day)
        lines.append(line)
        values.append(contentsOf: dayValues)
        extents.append(DayExtent(dayValues))
    }

    package func hasShape(of other: DayColumns) -> Bool {
        step == other.step && unit == other.unit && valuesPerDay == other.valuesPerDay
    }

    /// Appends rows of other columns. Precondition: their shape is the same.
    package mutating func append(_ other: DayColumns, _ rows: Range<Int>) {
        precondition(hasShape(of: other))
        keys += other.keys[rows]
        days += other.days[rows]
        lines += other.lines[rows]
        extents += other.extents[rows]
        values += other.values[rows.lowerBound * valuesPerDay..<rows.upperBound * valuesPerDay]
    }

    /// Drops all rows but the first ones.
    package mutating func keep(first count: Int) {
        keys.removeLast(self.count - count)
        days.removeLast(days.count - count)
        lines.removeLast(lines.count - count)
        extents.removeLast(extents.count - count)
        values.removeLast(values.count - count * valuesPerDay)
    }

    package func curve(_ row: Int) -> DayCurve {
        let start = row * valuesPerDay
        return DayCurve(step: step, unit: unit, values: Array(values[start..<start + valuesPerDay]))
    }

    package func pointDay(_ row: Int) -> PointDay {
        PointDay(channel: keys[row].channel, day: days[row], curve: curve(row))
    }
}

/// Smallest and largest value of a day, and the sum of all.
package struct DayExtent: Hashable, Sendable {
    package let smallest: Int32
    package let largest: Int32
    package let sum: Int64

    package init(_ values: some Sequence<Int32>) {
        var (smallest, largest, sum) = (Int32.max, Int32.min, Int64(0))
        for value in values {
            smallest = min(smallest, value)
            largest = max(largest, value)
            sum += Int64(value)
        }
        (self.smallest, self.largest, self.sum) = (smallest, largest, sum)
    }
}
