package import Analytics
package import Metering
import Publication
package import Store

/// One channel's load curve over civil days, as it was known at a moment.
package struct CurveReading: Sendable {
    package let channel: Channel
    package let days: [PointDay]
    /// Where estimates were asked for, why long holes of a day are still there.
    package let refusals: [CivilDay: GapEstimator.Refusal]

    /// No days where nothing was ever received of the channel.
    package init(
        of channel: Channel, in days: ClosedRange<CivilDay>, _ known: Known, _ measures: any MeasureStore,
        _ catalogue: any Catalogue, isEstimating: Bool = false
    ) throws {
        self.channel = channel
        guard let number = try catalogue.number(of: channel) else {
            (self.days, refusals) = ([], [:])
            return
        }
        let stated = try measures.days(of: number, in: days, known).map {
            PointDay(channel: channel, day: $0.day, curve: $0.curve)
        }
        guard isEstimating else {
            (self.days, refusals) = (stated, [:])
            return
        }
        var refusals: [CivilDay: GapEstimator.Refusal] = [:]
        self.days = try stated.map { day in
            let filled = try FilledCurve(of: number, on: day.day, measures, catalogue, known)
            refusals[day.day] = filled?.refusal
            return PointDay(channel: channel, day: day.day, curve: filled?.curve ?? day.curve)
        }
        self.refusals = refusals
    }

    /// One interval of the curve.
    package struct Interval: Hashable, Sendable, Encodable {
        package let start: String
        package let end: String
        /// Nil where missing.
        package let value: Int32?
        package let unit: String
        package let quality: String
        /// `Mark.remark`.
        package let remark: String?
    }

    package var intervals: [Interval] { days.flatMap { Interval.all(of: $0) } }

    /// Columns start, end, value, unit, quality, remark; one line for each interval.
    package var csv: String {
        intervals.reduce(into: "start;end;value;unit;quality;remark\n") { text, interval in
            let value = interval.value.map(String.init) ?? ""
            text += "\(interval.start);\(interval.end);\(value);\(interval.unit);\(interval.quality);"
            text += "\(interval.remark ?? "")\n"
        }
    }
}

extension CurveReading.Interval {
    /// Every interval of a day.
    static func all(of day: PointDay) -> [Self] {
        let curve = day.curve
        return curve.values.indices.map { index in
            let (start, mark) = (day.start(of: index), curve.mark(at: index))
            return Self(
                start: start.parisText, end: start.advanced(minutes: curve.step.minutes).parisText,
                value: mark.quality == .missing ? nil : curve.values[index], unit: curve.unit.symbol,
                quality: mark.quality.name, remark: mark.remark)
        }
    }
}
