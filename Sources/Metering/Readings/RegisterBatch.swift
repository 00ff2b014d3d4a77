/// Readings of registers that travel together, in the order of their file: a file of millions makes no object and no
/// string for each.
///
/// Only of points with fourteen digits; readings of others travel one by one, as `RegisterReading`.
package struct RegisterBatch: Sendable {
    /// One reading, in 32 bytes.
    package struct Row: Sendable {
        package let key: ChannelKey
        package let at: Instant
        package let value: Int64
        package let line: UInt32
        /// Where its register stands in `registers`.
        package let register: UInt16
        package let mark: Mark
    }

    package private(set) var rows: [Row] = []
    /// The registers of all rows.
    package private(set) var registers: [Register] = []
    /// Where the register of the latest row stands.
    private var latest = 0
    /// The channel of the latest reading that came as an object, with its key.
    private var channel: (channel: Channel, key: ChannelKey)?

    /// Files have a few dozen registers: more of them, and a search through all would take its time.
    private static let mostRegisters = 256

    package init() {}

    package var count: Int { rows.count }

    package mutating func reserve(_ count: Int) { rows.reserveCapacity(count) }

    /// False, and nothing appended, where the point has no fourteen digits or the batch has too many registers.
    package mutating func append(_ reading: RegisterReading) -> Bool {
        if channel?.channel != reading.channel {
            guard let key = ChannelKey(reading.channel) else { return false }
            channel = (reading.channel, key)
        }
        guard let key = channel?.key, let register = place(of: reading.register) else { return false }
        append(key, register: register, at: reading.at, reading.value, reading.mark, line: reading.line)
        return true
    }

    /// `register` is what `place(of:)` says of it.
    package mutating func append(
        _ key: ChannelKey, register: UInt16, at instant: Instant, _ value: Int64, _ mark: Mark = .measured, line: UInt32
    ) {
        rows.append(Row(key: key, at: instant, value: value, line: line, register: register, mark: mark))
    }

    /// Where a register stands in `registers`, from now on where it did not; nil where there are too many.
    package mutating func place(of register: Register) -> UInt16? {
        if latest < registers.count, registers[latest] == register { return UInt16(latest) }
        if let place = registers.firstIndex(of: register) {
            latest = place
        } else {
            guard registers.count < RegisterBatch.mostRegisters else { return nil }
            latest = registers.count
            registers.append(register)
        }
        return UInt16(latest)
    }

    /// Some of the rows, in their order, with the registers of all.
    package func keeping(_ runs: [Range<Int>]) -> RegisterBatch {
        var rest = self
        rest.rows = runs.flatMap { rows[$0] }
        return rest
    }

    package func reading(_ place: Int) -> RegisterReading {
        let row = rows[place]
        return RegisterReading(
            channel: row.key.channel, register: registers[Int(row.register)], at: row.at, value: row.value,
            mark: row.mark, line: row.line)
    }
}
