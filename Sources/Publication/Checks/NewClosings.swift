import Disclosure
import Metering
import Store

/// The channels and days of the figures of a publication: what they close, unless it is closed already.
struct NewClosings {
    private var covered: [ClosedRange<CivilDay>: [[UInt32]]] = [:]

    /// The members of a figure without consent that leaves.
    mutating func add(_ panel: Panel, over period: ClosedRange<CivilDay>) {
        covered[period, default: []].append(panel.points)
    }

    /// Costs the channels of the figures, for each of their days, and those that are closed of it.
    func closings(
        at horizon: Revision, isEstimating: (CivilDay) throws -> Bool, beside closed: (CivilDay) throws -> [DayClosing]
    ) throws -> [DayClosing] {
        let panels = covered.mapValues { Panel(Set($0.joined())) }
        var covering: [CivilDay: Panel] = [:]
        for (period, panel) in panels {
            for day in period.all { covering[day] = covering[day].map(panel.union) ?? panel }
        }
        return try covering.sorted { $0.key < $1.key }.compactMap { day, panel in
            let open = try closed(day).reduce(panel) { $0.subtracting($1.channels) }
            if open.points.isEmpty { return nil }
            return DayClosing(day: day, channels: open, horizon: horizon, isEstimating: try isEstimating(day))
        }
    }
}
