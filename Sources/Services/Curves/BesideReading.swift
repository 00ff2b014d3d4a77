package import Metering
package import Store

/// What is kept beside one channel's load curve: values that do not count since better ones are known, with the import
/// that brought each.
package struct BesideReading: Sendable {
    package struct Statement: Hashable, Sendable, Encodable {
        /// The number of the import, as `maille imports list` shows it.
        package let `import`: Int64
        package let intervals: [CurveReading.Interval]
    }

    /// Oldest import first. Intervals of which a statement says nothing are left out.
    package let statements: [Statement]

    package init(_ data: DataDirectory, _ channel: Channel, in days: ClosedRange<CivilDay>) throws {
        var found: [Statement] = []
        try data.curves.forEachBeside(of: channel, in: days) { known in
            let intervals = CurveReading.Interval.all(of: known.pointDay).filter { $0.value != nil }
            found.append(Statement(import: known.revision.number, intervals: intervals))
        }
        statements = found
    }

    /// Columns import, start, end, value, unit, quality, remark.
    package var csv: String {
        statements.reduce(into: "import;start;end;value;unit;quality;remark\n") { text, statement in
            for interval in statement.intervals {
                let value = interval.value.map(String.init) ?? ""
                text += "\(statement.import);\(interval.start);\(interval.end);\(value);\(interval.unit);"
                text += "\(interval.quality);\(interval.remark ?? "")\n"
            }
        }
    }
}
