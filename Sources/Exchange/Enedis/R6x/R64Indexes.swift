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

/// One calendar: the grid of the distributor, or of the supplier.
struct R64Calendar {
    /// *Libellé de grille*: `Distributeur` or `Fournisseur`.
    var grid = ""
    var classes: [R64Class] = []

    /// What precedes a class in the name of its register; nil for a grid that is neither.
    var prefix: String? { isDistributor ? "" : grid.lowercased().hasPrefix("f") ? "supplier:" : nil }

    var isDistributor: Bool { grid.lowercased().hasPrefix("d") }
}

/// The indexes of one quantity of one point under one kind of reading.
struct R64Indexes {
    var direction = ""
    var quantity = ""
    var unit = ""
    var calendars: [R64Calendar] = []
    /// *Cadran totalisateur*.
    var total: [R6xPoint] = []
    let line: UInt32

    init(line: UInt32) { self.line = line }
}

/// Delivers indexes by class, and the flow's own total.
struct R64Sorter {
    private let sink: any RecordSink
    private var others = OtherQuantities()

    init(_ sink: any RecordSink) { self.sink = sink }

    /// `isDaily`: an *arrêté quotidien*, which closes at midnight; another reading stands at its own instant.
    mutating func deliver(_ indexes: R64Indexes, isDaily: Bool, of point: PointID) throws {
        guard indexes.quantity == "EA" else {
            return try others.leave(indexes.quantity, of: point, line: indexes.line, telling: sink)
        }
        guard
            let delivery = try sink.delivery(
                direction: indexes.direction, factor: R6xKind.dailyEnergy.factor(ofUnit: indexes.unit),
                unit: indexes.unit, of: point, line: indexes.line)
        else { return }
        for calendar in indexes.calendars {
            try IndexRule.requireFew(calendar.classes.count, line: indexes.line)
            for part in calendar.classes { try deliver(part, of: calendar, isDaily, through: delivery) }
        }
        try R64Overlaps(indexes).deliver(through: delivery)
        try delivery.indexes(indexes.total, temporalClass: "total", isDaily: isDaily)
    }

    private func deliver(
        _ part: R64Class, of calendar: R64Calendar, _ isDaily: Bool, through delivery: R6xDelivery
    ) throws {
        if let prefix = calendar.prefix, !part.name.isEmpty {
            return try delivery.indexes(part.values, temporalClass: prefix + part.name, isDaily: isDaily)
        }
        guard let first = part.values.first else { return }
        try delivery.report(
            .quarantined, R6xRule.temporalClass, first,
            "\(part.values.count) indexes of class '\(part.name)' in grid '\(calendar.grid)'")
        guard let prefix = calendar.prefix else { return }
        for day in Set(part.values.compactMap { $0.time?.day }).filter(CivilDay.accepted.contains).sorted() {
            try delivery.deliverUntold(prefix, day, line: first.line)
        }
    }
}

extension R6xDelivery {
    /// Delivers the index readings of one class. One that is empty or refused is delivered as missing: its grid has no
    /// total then.
    func indexes(_ points: [R6xPoint], temporalClass: String, isDaily: Bool) throws {
        var clock = SeriesClock(points.lazy.compactMap(\.time))
        for point in points {
            let instant = isDaily ? try time(of: point)?.day.start : try instant(of: point, by: &clock)
            guard let instant, try isAccepted(CivilDay(containing: instant), point) else { continue }
            let (value, mark) = try index(point, temporalClass)
            try sink.receive(
                .register(
                    RegisterReading(
                        channel: channel, register: .index(temporalClass: temporalClass), at: instant, value: value,
                        mark: mark, line: point.line)))
        }
        try noteEmpty(points)
    }

    private func index(_ point: R6xPoint, _ temporalClass: String) throws -> (Int64, Mark) {
        if point.isEmpty { return (0, .missing(.sentEmpty)) }
        guard let count = try count(point) else { return (0, .missing(.quarantined)) }
        guard WrittenUnit.registerValues.contains(count) else {
            try report(.quarantined, EnedisRule.value, point, "an index of \(count) Wh")
            return (0, .missing(.quarantined))
        }
        let likelihood = point.likelihood ?? 0
        if likelihood & 2 != 0 {
            try report(.flagged, R6xRule.decreasingIndex, point, "class '\(temporalClass)' at \(count) Wh")
        }
        return (count, Mark(.measured, isDoubtful: likelihood != 0))
    }
}
