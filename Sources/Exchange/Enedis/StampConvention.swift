import Metering

/// Which end of its interval a curve point is stamped with.
///
/// Enedis stamps C5 and P4 curves (Linky) at the END and C1 to C4 curves at the START, and R63 and HDM files do not
/// say the segment (house standards, section 0.1): it is told from what only one of the two kinds of meter sends.
enum StampConvention: Hashable {
    case start, end

    /// The convention of a whole series.
    ///
    /// Nature B and the likelihood index are Linky's alone. Without them the step decides: meters over 36 kVA have
    /// 5 and 10 minutes, Linky 15, 30 and 60.
    static func of(steps: some Sequence<Step>, isLinky: Bool = false) -> StampConvention {
        if isLinky { return .end }
        return steps.contains { $0 < .minutes15 } ? .start : .end
    }

    /// The start of the interval that carries a stamp.
    func start(stamp: Instant, step: Step) -> Instant {
        self == .start ? stamp : stamp.advanced(minutes: -step.minutes)
    }
}
