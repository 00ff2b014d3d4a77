import Metering

/// The billed quantities of one point, gathered until all are there: classes of a period are summed, and what was
/// cancelled or rectified depends on which came last.
///
/// A period's energy is the sum of the distributor's classes, else of the supplier's. Each class is in whole
/// kilowatt-hours, so both sums may differ by one for each class.
final class BilledQuantities {
    private let sink: any RecordSink
    private let others: OtherQuantities
    private let limits: ReadingLimits
    private var quantities: [BilledQuantity] = []
    /// Where the quantities inside the open objects begin.
    private var firsts: [Level: Int] = [:]
    private var regularised = 0

    /// Objects of JSON that say something of the quantities inside them.
    enum Level { case quantity, calendar, temporalClass }

    init(_ sink: any RecordSink, _ others: OtherQuantities, limits: ReadingLimits) {
        (self.sink, self.others, self.limits) = (sink, others, limits)
    }

    private struct Period: Hashable {
        let direction: Direction
        let days: BilledPeriod

        static func < (left: Period, right: Period) -> Bool {
            (left.days.first, left.days.days, left.direction.rawValue)
                < (right.days.first, right.days.days, right.direction.rawValue)
        }
    }

    private struct ClassKey: Hashable {
        let grid: ClassIndex.Grid
        let id: String
    }

    func add(_ quantity: BilledQuantity) throws(FlowError) {
        guard quantities.count < limits.seriesLength else {
            throw .tooLarge(line: quantity.line, detail: "over \(limits.seriesLength) quantities of one point")
        }
        quantities.append(quantity)
    }

    func forget() { quantities = [] }

    func begin(_ level: Level) { firsts[level] = quantities.count }

    /// What the object that ends says of the quantities inside it.
    func end(_ level: Level, _ say: (inout BilledQuantity) -> Void) {
        for place in (firsts[level] ?? 0)..<quantities.count { say(&quantities[place]) }
    }

    func deliver(of point: PointID) throws {
        var periods: [Period: [ClassKey: [BilledQuantity]]] = [:]
        for quantity in quantities {
            do {
                guard let direction = try direction(of: quantity, point), let grid = quantity.gridOfClass else {
                    continue
                }
                let period = Period(direction: direction, days: try quantity.readPeriod())
                periods[period, default: [:]][ClassKey(grid: grid, id: quantity.classID), default: []].append(quantity)
            } catch let fault as RecordFault {
                try sink.receive(fault.diagnostic(line: quantity.line, point: point))
            }
        }
        quantities = []
        for (period, classes) in periods.sorted(by: { $0.key < $1.key }) { try deliver(classes, period, point) }
        try sink.note(
            regularised, EnedisRule.otherQuantity,
            "regularised quantity is left: it balances earlier estimates and is no energy of its days",
            "regularised quantities are left: they balance earlier estimates and are no energy of their days",
            of: point)
        regularised = 0
    }

    /// Nil, after a note, of what is no active energy.
    private func direction(of quantity: BilledQuantity, _ point: PointID) throws -> Direction? {
        guard quantity.physicalQuantity == "EA", let direction = Direction(metier: quantity.direction),
            quantity.gridOfClass != nil
        else {
            let name = [quantity.physicalQuantity, quantity.direction, quantity.grid].joined(separator: " ")
            try others.leave(name, of: point, line: quantity.line, telling: sink)
            return nil
        }
        return direction
    }

    private func deliver(_ classes: [ClassKey: [BilledQuantity]], _ period: Period, _ point: PointID) throws {
        let first = classes.values.joined().map(\.line).min() ?? 0
        do {
            let ofDistributor = classes.filter { $0.key.grid == .distributor }
            let added = (ofDistributor.isEmpty ? classes : ofDistributor).sorted { $0.key.id < $1.key.id }
            var (total, mark) = (Int64(0), Mark.measured)
            for (_, quantities) in added {
                guard let counting = try BilledQuantities.counting(quantities) else { return }
                guard let quality = try counting.readQuality() else { return regularised += added.count }
                total += try counting.wattHours()
                let own = try counting.readStatus() == .rectified ? Mark.corrected : Mark(quality)
                mark = max(mark.quality, own.quality) == own.quality ? own : mark
            }
            let channel = Channel(point: point, direction: period.direction)
            try sink.receive(
                .register(
                    RegisterReading(
                        channel: channel, register: period.days.register, at: period.days.start, value: total,
                        mark: mark, line: first)))
        } catch let fault as RecordFault {
            try sink.receive(
                fault.diagnostic(line: first, point: point, day: period.days.first, values: classes.count))
        }
    }

    /// The quantity of a class that counts: the one that was made last, of those made together the rectified one. Nil
    /// where that is a cancellation.
    private static func counting(_ quantities: [BilledQuantity]) throws(RecordFault) -> BilledQuantity? {
        var latest: (quantity: BilledQuantity, status: BilledQuantity.Status)?
        for quantity in quantities {
            let status = try quantity.readStatus()
            guard let other = latest else {
                latest = (quantity, status)
                continue
            }
            let (mine, theirs) = ((quantity.created, status.rawValue), (other.quantity.created, other.status.rawValue))
            if mine == theirs, quantity.amount != other.quantity.amount {
                throw RecordFault(EnedisRule.value, "a class has two quantities of one period, made at one moment")
            }
            if mine > theirs { latest = (quantity, status) }
        }
        return latest?.status == .cancelled ? nil : latest?.quantity
    }
}
