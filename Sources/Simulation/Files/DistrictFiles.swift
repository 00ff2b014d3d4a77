package import Exchange
import Metering

/// The files of a district's period, made one after the other as they are asked for.
///
/// First the lists, then a folder `daily` with what each day's collection brought, `partners` with the new building's
/// carriers, and `late` with what came after the first publication: to be imported last.
package struct DistrictFiles {
    private enum Content {
        case points, sets
        case indexes(CivilDay)
        case halfHours(CivilDay, part: Int)
        case ordered(CivilDay)
        case partner(Carrier)
        case late(CivilDay)
    }

    private let district: District
    private let faults: FaultPlan
    private let halfHourMeters: [District.Point]
    private let parts: [Range<Int>]
    private var indexes: DailyIndexes
    private var contents: ArraySlice<Content>

    package init(_ district: District) {
        self.district = district
        faults = FaultPlan(seed: district.loads.seed, period: district.period)
        halfHourMeters = district.halfHourMeters
        parts = Batch.ranges(halfHourMeters.count)
        indexes = DailyIndexes(of: district, faults: faults)
        let days = CivilDay.days(district.period)
        let parts = parts.indices
        var contents: [Content] = [.points, .sets]
        // The index of the eve opens the first day.
        contents.append(.indexes(district.period.lowerBound.advanced(by: -1)))
        for day in days {
            contents += parts.map { .halfHours(day, part: $0) }
            contents += [.ordered(day), .indexes(day)]
        }
        contents += NewBuilding.carriers.map { .partner($0) }
        contents += days.map { .late($0) }
        self.contents = contents[...]
    }

    /// The next file; nil after the last.
    package mutating func next() throws(FlowError) -> SimulatedFile? {
        guard let content = contents.popFirst() else { return nil }
        switch content {
        case .points: return SimulatedFile(path: "points.csv", bytes: pointList)
        case .sets: return SimulatedFile(path: "sets.csv", bytes: setList)
        case .indexes(let day):
            return SimulatedFile(path: "daily/R151_\(day).zip", bytes: try indexes.file(of: day))
        case .halfHours(let day, let part):
            return SimulatedFile(path: "daily/R50_\(day)_0000\(part + 1).zip", bytes: try halfHours(day, part))
        case .ordered(let day): return SimulatedFile(path: "daily/R63_\(day).zip", bytes: try ordered(day))
        case .partner(let carrier):
            let month = district.building.days.lowerBound.description.prefix(7)
            return SimulatedFile(
                path: "partners/\(carrier.rawValue)_\(month).csv", bytes: district.building.file(carrier))
        case .late(let day): return SimulatedFile(path: "late/R50_\(day)_00001.zip", bytes: try late(day))
        }
    }

    private var pointList: [UInt8] {
        var writer = PointListWriter()
        for point in district.points { writer.append(point) }
        return writer.finish()
    }

    private var setList: [UInt8] {
        var writer = SetListWriter()
        for set in district.sets { for member in set.members { writer.append(set.set, member) } }
        return writer.finish()
    }

    private func halfHours(_ day: CivilDay, _ part: Int) throws(FlowError) -> [UInt8] {
        let delivery = EnedisDelivery.invented("990050", for: day)
        var writer = R50Writer(delivery)
        let shapes = district.loads.shapes(of: day, step: .minutes30)
        for meter in halfHourMeters[parts[part]] {
            for curve in sending(of: meter, shapes).daily {
                writer.append(PointDay(channel: meter.channel, day: day, curve: curve))
            }
        }
        return try delivery.archive(
            daily: "R50", sequence: sequence(of: day), part: part + 1, of: parts.count, writer.finish())
    }

    private func late(_ day: CivilDay) throws(FlowError) -> [UInt8] {
        let delivery = EnedisDelivery.invented("990050", for: day, after: 6)
        var writer = R50Writer(delivery)
        let shapes = district.loads.shapes(of: day, step: .minutes30)
        for meter in halfHourMeters where faults.fault(of: meter.customer, on: day)?.hasLateFile ?? false {
            if let curve = sending(of: meter, shapes).late {
                writer.append(PointDay(channel: meter.channel, day: day, curve: curve))
            }
        }
        return try delivery.archive(daily: "R50", sequence: sequence(of: day) + 100, part: 1, of: 1, writer.finish())
    }

    private func sending(of meter: District.Point, _ shapes: DayShapes) -> Sending {
        let fault = faults.fault(of: meter.customer, on: shapes.day)
        let truth = DayCurve(step: shapes.step, unit: .watt, values: shapes.curve(of: meter.customer))
        return faults.sending(of: truth, fault, customer: meter.customer, on: shapes.day)
    }

    private func ordered(_ day: CivilDay) throws(FlowError) -> [UInt8] {
        let delivery = EnedisDelivery.invented("990063", for: day)
        let shapes = [Step.minutes10, .minutes30].map { district.loads.shapes(of: day, step: $0) }
        var writer = R63Writer(delivery)
        for meter in district.orderedMeters {
            let shapes = shapes[district.step(of: meter) == .minutes10 ? 0 : 1]
            let curve = DayCurve(step: shapes.step, unit: .watt, values: shapes.curve(of: meter.customer))
            writer.append(PointDay(channel: meter.channel, day: day, curve: curve))
        }
        return try delivery.archive(curves: writer.finish(), sequence: sequence(of: day))
    }

    /// Sequence numbers count the days of the period.
    private func sequence(of day: CivilDay) -> Int {
        Int(day.daysSinceEpoch - district.period.lowerBound.daysSinceEpoch) + 1
    }
}
