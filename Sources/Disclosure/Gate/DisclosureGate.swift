package import Metering

/// The only way from an undisclosed figure to one that may leave: it applies the rules of a policy.
///
/// A verdict depends on the figure's own set alone. Whether it may leave besides other figures, `DisclosureGuard`
/// decides. May be used from several threads at once.
package struct DisclosureGate: Sendable {
    private let policy: Policy
    private let dominance: DominanceRule
    private let today: CivilDay?

    /// `dominance` is the deployment's secret rule; `today` is for rules that look back a number of years, which do not
    /// apply without it.
    package init(policy: Policy, dominance: DominanceRule = DominanceRule(), today: CivilDay? = nil) {
        self.policy = policy
        self.dominance = dominance
        self.today = today
    }

    /// Judges the energies of a set over a day or a longer period, at the cost of a pass over the members for each rule
    /// that applies. Energies too large to be added up are held back, where not all agreed for the same reason as too
    /// few points.
    package func judge(_ request: FigureRequest, _ energies: Undisclosed<SetEnergies>) -> Verdict {
        guard energies.value.isCountable else {
            return judge(request, .day, toAgreed: .uncountable) { _ in nil }
        }
        return judge(request, .day) { rule in
            let counted = CountedEnergies(energies.value, under: rule, for: request.requester)
            let isDominated = counted.isDominated(dominance, under: rule) || counted.hasAtypical
            guard isSafe(rule, holders: counted.holders, isDominated: isDominated) else { return nil }
            let members = counted.members
            return Release(
                rule: rule, contributingPoints: members.count, expectedPoints: request.expectedPoints,
                quality: members.reduce(into: QualityCounts()) { $0.add($1.quality) },
                sum: rule.forms.contains(.sum) ? members.reduce(0) { $0 + $1.total } : nil,
                quartiles: counted.quartiles(under: rule), points: counted.points(under: rule))
        }
    }

    /// Whether the amounts by which members of a figure changed may be told, as the difference of two editions tells
    /// them: like any figure, of enough holders of whom none dominates, the asker's own apart.
    package func lets(_ amounts: Undisclosed<SetEnergies>, of request: FigureRequest) -> Bool {
        guard amounts.value.isCountable else { return false }
        return policy.rules.contains { rule in
            guard rule.consent == nil, rule.applies(to: request, .day, today: today) else { return false }
            let counted = CountedEnergies(amounts.value, under: rule, for: request.requester)
            let isDominated = counted.isDominated(dominance, under: rule) || counted.hasAtypical
            return isSafe(rule, holders: counted.holders, isDominated: isDominated)
        }
    }

    /// Judges the synchronous curve of a set over one day.
    ///
    /// Precondition: the curve was added up for who asks.
    package func judge(_ request: FigureRequest, _ curve: Undisclosed<SetCurve>) -> Verdict {
        let sum = curve.value
        precondition(sum.requester == request.requester, "the curve was added up for another asker")
        return judge(request, .curve) { rule in
            let isDominated = sum.isDominated(dominance, under: rule) || sum.hasAtypical(under: rule)
            guard isSafe(rule, holders: sum.holders(under: rule), isDominated: isDominated) else { return nil }
            return Release(
                rule: rule, contributingPoints: sum.contributingPoints(under: rule),
                expectedPoints: request.expectedPoints, quality: sum.quality,
                curve: figures(
                    of: sum, members: rule.consent == nil ? sum.reportingPoints.count : request.expectedPoints))
        }
    }

    /// The verdict on a figure that the guard holds back: the same as for too few points, so that it does not tell
    /// which of the two it was.
    package func withheld(_ request: FigureRequest, isCurve: Bool) -> Verdict {
        judge(request, isCurve ? .curve : .day) { _ in nil }
    }

    /// Whether enough holders contribute and none dominates. Dominance does not count where every holder agreed.
    private func isSafe(_ rule: Policy.Rule, holders: Int, isDominated: Bool) -> Bool {
        holders >= rule.minimumPoints && (rule.consent != nil || !isDominated)
    }

    /// `members`: those of whom an interval needs a value. Without consent the ones that were added up, else all.
    private func figures(of sum: SetCurve, members: Int) -> [Release.CurveFigure] {
        sum.sums.indices.map { index in
            let start = sum.day.start.advanced(minutes: index * sum.step.minutes)
            return Release.CurveFigure(
                start: start.parisText, end: start.advanced(minutes: sum.step.minutes).parisText,
                value: sum.counts[index] == members ? sum.sums[index] : nil)
        }
    }

    /// Applies the first rule that is for the request and is met. If none is, the reason is that of the rule that asks
    /// the fewest points, so that it is the same whether points were lacking or one of them dominates.
    private func judge(
        _ request: FigureRequest, _ granularity: Policy.Granularity, toAgreed: SuppressionReason = .noData,
        release: (Policy.Rule) -> Release?
    ) -> Verdict {
        let applicable = policy.rules.filter { $0.applies(to: request, granularity, today: today) }
        for rule in applicable {
            if let release = release(rule) { return .released(release) }
        }
        guard let nearest = applicable.min(by: { $0.minimumPoints < $1.minimumPoints }) else {
            let reason = granularity == .curve ? SuppressionReason.noCurve : .noRule(policy: policy.id)
            return .suppressed(Suppression(rule: nil, reason: reason.english))
        }
        let isAgreed = nearest.consent != nil
        return .suppressed(Suppression(rule: nearest, reason: isAgreed ? toAgreed.english : nearest.because))
    }
}
