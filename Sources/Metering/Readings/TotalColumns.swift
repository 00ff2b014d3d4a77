/// Measured daily energies in columns: how a file of a million travels without an object for each.
package struct TotalColumns: Sendable {
    package private(set) var keys: [ChannelKey] = []
    package private(set) var days: [CivilDay] = []
    /// Line of the file that each total stands on.
    package private(set) var lines: [UInt32] = []
    package private(set) var values: [Int64] = []

    package init() {}

    package var count: Int { keys.count }

    package mutating func reserve(_ count: Int) {
        keys.reserveCapacity(count)
        days.reserveCapacity(count)
        lines.reserveCapacity(count)
        values.reserveCapacity(count)
    }

    package mutating func append(_ key: ChannelKey, _ day: CivilDay, line: UInt32, _ value: Int64) {
        keys.append(key)
        days.append(day)
        lines.append(line)
        values.append(value)
    }

    /// The same totals, standing on lines so much further on.
    package consuming func moved(lines offset: UInt32) -> TotalColumns {
        for row in lines.indices { lines[row] += offset }
        return self
    }

    package func reading(_ row: Int) -> RegisterReading {
        RegisterReading(
            channel: keys[row].channel, register: .dailyEnergy, at: days[row].start, value: values[row],
            line: lines[row])
    }
}
