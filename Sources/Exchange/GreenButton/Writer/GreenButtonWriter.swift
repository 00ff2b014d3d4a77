package import Metering

/// Writes the usage of some points as one Green Button feed: what Download My Data gives, and `Batch/Subscription`
/// of Connect My Data.
///
/// A year need not be in memory: append a day, take what is written, go on.
package struct GreenButtonWriter {
    private var feed: AtomFeed
    private var usagePoint: ESPIUsagePoint?
    /// Kinds whose `MeterReading` the point that is open has.
    private var kinds: Set<ReadingKind> = []
    private var typesWritten: Set<ReadingKind> = []
    private var isTimeWritten = false

    /// `updated` is the moment of the newest value.
    package init(_ path: ESPIPath, title: String = "Green Button usage", at base: ESPIBase, updated: Instant) {
        feed = AtomFeed(path, title: title, at: base, updated: updated)
    }

    /// Begins a point: the days that follow are its own.
    package mutating func open(_ usagePoint: ESPIUsagePoint) {
        self.usagePoint = usagePoint
        kinds = []
        feed.append(usagePoint)
        if !isTimeWritten { feed.append(ESPIParisTime()) }
        isTimeWritten = true
    }

    /// Adds a day of the open point, in any order; a day of which every value is missing adds nothing, nor does one of
    /// gross production, which ESPI cannot tell from injection.
    ///
    /// Only what the day says of its channel but the point is written. `updated` is when its newest value was
    /// known, or the feed's moment. Precondition: a point of the channel's carrier is open.
    package mutating func append(_ day: UsageDay, updated: Instant? = nil) {
        guard let usagePoint, usagePoint.carrier == day.carrier else {
            preconditionFailure("no point of this carrier is open")
        }
        let kind = ReadingKind(day)
        guard day.hasValue, kind.direction.flowDirection != nil else { return }
        if kinds.insert(kind).inserted { feed.append(ESPIMeterReading(kind, at: usagePoint.path)) }
        if typesWritten.insert(kind).inserted { feed.append(ESPIReadingType(kind)) }
        feed.append(ESPIIntervalBlock(day, at: usagePoint.path), updated: updated)
    }

    package mutating func append(_ day: PointDay, updated: Instant? = nil) { append(.curve(day), updated: updated) }

    /// The bytes written since the last time.
    package mutating func take() -> [UInt8] { feed.take() }

    /// The bytes that were not taken, and the end of the feed.
    package consuming func finish() -> [UInt8] { feed.finish() }
}
