import Metering
import Store

/// Point-days on their way into blocks, in their order of arrival: whole days of one shape in columns, others one by
/// one.
struct CurveWindow: Sendable {
    /// Where a point-day of the window is.
    struct Entry {
        let channel: UInt32
        let day: CivilDay
        /// A row of the columns, or of the others where it is negative: -1 is the first of them.
        let place: Int32

        var key: ChannelDay.Key { ChannelDay.Key(channel: channel, day: day) }
    }

    private(set) var columns: DayColumns?
    private(set) var others: [ChannelDay] = []
    private(set) var entries: [Entry] = []
    /// Whether every point-day came after its neighbour in the order of blocks.
    private(set) var isAscending = true

    var count: Int { entries.count }

    mutating func append(_ days: DayColumns, _ rows: Range<Int>, channels: ArraySlice<UInt32>) {
        if columns == nil { columns = DayColumns(step: days.step, unit: days.unit, valuesPerDay: days.valuesPerDay) }
        guard columns?.hasShape(of: days) ?? false else {
            for (row, channel) in zip(rows, channels) {
                append(ChannelDay(channel: channel, day: days.days[row], curve: days.curve(row)))
            }
            return
        }
        let first = columns?.count ?? 0
        columns?.append(days, rows)
        for (offset, (row, channel)) in zip(rows, channels).enumerated() {
            add(Entry(channel: channel, day: days.days[row], place: Int32(first + offset)))
        }
    }

    mutating func append(_ row: ChannelDay) {
        others.append(row)
        add(Entry(channel: row.channel, day: row.day, place: Int32(-others.count)))
    }

    private mutating func add(_ entry: Entry) {
        if let last = entries.last, entry.key <= last.key { isAscending = false }
        entries.append(entry)
    }

    func curve(_ entry: Entry) -> DayCurve {
        if entry.place < 0 { return others[Int(-1 - entry.place)].curve }
        return columns?.curve(Int(entry.place)) ?? DayCurve(missing: entry.day, step: .hour, unit: .watt)
    }

    /// The entries by channel and day, those of the same key in their order.
    func sorted() -> [Entry] {
        if isAscending { return entries }
        let order = entries.indices.sorted { left, right in
            let (first, second) = (entries[left].key, entries[right].key)
            return first == second ? left < right : first < second
        }
        return order.map { entries[$0] }
    }
}
