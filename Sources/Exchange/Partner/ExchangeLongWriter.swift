package import Metering

/// Writes the exchange format, long: one line for each value, with the interval it covers.
package struct ExchangeLongWriter {
    private var document: [UInt8] = []

    package init() { document.append("point;carrier;direction;start;end;value;unit;quality\n") }

    /// Adds every interval of a day that was received; a missing one has no value.
    package mutating func append(_ pointDay: PointDay) {
        let curve = pointDay.curve
        for index in 0..<curve.count where curve.mark(at: index) != .missing(.notReceived) {
            let start = pointDay.start(of: index)
            let quality = curve.mark(at: index).quality
            append(
                pointDay.channel, from: start, to: start.advanced(minutes: curve.step.minutes),
                value: quality == .missing ? nil : String(curve.values[index]), unit: curve.unit.symbol,
                quality: quality)
        }
    }

    /// Adds one value as its source writes it, in a unit of the format: `kWh`, `m3`, `m3*11.23`…
    package mutating func append(
        _ channel: Channel, from start: Instant, to end: Instant, value: String?, unit: String,
        quality: Quality = .measured
    ) {
        document.append(csvLine: [
            channel.point.text, channel.carrier.rawValue, channel.direction.rawValue, start.parisText, end.parisText,
            value, unit, value == nil ? Quality.missing.name : quality.name,
        ])
    }

    package consuming func finish() -> [UInt8] { document }
}
