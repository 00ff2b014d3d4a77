import Metering

/// A reading as R15 and C15 have it (`Donnees_Releve`): at one moment, the indexes of classes, and what these counted
/// since the reading before.
///
/// A date without a time is the midnight that begins it, as in R64. A reading coefficient other than 1 says that the
/// meter counts other units than it shows: its indexes are set aside.
///
/// Source: ENEDIS.SGE.XSD.0293 Flux_R15 2.3.2 and GRD.XSD.0301 Flux_C15 5.2.0; what directions and measures mean, by
/// what energie-de-nantes/electricore takes.
struct StatedReading {
    private let line: UInt32
    private var date = Field<EnedisTime>.absent
    private var previousDate = Field<EnedisTime>.absent
    private var status = ""
    private var indexNature = ""
    private var quantityNature = ""
    private var qualification = ""
    private var classes: [StatedClass] = []

    init(line: UInt32) { self.line = line }

    /// Takes an element of the reading itself.
    mutating func take(_ name: XMLName, _ text: Span<UInt8>) {
        switch name {
        case "Date_Releve": date = Field(text) { EnedisTime($0) }
        case "Date_Releve_Precedent": previousDate = Field(text) { EnedisTime($0) }
        case "Statut_Releve": status = text.extracting(first: 16).string
        case "Nature_Index": indexNature = text.extracting(first: 16).string
        case "Nature_Consommation": quantityNature = text.extracting(first: 16).string
        case "Code_Qualification": qualification = text.extracting(first: 2).string
        default: break
        }
    }

    mutating func take(_ next: StatedClass) throws {
        classes.append(next)
        try IndexRule.requireFew(classes.count / StatedClass.mostOfOneName, line: next.line)
    }

    var isCancelled: Bool { status == "ANNULE" }

    /// Whether both are of one moment: a cancelled one takes the other back.
    func isOfMoment(of other: StatedReading) -> Bool { date.value != nil && date.value == other.date.value }

    /// That the reading is taken back, of which no other one is in the file.
    func tellCancelled(of point: PointID, to sink: any RecordSink) throws {
        try sink.receive(
            Diagnostic(
                .flagged, StatedReading.cancelled, line: line, point: point, day: date.value?.day,
                "the reading was cancelled: what an earlier file had of it stays"))
    }

    private static let cancelled = Rule(
        "cancelled-reading", "What an operator takes back may stand in an earlier file: nothing kept is undone.")

    // MARK: Delivering

    /// Delivers what a bill goes by: the indexes, and the energy since the reading before.
    func deliverBilled(of point: PointID, to sink: any RecordSink, _ others: OtherQuantities) throws {
        try deliver(of: point, to: sink) { at in
            try deliverIndexes(.billed, at: at, of: point, to: sink, others)
            try deliverEnergies(until: at, of: point, to: sink, others)
        }
    }

    /// Delivers the indexes before an event, or after it.
    func deliverOfEvent(of point: PointID, to sink: any RecordSink, _ others: OtherQuantities) throws {
        let occasion: IndexOccasion? = qualification == "1" ? .before : qualification == "2" ? .after : nil
        try deliver(of: point, to: sink) { at in
            guard let occasion else {
                throw RecordFault(EnedisRule.value, "Code_Qualification is neither 1 (before) nor 2 (after)")
            }
            try deliverIndexes(occasion, at: at, of: point, to: sink, others)
        }
    }

    private func deliver(of point: PointID, to sink: any RecordSink, _ body: (Instant) throws -> Void) throws {
        do {
            try body(try StatedReading.moment(date, "Date_Releve"))
        } catch let fault as RecordFault {
            try sink.receive(fault.diagnostic(line: line, point: point, day: date.value?.day))
        }
    }

    private static func moment(_ field: Field<EnedisTime>, _ name: String) throws(RecordFault) -> Instant {
        guard let time = field.value else { throw RecordFault(EnedisRule.timestamp, "\(name) is no date") }
        let instant: Instant
        do throws(WallClock.Failure) {
            var clock = SeriesClock([time])
            instant = try clock.instant(of: time)
        } catch {
            throw RecordFault(error.rule, "\(name) has no zone")
        }
        guard Instant.accepted.contains(instant) else { throw RecordFault(EnedisRule.dateRange, "\(name)") }
        return instant
    }

    private func deliverIndexes(
        _ occasion: IndexOccasion, at instant: Instant, of point: PointID, to sink: any RecordSink,
        _ others: OtherQuantities
    ) throws {
        let mark = try mark(of: indexNature)
        for indexed in classes where indexed.measure == .index {
            guard let direction = try indexed.direction(of: point, to: sink, others) else { continue }
            do {
                let reading = RegisterReading(
                    channel: Channel(point: point, direction: direction),
                    register: .statedIndex(occasion, temporalClass: indexed.grid.prefix + indexed.id),
                    at: instant, value: try indexed.wattHours(), mark: mark, line: indexed.line)
                try sink.receive(.register(reading))
            } catch let fault as RecordFault {
                try sink.receive(fault.diagnostic(line: indexed.line, point: point, day: date.value?.day))
            }
        }
        for other in classes where other.measure == .other {
            try others.leave(other.otherName, of: point, line: other.line, telling: sink)
        }
    }

    /// The sums of the classes, the distributor's where there are any: both grids divide one energy.
    private func deliverEnergies(
        until end: Instant, of point: PointID, to sink: any RecordSink, _ others: OtherQuantities
    ) throws {
        let quantities = classes.filter { $0.measure == .quantity }
        guard !quantities.isEmpty else { return }
        guard quantityNature != "REGULARISE" else {
            return try others.leave("a regularised energy", of: point, line: line, telling: sink)
        }
        let mark = try mark(of: quantityNature)
        let period = try BilledPeriod(from: StatedReading.moment(previousDate, "Date_Releve_Precedent"), to: end)
        for (code, all) in Dictionary(grouping: quantities, by: \.directionCode).sorted(by: { $0.key < $1.key }) {
            guard let direction = try all[0].direction(of: point, to: sink, others) else { continue }
            let ofDistributor = all.filter { $0.grid == .distributor }
            let added = ofDistributor.isEmpty ? all : ofDistributor
            guard Set(added.map(\.id)).count == added.count else {
                throw RecordFault(IndexRule.repeatedClass, "a class has two energies in direction \(code)")
            }
            let energy = try added.reduce(Int64(0)) { $0 + (try $1.wattHours()) }
            try sink.receive(
                .register(
                    RegisterReading(
                        channel: Channel(point: point, direction: direction), register: period.register,
                        at: period.start, value: energy, mark: mark, line: line)))
        }
    }

    private func mark(of nature: String) throws(RecordFault) -> Mark {
        if status == "RECTIFICATIF" { return .corrected }
        switch nature {
        case "REEL", "AUTO-RELEVE", "": return .measured
        case "ESTIME": return .estimated
        default: throw RecordFault(PartnerRule.field, "a nature that is none of REEL, ESTIME and AUTO-RELEVE")
        }
    }
}
