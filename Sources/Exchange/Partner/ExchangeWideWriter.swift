package import Metering

/// Writes the exchange format, wide: one line for each point and day, one column for each interval.
package struct ExchangeWideWriter {
    private var document: [UInt8] = []
    private var dayText: (day: CivilDay, text: [UInt8])?

    /// Opens a document with so many value columns; what the values are is written only where it differs from the
    /// format's default, electricity extraction in Wh.
    package init(
        columns: Int, carrier: Carrier = .electricity, direction: Direction = .extraction, unit: String = "Wh"
    ) {
        if carrier != .electricity || direction != .extraction || unit != "Wh" {
            document.append(
                text: "#maille carrier=\(carrier.rawValue) direction=\(direction.rawValue) unit=\(unit)\n")
        }
        document.append("point;date")
        for column in 1...columns { document.append(text: ";v\(column)") }
        document.append("\n")
    }

    /// Adds a day; a missing interval is an empty cell.
    package mutating func append(_ pointDay: PointDay) {
        guard !pointDay.curve.isComplete else {
            return append(pointDay.channel.point, pointDay.day, pointDay.curve.values)
        }
        appendOpening(pointDay.channel.point, pointDay.day)
        for index in 0..<pointDay.curve.count {
            document.append(UInt8(ascii: ";"))
            if pointDay.curve.mark(at: index).quality != .missing {
                document.append(decimal: Int64(pointDay.curve.values[index]))
            }
        }
        document.append(UInt8(ascii: "\n"))
    }

    /// Adds a day of which every value is known.
    package mutating func append(_ point: PointID, _ day: CivilDay, _ values: [Int32]) {
        appendOpening(point, day)
        for value in values {
            document.append(UInt8(ascii: ";"))
            document.append(decimal: Int64(value))
        }
        document.append(UInt8(ascii: "\n"))
    }

    /// The bytes written since the last call: a large document leaves in pieces.
    package mutating func takeWritten() -> [UInt8] {
        let written = document
        document = []
        document.reserveCapacity(written.count)
        return written
    }

    package consuming func finish() -> [UInt8] { document }

    private mutating func appendOpening(_ point: PointID, _ day: CivilDay) {
        document.append(csvField: point.text)
        document.append(UInt8(ascii: ";"))
        if dayText?.day != day { dayText = (day, Array(day.description.utf8)) }
        if let dayText { document.append(contentsOf: dayText.text) }
    }
}
