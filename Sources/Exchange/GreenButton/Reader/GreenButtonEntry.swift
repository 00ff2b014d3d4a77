import Metering

/// An Atom entry as far as it is read: what it is called, where it links to, what it holds.
struct GreenButtonEntry {
    enum Content {
        case other
        case usagePoint(serviceKind: Int64?)
        /// Its type, where it stands inside instead of being linked.
        case meterReading(ReadingTypeCodes?)
        case readingType(ReadingTypeCodes)
        case block([GreenButtonReading])
    }

    var id = ""
    var links = AtomLinks()
    var content = Content.other
    let line: UInt32

    init(line: UInt32) { self.line = line }

    var readingCount: Int {
        if case .block(let readings) = content { readings.count } else { 0 }
    }

    mutating func append(_ reading: GreenButtonReading) {
        guard case .block(var readings) = content else { return }
        // Taken out first, so that appending does not copy.
        content = .other
        readings.append(reading)
        content = .block(readings)
    }
}
