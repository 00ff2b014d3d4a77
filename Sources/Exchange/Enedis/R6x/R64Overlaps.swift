import Metering

/// The days on which the classes of a grid cannot be added up, as those of several calendars stand side by side: each
/// calendar counts the same energy, and the sum of all would be a multiple of it.
struct R64Overlaps {
    /// The class that stands for those that are not told: it never has an index, so its grid has no total.
    static let untold = "untold"

    private let line: UInt32
    private var days: [(prefix: String, day: CivilDay)] = []

    init(_ indexes: R64Indexes) {
        line = indexes.line
        guard indexes.calendars.count > 1 else { return }
        for prefix in ["", "supplier:"] {
            let calendars = indexes.calendars.filter { $0.grid.prefix == prefix }
            guard Set(calendars.map { $0.classes.map(\.name).sorted() }).count > 1 else { continue }
            var (seen, twice): (Set<CivilDay>, Set<CivilDay>) = ([], [])
            for calendar in calendars {
                let own = Set(calendar.classes.lazy.flatMap(\.values).compactMap { $0.time?.day })
                twice.formUnion(own.intersection(seen))
                seen.formUnion(own)
            }
            days += twice.filter(CivilDay.accepted.contains).sorted().map { (prefix, $0) }
        }
    }

    func deliver(through delivery: R6xDelivery) throws {
        guard let first = days.first else { return }
        for (prefix, day) in days { try delivery.deliverUntold(prefix, day, line: line) }
        try delivery.sink.receive(
            Diagnostic(
                .flagged, R6xRule.severalCalendars, line: line, point: delivery.channel.point, day: first.day,
                "\(days.count) dates without a total index"))
    }
}

extension R6xDelivery {
    /// Says that a grid has classes of which nothing is known at the start of a day.
    func deliverUntold(_ prefix: String, _ day: CivilDay, line: UInt32) throws {
        try sink.receive(
            .register(
                RegisterReading(
                    channel: channel, register: .index(temporalClass: prefix + R64Overlaps.untold), at: day.start,
                    value: 0, mark: .missing(.quarantined), line: line)))
    }
}
