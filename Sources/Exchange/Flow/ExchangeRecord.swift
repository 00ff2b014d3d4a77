package import Metering

/// One record read from a file, in the vocabulary of the house: stamps, units and dates of the source are undone.
package enum ExchangeRecord: Sendable {
    /// Interval readings that the file gives together, in file order; they may span days and repeat.
    case series(ReadingSeries)
    /// A whole civil day on a regular step, from a format that gives days.
    case pointDay(PointDay, line: UInt32)
    case register(RegisterReading)
    case point(MeteringPoint, line: UInt32)
    case membership(PointSet, Membership, line: UInt32)
}

/// Where a reader delivers what it decodes.
///
/// Called on the reader's thread, in file order. An error thrown here stops the reading and comes out of it.
package protocol RecordSink: AnyObject {
    func receive(_ record: ExchangeRecord) throws
    func receive(_ diagnostic: Diagnostic) throws

    /// Days in columns, from formats that give many alike.
    func receive(_ days: DayColumns) throws

    /// Readings of registers, from formats that give many.
    func receive(_ batch: RegisterBatch) throws

    /// The text that was read ends inside a line, which the records before may come from.
    func endedInsideLine() throws

    /// What a file calls the point that a person says it is about.
    func receive(_ usagePoint: UsagePointName, namedAs point: PointID) throws
}

extension RecordSink {
    package func receive(_ usagePoint: UsagePointName, namedAs point: PointID) {}

    package func endedInsideLine() {}

    package func receive(_ days: DayColumns) throws {
        for row in 0..<days.count { try receive(.pointDay(days.pointDay(row), line: days.lines[row])) }
    }

    package func receive(_ batch: RegisterBatch) throws {
        for row in 0..<batch.count { try receive(.register(batch.reading(row))) }
    }
}
