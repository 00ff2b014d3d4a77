extension DayCurve {
    /// The same day on a finer step: a mean holds on every part of its interval, marked as stated for the whole.
    ///
    /// Nil when the step does not divide this one, or the unit cannot be split (energies and volumes).
    package func refined(to finer: Step) -> DayCurve? {
        if finer == step { return self }
        guard unit.isMean, step.minutes % finer.minutes == 0 else { return nil }
        let factor = step.minutes / finer.minutes
        return DayCurve(
            step: finer, unit: unit,
            values: values.flatMap { repeatElement($0, count: factor) },
            marks: (0..<count).flatMap { index in
                let mark = mark(at: index)
                return repeatElement(mark.stated(on: mark.statedStep ?? step), count: factor)
            })
    }

    /// The same day in mean powers or flows, exactly: an energy over an hour divided by twelve, six, four or two is
    /// that many times as much power. A value that is none in 32 bits becomes a hole: no connection carries 2 GW, and
    /// `DayAssembler` and `CurveRule` let none in.
    package var inMeans: DayCurve {
        if unit.isMean { return self }
        let factor = Int32(60 / step.minutes)
        var result = DayCurve(step: step, unit: unit.mean, values: Array(repeating: 0, count: count), marks: marks)
        for index in 0..<count {
            let (mean, overflows) = values[index].multipliedReportingOverflow(by: factor)
            result.set(mean, overflows ? .missing(.quarantined) : mark(at: index), at: index)
        }
        return result
    }

    /// The same values, as a source of some kind states them.
    package func from(_ provenance: Provenance) -> DayCurve {
        if provenance == .primary, marks.isEmpty { return self }
        return DayCurve(
            step: step, unit: unit, values: values, marks: (0..<count).map { mark(at: $0).from(provenance) })
    }

    /// This day with what a later statement says of it, interval by interval by `Precedence`. A hole never erases a
    /// value; of two reasons for a hole, the one that says more stays.
    ///
    /// Days of one unit and step keep both. Otherwise powers and energies meet as mean powers, volumes as mean flows,
    /// on the common step of what counts. Nil for volumes beside powers or energies: no carrier has both.
    package func merged(with later: DayCurve) -> DayCurve? { meeting(later)?.merged }

    /// `merged`, with how many values of the later statement do not count, since others rank before them.
    package func meeting(_ later: DayCurve) -> (merged: DayCurve, outranked: Int)? {
        if step == later.step, unit == later.unit {
            if marks.isEmpty, later.marks.isEmpty { return (later, 0) }
            let (merged, outranked) = laidOver(by: later)
            return (merged, outranked.count)
        }
        guard let (before, after) = onCommonGround(with: later) else { return nil }
        let (merged, outranked) = before.laidOver(by: after)
        // A longer interval stands on several shorter ones, and counts once.
        let parts = later.step.minutes / before.step.minutes
        return (merged.onStatedStep.inVolumes, Set(outranked.map { $0 / parts }).union(later.beyondMeans).count)
    }

    /// Of each interval of a statement, whether this day says the same of all of it.
    package func says(_ statement: DayCurve) -> [Bool] {
        let none = Array(repeating: false, count: statement.count)
        guard let (mine, theirs) = onCommonGround(with: statement) else { return none }
        let parts = statement.step.minutes / mine.step.minutes
        return statement.values.indices.map { index in
            (index * parts..<(index + 1) * parts).allSatisfy { part in
                mine.mark(at: part).quality != .missing && theirs.mark(at: part).quality != .missing
                    && mine.values[part] == theirs.values[part]
            }
        }
    }

    /// Both days in one unit and on one step; nil where there is none.
    private func onCommonGround(with other: DayCurve) -> (DayCurve, DayCurve)? {
        if step == other.step, unit == other.unit { return (self, other) }
        let common = step.common(with: other.step)
        guard unit.mean == other.unit.mean, let mine = inMeans.refined(to: common),
            let theirs = other.inMeans.refined(to: common), mine.count == theirs.count
        else { return nil }
        return (mine, theirs)
    }

    /// The day that a later one leaves, and the places where the later one has another value that does not count.
    /// Precondition: both have the same step, unit and count.
    private func laidOver(by later: DayCurve) -> (merged: DayCurve, outranked: [Int]) {
        var (result, outranked): (DayCurve, [Int]) = (self, [])
        for index in 0..<count {
            let (before, after) = (mark(at: index), later.mark(at: index))
            guard after.quality != .missing else {
                if after.saysMore(than: before) { result.set(0, after, at: index) }
                continue
            }
            if before.quality == .missing || Precedence(before, on: step) <= Precedence(after, on: step) {
                result.set(later.values[index], after, at: index)
            } else if later.values[index] != values[index] {
                outranked.append(index)
            }
        }
        return (result, outranked)
    }

    /// Where a value is none as a mean.
    private var beyondMeans: [Int] {
        let means = inMeans
        return (0..<count).filter { mark(at: $0).quality != .missing && means.mark(at: $0).quality == .missing }
    }

    /// The day on the coarsest step on which it says the same: nothing is stated for a shorter interval, and no hole is
    /// smaller. A day without any value keeps its step.
    private var onStatedStep: DayCurve {
        guard missingCount < count else { return self }
        for coarser in Step.allCases.reversed() where coarser.minutes % step.minutes == 0 && coarser > step {
            let parts = coarser.minutes / step.minutes
            guard count % parts == 0 else { continue }
            let isUniform = (0..<count).allSatisfy { index in
                let first = index - index % parts
                let mark = mark(at: index)
                let isStatedForAll = mark.quality == .missing || (mark.statedStep ?? step) >= coarser
                return isStatedForAll && mark == self.mark(at: first) && values[index] == values[first]
            }
            guard isUniform else { continue }
            let firsts = stride(from: 0, to: count, by: parts)
            return DayCurve(
                step: coarser, unit: unit, values: firsts.map { values[$0] },
                marks: firsts.map { index in
                    let mark = mark(at: index)
                    return mark.statedStep == coarser ? mark.stated(on: nil) : mark
                })
        }
        return self
    }

    /// A day of flows that are all stated for the intervals they stand in is the volumes that they were made of.
    private var inVolumes: DayCurve {
        let factor = Int32(60 / step.minutes)
        guard unit == .litrePerHour,
            values.indices.allSatisfy({ mark(at: $0).statedStep == nil && values[$0] % factor == 0 })
        else { return self }
        return DayCurve(step: step, unit: .litre, values: values.map { $0 / factor }, marks: marks)
    }
}
