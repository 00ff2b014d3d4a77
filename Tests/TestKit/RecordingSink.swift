package import Exchange
package import Metering

/// A sink that remembers all it receives, sorted by kind.
package final class RecordingSink: RecordSink {
    package private(set) var series: [ReadingSeries] = []
    package private(set) var pointDays: [PointDay] = []
    package private(set) var registers: [RegisterReading] = []
    package private(set) var points: [MeteringPoint] = []
    package private(set) var memberships: [(PointSet, Membership)] = []
    package private(set) var diagnostics: [Diagnostic] = []
    package private(set) var flows: [Flow] = []

    package init() {}

    package func receive(_ record: ExchangeRecord) {
        switch record {
        case .series(let value): series.append(value)
        case .pointDay(let value, line: _): pointDays.append(value)
        case .register(let value): registers.append(value)
        case .point(let value, line: _): points.append(value)
        case .membership(let set, let membership, line: _): memberships.append((set, membership))
        }
    }

    package func receive(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    /// All curves as series, whether they came so or as whole days.
    package var curves: [ReadingSeries] {
        series
            + pointDays.map { day in
                let curve = day.curve
                let intervals = curve.values.indices.map { index in
                    IntervalReading(
                        start: day.start(of: index), step: curve.step, value: curve.values[index],
                        mark: curve.mark(at: index), line: 0)
                }
                return ReadingSeries(channel: day.channel, unit: curve.unit, intervals: intervals)
            }
    }

    package var intervals: [IntervalReading] { series.flatMap(\.intervals) }

    /// Names of the rules that spoke, once each, in order of name.
    package var rules: [String] { Set(diagnostics.map(\.rule.name)).sorted() }

    /// What a document decodes to.
    package static func decoding(
        _ bytes: [UInt8], limits: ReadingLimits = ReadingLimits(), of point: PointID? = nil
    ) throws -> RecordingSink {
        try decoding(MemorySource(bytes), limits: limits, of: point)
    }

    /// What a source decodes to.
    package static func decoding(
        _ source: any ByteSource, limits: ReadingLimits = ReadingLimits(), of point: PointID? = nil
    ) throws -> RecordingSink {
        let sink = RecordingSink()
        let decoder = FlowDecoder(limits: limits, point: point) { _, flow in sink.flows.append(flow) }
        try decoder.decode(source, into: sink)
        return sink
    }

    package static func decoding(_ text: String) throws -> RecordingSink { try decoding(Array(text.utf8)) }
}
