import Metering

/// The indexes of one temporal class of a calendar.
struct R64Class {
    /// *Identifiant de classe temporelle*; empty where the file gives none.
    var id = ""
    /// *Code cadran*: `IDX_EAS_F1`, `IDX_EAS_D1`…
    var register = ""
    var values: [R6xPoint] = []
}

/// *Libellé de grille*: `Distributeur` or `Fournisseur`.
struct R64Grid {
    let label: String
    /// What precedes a class in the name of its register; nil for a grid that is neither.
    let prefix: String?

    init(_ label: String) {
        self.label = label
        prefix =
            switch label.first {
            case "D", "d": ""
            case "F", "f": "supplier:"
            default: nil
            }
    }
}

/// One calendar: the grid of the distributor, or of the supplier.
struct R64Calendar {
    var grid = R64Grid("")
    var classes: [R64Class] = []

    /// The days of which it has an index.
    var days: Set<CivilDay> { Set(classes.lazy.flatMap(\.values).compactMap { $0.time?.day }) }

    /// A class by its id, or by its register's code where a class of the calendar has no id and all have a register:
    /// one way for the whole calendar, since sums are made of classes that are named in one way (`IndexGrid`).
    func name(of part: R64Class) -> String {
        let isByRegister = classes.contains { $0.id.isEmpty } && !classes.contains { $0.register.isEmpty }
        return isByRegister || part.id.isEmpty ? part.register : part.id
    }

    /// Whether some classes have an id alone and others a register alone.
    var hasTwoNamings: Bool {
        classes.contains { $0.id.isEmpty && !$0.register.isEmpty }
            && classes.contains { $0.register.isEmpty && !$0.id.isEmpty }
    }
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

/// Delivers indexes by class, and the flow's own total.
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
        let name = calendar.name(of: part)
        if let prefix = calendar.grid.prefix, !name.isEmpty {
            return try delivery.indexes(part.values, temporalClass: prefix + name, isDaily: isDaily)
        }
        guard let first = part.values.first else { return }
        try delivery.report(
            .quarantined, R6xRule.temporalClass, first,
            "\(part.values.count) indexes of class '\(name)' in grid '\(calendar.grid.label)'")
        guard let prefix = calendar.grid.prefix else { return }
        for day in Set(part.values.compactMap { $0.time?.day }).filter(CivilDay.accepted.contains).sorted() {
            try delivery.deliverUntold(prefix, day, line: first.line)
        }
    }
}

extension R6xDelivery {
    /// Delivers the index readings of one class. One that is empty or refused is delivered as missing: its grid has no
    /// total then.
    func indexes(_ points: [R6xPoint], temporalClass: String, isDaily: Bool) throws {
        let register = Register.index(temporalClass: temporalClass)
        var clock = SeriesClock(points.prefix(isDaily ? 0 : points.count).lazy.compactMap(\.time))
        for point in points {
            guard let instant = try moment(of: point, isDaily, by: &clock) else { continue }
            let (value, mark) = try index(point, temporalClass)
            try sink.receive(
                .register(
                    RegisterReading(
                        channel: channel, register: register, at: instant, value: value, mark: mark, line: point.line)))
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
