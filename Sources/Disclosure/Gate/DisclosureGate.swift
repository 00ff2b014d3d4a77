package import Metering

/// The one door through which figures leave: it applies a policy to undisclosed figures.
package struct DisclosureGate: Sendable {
    private let policy: Policy
    private let dominance: DominanceRule
    private let today: CivilDay?

    /// `dominance` is the deployment's; `today` is for policies that look back a number of years.
    package init(policy: Policy, dominance: DominanceRule = DominanceRule(), today: CivilDay? = nil) {
        self.policy = policy
        self.dominance = dominance
        self.today = today
    }

    /// Judges the energies of a set over a day or a longer period. What is too large to be added up is held back, in the
    /// words of a figure with too few points where not all agreed.
    package func judge(_ question: Question, _ energies: Undisclosed<SetEnergies>) -> Verdict {
        guard energies.value.isCountable else {
            return judge(question, .day, toAgreed: "the energies are too large to be added up") { _ in nil }
        }
        return judge(question, .day) { rule in
            let counted = CountedEnergies(energies.value, under: rule, for: question.requester)
            guard isSafe(rule, holders: counted.holders, isDominated: counted.isDominated(dominance, under: rule))
            else { return nil }
            let members = counted.members
            return Release(
                rule: rule, contributingPoints: members.count, expectedPoints: question.expectedPoints,
                quality: members.reduce(into: QualityCounts()) { $0.add($1.quality) },
                sum: rule.forms.contains(.sum) ? members.reduce(0) { $0 + $1.total } : nil,
                quartiles: counted.quartiles(under: rule), points: counted.points(under: rule))
        }
    }

    /// Judges the synchronous curve of a set over one day.
    ///
    /// Precondition: the curve was added up for who asks.
    package func judge(_ question: Question, _ curve: Undisclosed<SetCurve>) -> Verdict {
        let sum = curve.value
        precondition(sum.requester == question.requester, "the curve was added up for another asker")
        return judge(question, .curve) { rule in
            let isDominated = sum.isDominated(dominance, under: rule) || sum.hasAtypical(under: rule)
            guard isSafe(rule, holders: sum.holders(under: rule), isDominated: isDominated) else { return nil }
            return Release(
                rule: rule, contributingPoints: sum.contributingPoints(under: rule),
                expectedPoints: question.expectedPoints, quality: sum.quality,
                curve: figures(of: sum, expected: question.expectedPoints))
        }
    }

    /// The answer to a question that the guard holds back: in the words of one that too few points were in, so that
    /// it does not say which of the two it was.
    package func withheld(_ question: Question, isCurve: Bool) -> Verdict {
        judge(question, isCurve ? .curve : .day) { _ in nil }
    }

    /// Where every holder agreed, nobody is protected from the others by a large share.
    private func isSafe(_ rule: Policy.Rule, holders: Int, isDominated: Bool) -> Bool {
        holders >= rule.minimumPoints && (rule.consent != nil || !isDominated)
    }

    private func figures(of sum: SetCurve, expected: Int) -> [Release.CurveFigure] {
        sum.sums.indices.map { index in
            let start = sum.day.start.advanced(minutes: index * sum.step.minutes)
            return Release.CurveFigure(
                start: start.parisText, end: start.advanced(minutes: sum.step.minutes).parisText,
                value: sum.counts[index] == expected ? sum.sums[index] : nil)
        }
    }

    /// Finds the first rule that speaks of the question and is met. Failing that, the reason is the rule that
    /// asks the fewest points: it is the same words whether points were lacking or one of them dominates.
    private func judge(
        _ question: Question, _ granularity: Policy.Granularity, toAgreed: String = "no point of the set has data",
        release: (Policy.Rule) -> Release?
    ) -> Verdict {
        let speaking = policy.rules.filter { $0.speaks(of: question, granularity, today: today) }
        for rule in speaking {
            if let release = release(rule) { return .released(release) }
        }
        guard let nearest = speaking.min(by: { $0.minimumPoints < $1.minimumPoints }) else {
            return .suppressed(Suppression(rule: nil, reason: unspoken(question, granularity)))
        }
        let isAgreed = nearest.consent != nil
        return .suppressed(
            Suppression(rule: nearest, reason: isAgreed ? toAgreed : nearest.because))
    }

    private func unspoken(_ question: Question, _ granularity: Policy.Granularity) -> String {
        switch granularity {
        case .day: "no rule of \(policy.id) lets out such figures"
        case .curve: "a curve within the day needs the consent of every point, and no step finer than the rule's"
        }
    }
}
