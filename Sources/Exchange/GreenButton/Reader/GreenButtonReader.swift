import Metering

/// Reads Green Button files of any issuer: an Atom feed of ESPI resources, in any order.
///
/// What a block's values are and whose may stand after it: they are held until the end, or until so many are held
/// that those whose links lead somewhere are delivered. Titles, summaries and customer data, which name people, are
/// never read. Instants are UTC: `LocalTimeParameters`, which files get wrong, are not needed.
/// Source: NAESB REQ.21 ESPI 3.3.
final class GreenButtonReader: XMLHandler {
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var feed: GreenButtonFeed
    /// The parts that enclose the element being read, outermost first.
    private var parts: [Part] = []
    private var entry = GreenButtonEntry(line: 0)
    private var readingType = ReadingTypeCodes()
    private var blockStart: Int64?
    private var ordinal: Int32 = 0
    private var reading = GreenButtonReading(line: 0)

    /// A place in the document that has something to read.
    private enum Part {
        case feed, entry, content, usagePoint, service, meterReading, readingType, block, blockInterval, reading
        case period, quality, elsewhere

        /// The part that an element opens; nil encloses the document.
        static func opened(by name: XMLName, in part: Part?) -> Part {
            switch (part, name) {
            case (nil, "feed"): .feed
            case (nil, "entry"), (.feed, "entry"): .entry
            case (.entry, "content"): .content
            case (.content, "UsagePoint"): .usagePoint
            case (.content, "MeterReading"): .meterReading
            case (.content, "ReadingType"), (.meterReading, "ReadingType"): .readingType
            case (.content, "IntervalBlock"): .block
            case (.usagePoint, "ServiceCategory"): .service
            case (.block, "interval"): .blockInterval
            case (.block, "IntervalReading"): .reading
            case (.reading, "timePeriod"): .period
            case (.reading, "ReadingQuality"): .quality
            default: .elsewhere
            }
        }
    }

    /// A point that is given is the one that the file is about, whatever it calls it.
    init(_ sink: any RecordSink, limits: ReadingLimits, point: PointID? = nil) {
        self.sink = sink
        self.limits = limits
        feed = GreenButtonFeed(point: point)
    }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        if case .entry = parts.last, name == "link" { entry.links.take(attributes) }
        let part = Part.opened(by: name, in: parts.last)
        parts.append(part)
        switch part {
        case .entry: entry = GreenButtonEntry(line: line)
        case .usagePoint: entry.content = .usagePoint(serviceKind: nil)
        case .meterReading: entry.content = .meterReading(nil)
        case .readingType: readingType = ReadingTypeCodes()
        case .block:
            if case .block = entry.content {} else { entry.content = .block([]) }
            (blockStart, ordinal) = (nil, 0)
        case .reading: reading = GreenButtonReading(line: line)
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        switch parts.popLast() {
        case .entry: return try closeEntry()
        case .readingType: return closeReadingType()
        case .reading: return try closeReading()
        default: break
        }
        switch (parts.last, name) {
        case (.feed, "id"): feed.claim(id: text.atomID)
        case (.entry, "id"): entry.id = text.atomID
        case (.service, "kind"): entry.content = .usagePoint(serviceKind: text.integer)
        case (.readingType, _): readingType.take(name, text)
        case (.blockInterval, "start"): blockStart = text.epochSeconds
        case (.period, "start"): reading.start = text.epochSeconds
        case (.period, "duration"): reading.duration = text.integer
        case (.reading, "value"): reading.value = Field(text) { $0.integer }
        case (.quality, "quality"): reading.take(quality: text)
        default: break
        }
    }

    func finish() throws { try feed.finish(into: sink) }

    private func closeReadingType() {
        if case .meterReading = entry.content {
            entry.content = .meterReading(readingType)
        } else {
            entry.content = .readingType(readingType)
        }
    }

    private func closeReading() throws {
        if reading.start == nil {
            reading.start = blockStart
            reading.ordinal = ordinal
        }
        ordinal += 1
        entry.append(reading)
        guard entry.readingCount <= limits.seriesLength else {
            throw FlowError.tooLarge(line: reading.line, detail: "an entry has over \(limits.seriesLength) values")
        }
    }

    private func closeEntry() throws {
        let line = entry.line
        try feed.add(entry)
        entry = GreenButtonEntry(line: line)
        guard feed.size > limits.seriesLength else { return }
        try feed.deliverLinked(into: sink)
        // Half of the bound, so that what is held is not walked through for every block.
        guard feed.size <= limits.seriesLength / 2 else {
            throw FlowError.tooLarge(
                line: line,
                detail:
                    "over \(limits.seriesLength / 2) values whose meter reading, reading type or point comes later; "
                    + "ask for one file a point")
        }
    }
}

extension Span<UInt8> {
    /// The id of an entry or a feed as far as it can be one: 64 bytes.
    fileprivate var atomID: String { extracting(first: 64).string }

    /// Whole seconds since 1970; some issuers add a fraction, which is dropped.
    fileprivate var epochSeconds: Int64? {
        let point = firstIndex(of: UInt8(ascii: "."), from: 0) ?? count
        for position in Swift.min(point + 1, count)..<count where digit(position) == nil { return nil }
        return extracting(0..<point).integer
    }
}
