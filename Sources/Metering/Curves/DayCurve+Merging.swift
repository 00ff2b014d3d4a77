extension DayCurve {
    /// The same day on a finer step: a mean power holds on every part of its interval.
    ///
    /// Nil when the step does not divide this one, or the unit cannot be split (energies and volumes).
    package func refined(to finer: Step) -> DayCurve? {
        if finer == step { return self }
        guard unit == .watt, step.minutes % finer.minutes == 0 else { return nil }
        let factor = step.minutes / finer.minutes
        return DayCurve(
            step: finer, unit: unit,
            values: values.flatMap { repeatElement($0, count: factor) },
            marks: marks.flatMap { repeatElement($0, count: factor) })
    }

    /// This day with what a later sending says of it: interval by interval, the later value wins; an interval
    /// that the later sending leaves empty keeps what was known.
    ///
    /// Where the steps differ, the day moves to their common step, unless the later sending is complete and
    /// replaces the day whole. Nil when the two cannot be laid over each other: other units, or energies on
    /// different steps.
    package func merged(with later: DayCurve) -> DayCurve? {
        if later.isComplete { return later }
        let common = step.common(with: later.step)
        guard unit == later.unit, var result = refined(to: common), let overlay = later.refined(to: common),
            result.count == overlay.count
        else { return nil }
        for index in 0..<result.count {
            let mark = overlay.mark(at: index)
            let isKnown = mark.quality != .missing
            let tellsMore = result.mark(at: index) == .missing(.notReceived)
            if isKnown || tellsMore { result.set(overlay.values[index], mark, at: index) }
        }
        return result
    }
}
