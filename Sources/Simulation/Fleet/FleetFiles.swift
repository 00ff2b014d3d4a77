package import Exchange
import Metering

/// The files of a fleet, in pieces of some megabytes: memory does not grow with the number of meters.
package struct FleetFiles {
    private enum Content {
        case points, sets
        case curves(CivilDay)
    }

    /// Meters in one piece: of a CSV, and of an archive, which is a file of its own.
    private static let linesInPiece = 10_000
    private let fleet: Fleet
    private var contents: ArraySlice<Content>
    private var batches: [Range<Int>] = []
    private var batch = 0
    private var shapes: DayShapes?

    package init(_ fleet: Fleet) {
        self.fleet = fleet
        contents = [.points, .sets] + CivilDay.days(fleet.days).map { .curves($0) }
    }

    /// The next piece; nil after the last.
    package mutating func next() throws(FlowError) -> SimulatedFile? {
        guard let content = contents.first else { return nil }
        if batch == 0 { open(content) }
        defer {
            batch += 1
            if batch == batches.count {
                batch = 0
                contents.removeFirst()
            }
        }
        return try piece(of: content)
    }

    private mutating func open(_ content: Content) {
        let isArchived = if case .curves = content { fleet.format != .csv } else { false }
        batches = Batch.ranges(fleet.meters, of: isArchived ? Batch.points : FleetFiles.linesInPiece)
        if case .curves(let day) = content { shapes = fleet.loads.shapes(of: day, step: .minutes30) }
    }

    private func piece(of content: Content) throws(FlowError) -> SimulatedFile {
        switch content {
        case .points: return SimulatedFile(path: "points.csv", isContinuation: batch > 0, bytes: pointList)
        case .sets: return SimulatedFile(path: "sets.csv", isContinuation: batch > 0, bytes: setList)
        case .curves(let day):
            let number = "00000".dropLast(String(batch + 1).count) + String(batch + 1)
            switch fleet.format {
            case .csv:
                return SimulatedFile(path: "daily/curves_\(day).csv", isContinuation: batch > 0, bytes: table(day))
            case .r50: return SimulatedFile(path: "daily/R50_\(day)_\(number).zip", bytes: try r50(day))
            case .r63: return SimulatedFile(path: "daily/R63_\(day)_\(number).zip", bytes: try r63(day))
            }
        }
    }

    // MARK: Lists

    private var pointList: [UInt8] {
        var writer = PointListWriter()
        if batch > 0 { _ = writer.takeWritten() }
        for (ordinal, meters) in communesOfBatch {
            let commune = Fleet.communeCode(ordinal)
            for number in meters {
                writer.append(
                    MeteringPoint(fleet.customer(number), id: fleet.channel(number).point, commune: commune))
            }
        }
        return writer.finish()
    }

    private var setList: [UInt8] {
        var writer = SetListWriter()
        if batch > 0 { _ = writer.takeWritten() }
        for (ordinal, meters) in communesOfBatch {
            let set = PointSet(
                id: "commune-\(Fleet.communeCode(ordinal))", kind: "commune", useCase: "communes", visibility: .public)
            for number in meters {
                writer.append(set, Membership(channel: fleet.channel(number), from: fleet.days.lowerBound))
            }
        }
        return writer.finish()
    }

    /// The communes that the batch touches, with their meters in it.
    private var communesOfBatch: [(ordinal: Int, meters: Range<Int>)] {
        let range = batches[batch]
        return fleet.communes.enumerated().compactMap { ordinal, meters in
            let overlap = meters.clamped(to: range)
            return overlap.isEmpty ? nil : (ordinal, overlap)
        }
    }

    // MARK: Curves

    private func values(_ number: Int) -> [Int32] { shapes?.curve(of: fleet.customer(number)) ?? [] }

    private func pointDay(_ number: Int, _ day: CivilDay) -> PointDay {
        let curve = DayCurve(step: .minutes30, unit: .watt, values: values(number))
        return PointDay(channel: fleet.channel(number), day: day, curve: curve)
    }

    private func table(_ day: CivilDay) -> [UInt8] {
        var writer = ExchangeWideWriter(columns: Step.minutes30.count(in: day), unit: "W")
        if batch > 0 { _ = writer.takeWritten() }
        for number in batches[batch] { writer.append(fleet.channel(number).point, day, values(number)) }
        return writer.finish()
    }

    private func r50(_ day: CivilDay) throws(FlowError) -> [UInt8] {
        let delivery = EnedisDelivery.invented("990050", for: day)
        var writer = R50Writer(delivery)
        for number in batches[batch] { writer.append(pointDay(number, day)) }
        return try delivery.archive(
            daily: "R50", sequence: 1, part: batch + 1, of: batches.count, writer.finish())
    }

    private func r63(_ day: CivilDay) throws(FlowError) -> [UInt8] {
        let delivery = EnedisDelivery.invented("990063", for: day)
        var writer = R63Writer(delivery)
        for number in batches[batch] { writer.append(pointDay(number, day)) }
        return try delivery.archive(curves: writer.finish(), sequence: batch + 1)
    }
}
