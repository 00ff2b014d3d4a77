package import Metering

/// A revision of what is known: the import that brought it. Later imports have greater numbers.
package struct Revision: Hashable, Sendable, Comparable {
    package let number: Int64

    package init(_ number: Int64) { self.number = number }

    package static func < (left: Revision, right: Revision) -> Bool { left.number < right.number }
}

/// Which channels a question is about.
package enum ChannelSelection: Sendable {
    case all
    case these(Set<Channel>)

    package func contains(_ channel: Channel) -> Bool {
        switch self {
        case .all: true
        case .these(let channels): channels.contains(channel)
        }
    }
}

/// A point-day with the revision that stated it last.
package struct KnownDay: Hashable, Sendable {
    package let pointDay: PointDay
    package let revision: Revision

    package init(pointDay: PointDay, revision: Revision) {
        self.pointDay = pointDay
        self.revision = revision
    }
}

/// The total of a point-day, without its curve.
package struct KnownTotal: Hashable, Sendable {
    package let channel: Channel
    package let day: CivilDay
    package let total: Int64
    package let quality: QualityCounts
    package let revision: Revision

    package init(channel: Channel, day: CivilDay, total: Int64, quality: QualityCounts, revision: Revision) {
        self.channel = channel
        self.day = day
        self.total = total
        self.quality = quality
        self.revision = revision
    }

    package init(_ known: KnownDay) {
        self.init(
            channel: known.pointDay.channel, day: known.pointDay.day, total: known.pointDay.curve.total,
            quality: known.pointDay.curve.qualityCounts, revision: known.revision)
    }
}

/// Where load curves are kept: it speaks in point-days and totals, so that an embedded engine and a cluster
/// answer alike. Every implementation passes `CurveStoreConformance`.
///
/// What a writer adds is invisible until its revision is revealed, and then visible whole.
package protocol CurveStore: Sendable {
    /// Starts writing a revision greater than every one before. One revision is written at a time.
    func writer(for revision: Revision) throws -> any CurveWriter

    /// Makes a sealed revision visible, known from an instant on.
    func reveal(_ revision: Revision, knownAt: Instant) throws

    /// Drops whatever was written of a revision that was never revealed.
    func discard(_ revision: Revision) throws

    /// Gives each selected point-day once, in its latest revision that is known, in no particular order.
    func forEachDay(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (KnownDay) throws -> Void) throws

    /// As `forEachDay`, with the totals alone: engines keep them beside the curves.
    func forEachTotal(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (KnownTotal) throws -> Void) throws

    /// Gives every revision of each selected point-day that came after an import (nil: every one), with the moment
    /// from which it is known, in no particular order.
    func forEachRevision(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, after earlier: Revision?, _ known: Known,
        _ body: (_ channel: Channel, _ day: CivilDay, _ revision: Revision, _ knownAt: Instant) throws -> Void) throws

    /// The synchronous curves of the selected channels: one for each step and unit among their days, the finer
    /// step first. Each point-day counts in its latest revision that is known.
    func synchronousCurves(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [SynchronousCurve]
}

/// Adds the point-days of one revision.
package protocol CurveWriter: AnyObject {
    /// Adds a day. It meets what was known of it, interval by interval (`Precedence`): a hole never erases a value.
    func append(_ day: PointDay) throws

    /// Adds rows of days in columns, as one by one.
    func append(_ days: DayColumns, _ rows: Range<Int>) throws

    /// Makes everything appended durable. Nothing may be appended after.
    func seal() throws -> CurveChanges

    /// Ends without sealing: work in hand is over when this returns. The revision is then to be discarded.
    func abandon()
}

/// A point-day of which values were stated that do not count, since better ones are known.
package struct OutrankedDay: Hashable, Sendable {
    package let channel: Channel
    package let day: CivilDay
    /// How many do not count.
    package let values: Int
}

/// What a revision changed.
package struct CurveChanges: Hashable, Sendable {
    /// Point-days unknown before.
    package var added = 0
    /// Point-days known before, now with other values.
    package var changed = 0
    /// Point-days that said nothing new.
    package var unchanged = 0
    /// Point-days of which values do not count, and are kept beside what does.
    package var outrankedDays = 0
    /// Values that do not count, since better ones are known (`Precedence`).
    package var outrankedValues = 0
    /// The first of those days.
    package var firstOutranked: [OutrankedDay] = []

    static let mostNamed = 100

    package init(added: Int = 0, changed: Int = 0, unchanged: Int = 0) {
        self.added = added
        self.changed = changed
        self.unchanged = unchanged
    }
}

extension CurveWriter {
    package func append(_ days: DayColumns, _ rows: Range<Int>) throws {
        for row in rows { try append(days.pointDay(row)) }
    }
}

extension CurveStore {
    /// One channel's days, in order.
    package func days(of channel: Channel, in days: ClosedRange<CivilDay>, _ known: Known) throws -> [KnownDay] {
        var result: [KnownDay] = []
        try forEachDay(of: .these([channel]), in: days, known) { result.append($0) }
        return result.sorted { $0.pointDay.day < $1.pointDay.day }
    }
}
