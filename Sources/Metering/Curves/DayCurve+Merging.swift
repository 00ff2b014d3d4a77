/// Which of two statements about the same time counts.
///
/// In this order: a corrected value before a measured one, a measured one before an estimate; a primary source before
/// a copy; the value stated for the shorter interval; the later statement. Only the last depends on the order of
/// arrival: whatever the others decide is the same in whichever order files come.
package struct Precedence: Hashable, Sendable, Comparable {
    private let rank: UInt16

    /// Of a value that stands in an interval of a step. Precondition: it is not missing.
    package init(_ mark: Mark, on step: Step) {
        let quality: UInt16 =
            switch mark.quality {
            case .corrected: 3
            case .measured: 2
            case .estimated: 1
            case .missing: 0
            }
        let minutes = UInt16((mark.statedStep ?? step).minutes)
        rank = quality << 9 | (mark.provenance == .primary ? 1 : 0) << 8 | (0xFF - minutes)
    }

    package static func < (left: Precedence, right: Precedence) -> Bool { left.rank < right.rank }
}

extension DayCurve {
    /// The same day on a finer step: a mean power holds on every part of its interval, marked as stated for the whole.
    ///
    /// Nil when the step does not divide this one, or the unit cannot be split (energies and volumes).
    package func refined(to finer: Step) -> DayCurve? {
        if finer == step { return self }
        guard unit == .watt, step.minutes % finer.minutes == 0 else { return nil }
        let factor = step.minutes / finer.minutes
        return DayCurve(
            step: finer, unit: unit,
            values: values.flatMap { repeatElement($0, count: factor) },
            marks: (0..<count).flatMap { index in
                let mark = mark(at: index)
                return repeatElement(mark.stated(on: mark.statedStep ?? step), count: factor)
            })
    }

    /// The same day in watts: an energy over an hour divided by twelve, six, four or two is that many times as much
    /// mean power, exactly. Nil for volumes, and where a power does not fit 32 bits.
    package var inWatts: DayCurve? {
        guard unit == .wattHour else { return unit == .watt ? self : nil }
        let factor = Int32(60 / step.minutes)
        var watts: [Int32] = []
        watts.reserveCapacity(count)
        for value in values {
            let (power, overflows) = value.multipliedReportingOverflow(by: factor)
            if overflows { return nil }
            watts.append(power)
        }
        return DayCurve(step: step, unit: .watt, values: watts, marks: marks)
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
    /// Days of one unit and step keep both. Otherwise powers and energies meet as mean powers, on the common step of
    /// what counts. Nil when they cannot meet: volumes with powers or energies, volumes on different steps, and energies
    /// too large to be a power.
    package func merged(with later: DayCurve) -> DayCurve? { meeting(later)?.merged }

    /// `merged`, with how many values of the later statement do not count, since others rank before them.
    package func meeting(_ later: DayCurve) -> (merged: DayCurve, outranked: Int)? {
        if step == later.step, unit == later.unit {
            if marks.isEmpty, later.marks.isEmpty { return (later, 0) }
            return laidOver(by: later)
        }
        let common = step.common(with: later.step)
        guard let before = inWatts?.refined(to: common), let after = later.inWatts?.refined(to: common),
            before.count == after.count
        else { return nil }
        let (merged, outranked) = before.laidOver(by: after)
        // A longer interval stands on several shorter ones, and counts once.
        return (merged.onStatedStep, (outranked * common.minutes + later.step.minutes - 1) / later.step.minutes)
    }

    /// Precondition: both have the same step, unit and count.
    private func laidOver(by later: DayCurve) -> (merged: DayCurve, outranked: Int) {
        var (result, outranked) = (self, 0)
        for index in 0..<count {
            let (before, after) = (mark(at: index), later.mark(at: index))
            guard after.quality != .missing else {
                if let known = before.missingReason, let told = after.missingReason, told.weight > known.weight {
                    result.set(0, after, at: index)
                }
                continue
            }
            if before.quality == .missing || Precedence(before, on: step) <= Precedence(after, on: step) {
                result.set(later.values[index], after, at: index)
            } else if later.values[index] != values[index] {
                outranked += 1
            }
        }
        return (result, outranked)
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
}

extension MissingReason {
    /// How much the reason says: a value that was refused before an outage, an empty field, and silence.
    package var weight: Int {
        switch self {
        case .notReceived: 0
        case .sentEmpty: 1
        case .outage: 2
        case .quarantined: 3
        }
    }
}
