import Metering

/// The indexes of one temporal class of a calendar.
struct R64Class {
    /// *Identifiant de classe temporelle*, or the register's code where the file gives no class.
    var name: String { id.isEmpty ? register : id }
    var id = ""
    /// *Code cadran*: `IDX_EAS_F1`, `IDX_EAS_D1`…
    var register = ""
    var values: [R6xPoint] = []
}

/// *Libellé de grille*: `Distributeur` or `Fournisseur`.
struct R64Grid {
    let label: String
    let isDistributor: Bool
    /// What precedes a class in the name of its register; nil for a grid that is neither.
    let prefix: String?

    init(_ label: String) {
        self.label = label
        isDistributor = label.first == "D" || label.first == "d"
        prefix = isDistributor ? "" : label.first == "F" || label.first == "f" ? "supplier:" : nil
    }
}

/// One calendar: the grid of the distributor, or of the supplier.
struct R64Calendar {
    var grid = R64Grid("")
    var classes: [R64Class] = []
}

/// The indexes of one quantity of one point under one kind of reading.
struct R64Indexes {
    var direction = ""
    var quantity = ""
    var unit = ""
    var calendars: [R64Calendar] = []
    /// *Cadran totalisateur*.
    var total: [R6xPoint] = []
    private(set) var line: UInt32

    init(line: UInt32) { self.line = line }

    /// Begins another series of the same direction, quantity and unit.
    mutating func begin(line: UInt32) {
        self.line = line
        calendars.removeAll(keepingCapacity: true)
        total.removeAll(keepingCapacity: true)
    }
}

/// Delivers indexes by class, and their total for every date.
struct R64Sorter {
    private let sink: any RecordSink
    private let others: OtherQuantities

    init(_ sink: any RecordSink, others: OtherQuantities = OtherQuantities()) {
        self.sink = sink
        self.others = others
    }

    /// `isDaily`: an *arrêté quotidien*, which closes at midnight; another reading stands at its own instant.
    func deliver(_ indexes: R64Indexes, isDaily: Bool, of point: PointID) throws {
        guard indexes.quantity == "EA" else {
            return try others.leave(indexes.quantity, of: point, line: indexes.line, telling: sink)
        }
        guard
            let delivery = try sink.delivery(
                direction: indexes.direction, factor: R6xKind.dailyEnergy.factor(ofUnit: indexes.unit),
                unit: indexes.unit, of: point, line: indexes.line)
        else { return }
        var totals = R64Totals(delivery: delivery, line: indexes.line)
        for calendar in indexes.calendars {
            let classes = try calendar.classes.map { try deliver($0, of: calendar, isDaily, through: delivery) }
            totals.add(classes, isDistributor: calendar.grid.isDistributor)
        }
        totals.add(total: try delivery.indexes(indexes.total, temporalClass: "total", isDaily: isDaily))
        try totals.deliver()
    }

    private func deliver(
        _ part: R64Class, of calendar: R64Calendar, _ isDaily: Bool, through delivery: R6xDelivery
    ) throws -> [RegisterReading] {
        guard let prefix = calendar.grid.prefix, !part.name.isEmpty else {
            guard let first = part.values.first else { return [] }
            try delivery.report(
                .quarantined, R6xRule.temporalClass, first,
                "\(part.values.count) indexes of class '\(part.name)' in grid '\(calendar.grid.label)'")
            return []
        }
        let readings = try delivery.indexes(part.values, temporalClass: prefix + part.name, isDaily: isDaily)
        for reading in readings { try sink.receive(.register(reading)) }
        return readings
    }
}

extension R6xDelivery {
    /// The index readings of one class, without those that are empty or refused.
    func indexes(_ points: [R6xPoint], temporalClass: String, isDaily: Bool) throws -> [RegisterReading] {
        let register = Register.index(temporalClass: temporalClass)
        var clock = SeriesClock(points.prefix(isDaily ? 0 : points.count).lazy.compactMap(\.time))
        var readings: [RegisterReading] = []
        readings.reserveCapacity(points.count)
        for point in points {
            guard let instant = try moment(of: point, isDaily, by: &clock), !point.isEmpty, let count = try count(point)
            else {
                continue
            }
            let likelihood = point.likelihood ?? 0
            if likelihood & 2 != 0 {
                try report(.flagged, R6xRule.decreasingIndex, point, "class '\(temporalClass)' at \(count) Wh")
            }
            readings.append(
                RegisterReading(
                    channel: channel, register: register, at: instant, value: count,
                    mark: Mark(.measured, isDoubtful: likelihood != 0), line: point.line))
        }
        try noteEmpty(points)
        return readings
    }

    /// The moment of an index, which for a daily one is the midnight of its date; nil after a diagnostic.
    private func moment(of point: R6xPoint, _ isDaily: Bool, by clock: inout SeriesClock) throws -> Instant? {
        if isDaily {
            guard let day = try time(of: point)?.day, try isAccepted(day, point) else { return nil }
            return day.start
        }
        guard let instant = try instant(of: point, by: &clock), try isAccepted(CivilDay(containing: instant), point)
        else { return nil }
        return instant
    }
}
