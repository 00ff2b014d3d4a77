import Metering

/// The days on which the classes of a grid cannot be added up: those of several calendars stand side by side, of which
/// each counts the same energy, or those of one calendar are named in two ways (`R64Calendar.hasTwoNamings`), of which
/// each has a part of the energy.
struct R64Overlaps {
    private let line: UInt32
    private var days: [(prefix: String, day: CivilDay)] = []

    init(_ indexes: R64Indexes) {
        line = indexes.line
        for prefix in ["", "supplier:"] {
            let calendars = indexes.calendars.filter { $0.grid.prefix == prefix }
            guard calendars.count > 1 || calendars.contains(where: { $0.hasTwoNamings }) else { continue }
            let untold = R64Overlaps.severalTold(by: calendars).union(
                calendars.lazy.filter(\.hasTwoNamings).flatMap(\.days))
            days += untold.filter(CivilDay.accepted.contains).sorted().map { (prefix, $0) }
        }
    }

    /// The days of which two calendars of other classes have indexes.
    private static func severalTold(by calendars: [R64Calendar]) -> Set<CivilDay> {
        guard calendars.count > 1,
            Set(calendars.map { calendar in calendar.classes.map { calendar.name(of: $0) }.sorted() }).count > 1
        else { return [] }
        var (seen, twice): (Set<CivilDay>, Set<CivilDay>) = ([], [])
        for calendar in calendars {
            twice.formUnion(calendar.days.intersection(seen))
            seen.formUnion(calendar.days)
        }
        return twice
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
                    channel: channel, register: .index(temporalClass: prefix + Register.untoldClass), at: day.start,
                    value: 0, mark: .missing(.quarantined), line: line)))
    }
}
