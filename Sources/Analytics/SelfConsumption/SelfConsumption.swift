package import Metering

/// What a producer consumed of its own production on one civil day: gross production less injection, interval by
/// interval.
///
/// Source: Code de l'énergie, L.315-1: self-consumption is the consumption of what the same site produces; what is
/// produced is either consumed there or injected.
///
/// - An interval is as good as the worse of the two; it is missing where one is, for the reason that says more.
/// - Where more was injected than produced, or the difference is beyond 32 bits, the interval is a hole (`quarantined`)
/// and the difference stands in `refused`. Nothing is set to zero: what `curve` and `refused` say together is the exact
/// difference of all intervals that both have.
/// - Costs one pass over the values.
package struct SelfConsumption: Hashable, Sendable {
    /// On the step and in the unit of both curves.
    package let curve: DayCurve
    /// The intervals whose difference cannot be a consumption, in the order of time.
    package let refused: [Refused]

    package struct Refused: Hashable, Sendable {
        /// The position of the interval in the curve.
        package let index: Int
        /// Production less injection, in the unit of the curve.
        package let difference: Int64
    }

    /// Throws where the curves have not one step, one unit and as many intervals. `DayCurve.coarsened` and
    /// `DayCurve.inMeans` bring a curve to another's.
    package init(production: DayCurve, injection: DayCurve) throws(CurveMismatch) {
        if let mismatch = CurveMismatch(production, injection) { throw mismatch }
        var curve = production
        var refused: [Refused] = []
        for index in 0..<production.count {
            let mark = production.mark(at: index).worse(with: injection.mark(at: index))
            let difference = Int64(production.values[index]) - Int64(injection.values[index])
            if mark.quality == .missing {
                curve.set(0, mark, at: index)
            } else if difference >= 0, let value = Int32(exactly: difference) {
                curve.set(value, mark, at: index)
            } else {
                curve.set(0, .missing(.quarantined), at: index)
                refused.append(Refused(index: index, difference: difference))
            }
        }
        self.curve = curve
        self.refused = refused
    }
}

/// Why two curves of a day cannot be taken interval by interval.
package enum CurveMismatch: Error, Hashable, CustomStringConvertible {
    case units(Unit, Unit)
    case steps(Step, Step)
    /// Of one step, but of days of different lengths.
    case counts(Int, Int)

    /// Nil where they match.
    init?(_ left: DayCurve, _ right: DayCurve) {
        if left.unit != right.unit {
            self = .units(left.unit, right.unit)
        } else if left.step != right.step {
            self = .steps(left.step, right.step)
        } else if left.count != right.count {
            self = .counts(left.count, right.count)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .units(let left, let right):
            "one curve is in \(left.symbol), the other in \(right.symbol): bring both to one unit"
        case .steps(let left, let right):
            "one curve is on \(left.isoText), the other on \(right.isoText): bring both to one step"
        case .counts(let left, let right):
            "one curve has \(left) intervals, the other \(right): they are of days of different lengths"
        }
    }
}

extension Mark {
    /// The mark of what is made of two values: the worse quality, doubtful where one is, a copy where one is, stated
    /// for the longer interval. Of two holes, the one whose reason says more.
    fileprivate func worse(with other: Mark) -> Mark {
        if quality == .missing || other.quality == .missing {
            guard quality == other.quality else { return quality == .missing ? self : other }
            return other.saysMore(than: self) ? other : self
        }
        let isCopy = provenance == .copy || other.provenance == .copy
        return Mark(max(quality, other.quality), isDoubtful: isDoubtful || other.isDoubtful)
            .from(isCopy ? .copy : .primary)
            .stated(on: [statedStep, other.statedStep].compactMap { $0 }.max())
    }
}
