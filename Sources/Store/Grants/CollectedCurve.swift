package import Metering

/// Whether a channel's curve comes in, and on which step: nothing of its values, so it takes no grant.
package struct CollectedCurve: Hashable, Sendable {
    package let finestStep: Step
    /// The first and the last day that any curve came of, among those asked about.
    package let days: ClosedRange<CivilDay>
}

extension GrantedCurves {
    /// What came of a channel's curve on some days; nil where none did.
    package func collected(of channel: Channel, in days: ClosedRange<CivilDay>, _ known: Known) throws
        -> CollectedCurve?
    {
        var steps: Set<Step> = []
        var found: [CivilDay] = []
        guard let number = try catalogue.number(of: channel) else { return nil }
        try measures.forEachDay(of: ChannelNumbers([number]), in: days, known) { _, day, _, curve in
            steps.insert(curve.step)
            found.append(day)
        }
        guard let step = steps.min(), let first = found.min(), let last = found.max() else { return nil }
        return CollectedCurve(finestStep: step, days: first...last)
    }
}
