import Metering

/// What the gaps between the points of a series tell, where the file says neither step nor stamping (HDM and customer
/// portal).
extension StampConvention {
    /// Steps of 5 and 10 minutes are those of segments C1 to C4 alone: the gap met most often tells.
    init(gaps: [Int]) {
        let counts = Step.allCases.map { step in (step, count: gaps.count { $0 == step.minutes }) }
        let predominant = counts.max { ($0.count, $0.0) < ($1.count, $1.0) }?.0
        self = predominant.map(StampConvention.start.steps.contains) == true ? .start : .end
    }

    /// The steps of the meters that stamp this way.
    var steps: [Step] {
        switch self {
        case .end: [.minutes15, .minutes30, .hour]
        case .start: [.minutes5, .minutes10]
        }
    }

    /// The step of each point, from the gaps in minutes between neighbours: one gap fewer than points.
    ///
    /// Nil where no gap beside the point is a step.
    func steps(gaps: [Int]) -> [Step?] {
        switch self {
        case .end: derived(gaps)
        case .start: derived(gaps.reversed()).reversed()
        }
    }

    /// The rule for end-stamped points; a start-stamped series is its mirror image.
    ///
    /// A gap is the step when the series had that step before, or goes on with it after. Otherwise a gap wider
    /// than its neighbour is a hole: 30, 60, 30 has lost one row; 60, 60, 30, 30 changes step.
    private func derived(_ gaps: [Int]) -> [Step?] {
        var steps = [gaps.first.flatMap(allowed)]
        for (index, gap) in gaps.enumerated() {
            let latest = steps[index]
            let following = index + 1 < gaps.count ? allowed(gaps[index + 1]) : latest
            let step = allowed(gap)
            if let step, step == latest || step == following {
                steps.append(step)
            } else {
                steps.append([step, following].compactMap(\.self).min())
            }
        }
        return steps
    }

    private func allowed(_ gap: Int) -> Step? { Step(minutes: gap).flatMap { steps.contains($0) ? $0 : nil } }
}
