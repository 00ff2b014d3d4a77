package import Analytics
package import Metering
package import Store

/// A day's curve with its holes filled by `GapEstimator`, from what the store knows around it.
package struct FilledCurve {
    package let curve: DayCurve
    /// Why long holes are still there.
    package let refusal: GapEstimator.Refusal?
    /// The revisions that the values and the estimates rest on.
    package let revisions: Set<Revision>

    /// Nil when nothing is known of the day after an import.
    package init?(
        of channel: UInt32, on day: CivilDay, _ measures: any MeasureStore, _ catalogue: any Catalogue, _ known: Known
    ) throws {
        var byDay: [CivilDay: (revision: Revision, curve: DayCurve)] = [:]
        try measures.forEachDay(
            of: ChannelNumbers([channel]), in: day.advanced(by: -7)...day.advanced(by: 1), known
        ) { _, day, revision, curve in
            byDay[day] = (revision, curve)
        }
        guard let answer = byDay[day] else { return nil }
        var around = GapEstimator.Surroundings()
        var used: Set<Revision> = [answer.revision]
        func neighbour(_ offset: Int) -> DayCurve? {
            guard let other = byDay[day.advanced(by: offset)], other.curve.step == answer.curve.step else { return nil }
            used.insert(other.revision)
            return other.curve
        }
        if let before = neighbour(-1), before.mark(at: before.count - 1).quality != .missing {
            around.before = before.values.last
        }
        if let after = neighbour(1), after.mark(at: 0).quality != .missing { around.after = after.values.first }
        around.weekBefore = neighbour(-7)
        try DayLimits(measures, catalogue, known).forEachEnergy(of: ChannelNumbers([channel]), on: day...day) {
            _, _, energy in
            around.total = energy.total
        }
        let filled = GapEstimator().fill(answer.curve, around)
        (curve, refusal) = (filled.curve, filled.refusal)
        revisions = used
    }
}
