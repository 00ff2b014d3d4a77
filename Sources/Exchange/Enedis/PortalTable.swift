import Metering

/// What takes the rows of one section of a portal file: a moment and what it counts, in any order, some repeated.
protocol PortalTable {
    mutating func row(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) throws
    /// The section is over.
    func close() throws
}

/// The first cell of a row.
struct PortalStamp {
    private let timestamp: ISOTimestamp

    init(_ text: Span<UInt8>) throws(RecordFault) {
        guard let timestamp = ISOTimestamp(text) else {
            throw RecordFault(EnedisRule.timestamp, "\(text.quoted) is no date and time")
        }
        guard CivilDay.accepted.contains(timestamp.wallTime.day) else {
            throw RecordFault(EnedisRule.dateRange, "\(timestamp.wallTime.day)")
        }
        self.timestamp = timestamp
    }

    /// The date as written, whatever the time beside it.
    var day: CivilDay { timestamp.wallTime.day }

    func instant(by clock: inout WallClock) throws(RecordFault) -> Instant {
        if let instant = timestamp.instant { return instant }
        do {
            return try clock.instant(of: timestamp.wallTime)
        } catch {
            throw timestamp.wallTime.fault(error)
        }
    }
}

extension RecordSink {
    /// Says once what happened to several rows of a section.
    func note(_ count: Int, _ rule: Rule, _ what: String, of point: PointID) throws {
        guard count > 0 else { return }
        try receive(Diagnostic(.note, rule, point: point, "\(count) \(what)"))
    }
}
