import Analytics
import Metering
import Store

/// A day's curve with its holes filled by `GapEstimator`, from what the store knows around it.
struct FilledCurve {
    let curve: DayCurve
    /// The revisions that the values and the estimates rest on.
    let revisions: Set<Revision>

    /// Nil when nothing is known of the day.
    init?(_ data: DataDirectory, _ channel: Channel, on day: CivilDay, knownAt: Instant?) throws {
        let days = try data.curves.days(of: channel, in: day.advanced(by: -7)...day.advanced(by: 1), knownAt: knownAt)
        let byDay = Dictionary(days.map { ($0.pointDay.day, $0) }, uniquingKeysWith: { $1 })
        guard let known = byDay[day] else { return nil }
        var around = GapEstimator.Surroundings()
        var used: Set<Revision> = [known.revision]
        func neighbour(_ offset: Int) -> DayCurve? {
            guard let other = byDay[day.advanced(by: offset)], other.pointDay.curve.step == known.pointDay.curve.step
            else { return nil }
            used.insert(other.revision)
            return other.pointDay.curve
        }
        if let before = neighbour(-1), before.mark(at: before.count - 1).quality != .missing {
            around.before = before.values.last
        }
        if let after = neighbour(1), after.mark(at: 0).quality != .missing { around.after = after.values.first }
        around.weekBefore = neighbour(-7)
        around.total = try FilledCurve.indexDifference(data, channel, day, knownAt)
        curve = GapEstimator().fill(known.pointDay.curve, around)
        revisions = used
    }

    private static func indexDifference(
        _ data: DataDirectory, _ channel: Channel, _ day: CivilDay, _ knownAt: Instant?
    ) throws -> Int64? {
        let readings = try data.readings.readings(of: channel, .totalIndex, in: day.start...day.end, knownAt: knownAt)
        guard let opening = readings.first(where: { $0.at == day.start }),
            let closing = readings.first(where: { $0.at == day.end }), closing.value >= opening.value
        else { return nil }
        return closing.value - opening.value
    }
}
