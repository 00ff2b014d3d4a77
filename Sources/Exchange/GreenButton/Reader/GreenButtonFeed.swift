import Metering

/// The entries of a Green Button file, and how they belong together.
struct GreenButtonFeed {
    private let givenPoint: PointID?
    private var usagePoints: [(id: String, place: String, serviceKind: Int64?)] = []
    private var usagePointIndex = LinkIndex(of: "UsagePoint", over: "MeterReading")
    private var meterReadings: [(links: AtomLinks, type: ReadingTypeCodes?)] = []
    private var meterReadingIndex = LinkIndex(of: "MeterReading", over: "IntervalBlock")
    private var readingTypes: [ReadingTypeCodes] = []
    private var readingTypeIndex = LinkIndex(of: "ReadingType")
    private var blocks: [(links: AtomLinks, line: UInt32, readings: [GreenButtonReading])] = []
    /// Ids of the feed and of its entries other than blocks, and those that several have.
    private var ids: Set<String> = []
    private var sharedIDs: Set<String> = []
    private var hasValues = false
    /// Of what was delivered.
    private var carriers: Set<Carrier> = []
    private var isWhole = false
    /// What was set aside so far of each meter reading.
    private var asides: [Int: Aside] = [:]
    /// What is held, in values: a link weighs as much as its bytes make values.
    private(set) var size = 0

    init(point: PointID?) { givenPoint = point }

    mutating func add(_ entry: GreenButtonEntry) throws {
        switch entry.content {
        case .other: return
        case .usagePoint(let serviceKind):
            guard usagePointIndex.add(entry.links) else { return }
            claim(id: entry.id)
            usagePoints.append((entry.id, entry.links.own, serviceKind))
            if givenPoint != nil, usagePoints.count > 1 {
                throw FlowError.unsupported(
                    flow: "a Green Button file of several points under one that is given",
                    hint: "ask for one file a point, or import it without a given point")
            }
        case .meterReading(let type):
            guard meterReadingIndex.add(entry.links) else { return }
            claim(id: entry.id)
            meterReadings.append((entry.links, type))
        case .readingType(let codes):
            guard readingTypeIndex.add(entry.links) else { return }
            claim(id: entry.id)
            readingTypes.append(codes)
        case .block(let readings):
            guard !readings.isEmpty else { return }
            hasValues = true
            blocks.append((entry.links, entry.line, readings))
            size += readings.count
        }
        size += 4 + entry.links.byteCount / MemoryLayout<GreenButtonReading>.stride
    }

    /// Notes that something has an id: one that several have names none of them.
    mutating func claim(id: String) {
        if !ids.insert(id).inserted { sharedIDs.insert(id) }
    }

    /// Delivers the values whose links lead to a meter reading, its type and its point, and holds the others.
    mutating func deliverLinked(into sink: any RecordSink) throws {
        try deliver(into: sink)
        size = blocks.reduce((usagePoints.count + meterReadings.count + readingTypes.count) * 8) {
            $0 + $1.readings.count + 8
        }
    }

    /// Delivers what there is, and says of the rest why it cannot be.
    mutating func finish(into sink: any RecordSink) throws {
        if !hasValues { try sink.receive(Diagnostic(.note, GreenButtonRule.noValues, "no interval block has a value")) }
        isWhole = true
        try deliver(into: sink)
        if let givenPoint, let name = usagePointName {
            for point in Set(carriers.map { PointID(givenPoint.text, of: $0) }) {
                try sink.receive(name, namedAs: point)
            }
        }
        for (_, aside) in asides.sorted(by: { $0.key < $1.key }) { try sink.receive(aside.diagnostic) }
        for block in blocks {
            let detail = "\(block.readings.count) values whose links lead to no meter reading with a type and a point"
            try sink.receive(Diagnostic(.quarantined, GreenButtonRule.unlinked, line: block.line, detail))
        }
        blocks = []
    }

    private mutating func deliver(into sink: any RecordSink) throws {
        var readings = [[GreenButtonReading]](repeating: [], count: meterReadings.count)
        let (all, held) = (blocks, blocks.filter { origin(of: $0.links) == nil })
        blocks = held
        for block in all {
            if let origin = origin(of: block.links) { readings[origin.meterReading] += block.readings }
        }
        for number in meterReadings.indices where !readings[number].isEmpty {
            guard let origin = origin(ofMeterReading: number) else { continue }
            try deliver(readings[number], from: origin, into: sink)
            readings[number] = []
        }
    }

    /// What the file calls the point that is given; nil where it says nothing of it.
    private var usagePointName: UsagePointName? {
        guard let usagePoint = usagePoints.first else {
            let places = meterReadings.lazy.compactMap { $0.links.place(of: "UsagePoint") }
            return places.first.flatMap { UsagePointName(id: "", place: $0) }
        }
        let id = sharedIDs.contains(usagePoint.id) ? "" : usagePoint.id.lowercased()
        return UsagePointName(id: id, place: usagePoint.place)
    }

    /// Values of one meter reading that cannot be kept, in however many parts they come: said once.
    private struct Aside {
        let fault: RecordFault
        /// Where the first of them is.
        let line: UInt32
        var count = 0

        var diagnostic: Diagnostic {
            Diagnostic(.quarantined, fault.rule, line: line, "\(count) values set aside: \(fault.detail)")
        }
    }

    // MARK: what belongs together

    /// What the values of a block are, and of which point.
    private struct Origin {
        let meterReading: Int
        let type: ReadingTypeCodes
        /// Nil where the point is given and the file names none.
        let usagePoint: Int?
    }

    private func origin(of links: AtomLinks) -> Origin? {
        meterReadingIndex.owner(of: links, inWholeFile: isWhole).flatMap(origin(ofMeterReading:))
    }

    private func origin(ofMeterReading number: Int) -> Origin? {
        let reading = meterReadings[number]
        let type =
            reading.type ?? readingTypeIndex.owner(of: reading.links, inWholeFile: isWhole).map { readingTypes[$0] }
        let usagePoint = usagePointIndex.owner(of: reading.links, inWholeFile: isWhole)
        guard let type, usagePoint != nil || givenPoint != nil && usagePoints.isEmpty else { return nil }
        return Origin(meterReading: number, type: type, usagePoint: usagePoint)
    }

    /// The point of a usage point: the id of its entry, which is its issuer's for good (RFC 4287, 4.2.6), or the given
    /// one.
    private func point(_ usagePoint: Int?) throws(RecordFault) -> PointID {
        if let givenPoint { return givenPoint }
        let id = usagePoint.map { usagePoints[$0].id } ?? ""
        guard !id.isEmpty, !sharedIDs.contains(id) else {
            throw RecordFault(
                GreenButtonRule.usagePoint,
                "a usage point whose id is \(id.isEmpty ? "missing" : "that of others too"); "
                    + "say which point it is with --point")
        }
        let prefix = "urn:uuid:"
        let text = id.lowercased().hasPrefix(prefix) ? id.dropFirst(prefix.count).lowercased() : id
        return PointID(try PartnerName(text.utf8.span).text)
    }

    private mutating func deliver(
        _ readings: [GreenButtonReading], from origin: Origin, into sink: any RecordSink
    ) throws {
        let line = readings[0].line
        do {
            let serviceKind = origin.usagePoint.flatMap { usagePoints[$0].serviceKind }
            let quantity = try GreenButtonQuantity(origin.type, serviceKind: serviceKind)
            let channel = Channel(
                point: PointID(try point(origin.usagePoint).text, of: quantity.carrier), carrier: quantity.carrier,
                direction: quantity.direction)
            carriers.insert(quantity.carrier)
            try GreenButtonSeries(channel, quantity).deliver(readings, into: sink)
        } catch let fault as RecordFault {
            asides[origin.meterReading, default: Aside(fault: fault, line: line)].count += readings.count
        }
    }
}
