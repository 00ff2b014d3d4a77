package import Metering

/// What a mapping would keep of a file: read and counted, nothing kept.
package final class MappingPreview: RecordSink {
    /// What would be kept of a point's day.
    package struct Day: Hashable, Sendable, Encodable {
        package let point: String
        package let day: String
        package let what: String
        package fileprivate(set) var values: Int
        package fileprivate(set) var total: Int64
    }

    private struct Key: Hashable, Comparable {
        let day: CivilDay
        let point: PointID
        let what: String

        static func < (left: Key, right: Key) -> Bool {
            (left.day, left.point, left.what) < (right.day, right.point, right.what)
        }
    }

    private static let mostKeys = 10_000
    private static let shown = 6
    private var found: [Key: Day] = [:]
    private var first: Diagnostic?
    package private(set) var setAside = 0

    package init(
        _ source: any ByteSource, by mapping: TableMapping, of point: PointID?, limits: ReadingLimits = ReadingLimits()
    ) throws {
        let given = point ?? (mapping.columns.point == nil && mapping.pointLabel == nil ? PointID("POINT") : nil)
        try FlowDecoder(limits: limits, point: given, mapping: mapping).decode(source, into: self)
    }

    /// The first days, in order of time.
    package var days: [Day] { found.sorted { $0.key < $1.key }.prefix(MappingPreview.shown).map(\.value) }

    package var lines: [String] {
        var lines = days.map { "\($0.day)  \($0.point)  \($0.values) \($0.what), \($0.total) in all" }
        if found.count > lines.count { lines.append("and \(found.count - lines.count) more") }
        if found.isEmpty { lines.append("nothing of the file would be kept") }
        if let first {
            lines.append("\(setAside) records would be set aside; the first: line \(first.line ?? 0), \(first.detail)")
        }
        return lines
    }

    package func receive(_ record: ExchangeRecord) {
        switch record {
        case .series(let series):
            for reading in series.intervals {
                let what = "values of \(reading.step.minutes) min in \(series.unit.symbol)"
                add(CivilDay(containing: reading.start), series.channel.point, what, Int64(reading.value))
            }
        case .register(let reading):
            add(CivilDay(containing: reading.at), reading.channel.point, reading.register.name, reading.value)
        case .pointDay, .point, .membership: break
        }
    }

    package func receive(_ diagnostic: Diagnostic) {
        guard diagnostic.severity == .quarantined else { return }
        setAside += 1
        first = first ?? diagnostic
    }

    private func add(_ day: CivilDay, _ point: PointID, _ what: String, _ value: Int64) {
        let key = Key(day: day, point: point, what: what)
        if found[key] == nil {
            guard found.count < MappingPreview.mostKeys else { return }
            found[key] = Day(point: point.text, day: day.description, what: what, values: 0, total: 0)
        }
        found[key]?.values += 1
        found[key]?.total += value
    }
}
