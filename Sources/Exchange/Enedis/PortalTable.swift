import Metering

/// What takes the rows of one section of a portal file: a moment and what it counts, some repeated.
protocol PortalTable {
    /// Throws a `PortalSectionEnd` where the row cannot be one of the section.
    mutating func row(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) throws
    /// The section is over.
    func close() throws
}

/// A line that ends the section it stands in: it, and those below it, may be of another point.
struct PortalSectionEnd: Error {
    /// What is said of these lines.
    let reason: RecordFault
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

    /// What the clock showed, in seconds, by which the order of rows is told; nil for a time that no clock showed.
    var clock: Int64? {
        if timestamp.offset == nil, case .skipped = ParisTime.instants(of: timestamp.wallTime) { return nil }
        return seconds
    }

    private var seconds: Int64 { Int64(day.daysSinceEpoch) * 86_400 + Int64(timestamp.wallTime.second) }

    /// Whether this is no earlier than the start of a day.
    func isFrom(_ day: CivilDay) -> Bool { timestamp.instant.map { $0 >= day.start } ?? (self.day >= day) }

    /// Whether this is no later than the start of a day.
    func isUntil(_ day: CivilDay) -> Bool {
        timestamp.instant.map { $0 <= day.start } ?? (seconds <= Int64(day.daysSinceEpoch) * 86_400)
    }

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
    /// Says once what happened to one row of a section, or to several.
    func note(_ count: Int, _ rule: Rule, _ one: String, _ many: String, of point: PointID?) throws {
        guard count > 0 else { return }
        try receive(Diagnostic(.note, rule, point: point, "\(count) \(count == 1 ? one : many)"))
    }
}
