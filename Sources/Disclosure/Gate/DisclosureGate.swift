import Metering

/// The one door through which figures leave: it applies a policy to undisclosed figures.
package struct DisclosureGate: Sendable {
    private let policy: Policy

    package init(policy: Policy) { self.policy = policy }

    /// Judges the energies of a set over a day or a longer period.
    package func judge(_ question: Question, _ energies: Undisclosed<SetEnergies>) -> Verdict {
        let (reporting, active) = (energies.value.reporting, energies.value.active)
        let counts = PointCounts(reporting: reporting.count, active: active.count)
        return judge(question, granularity: .day, counts) { rule in
            let members = rule.consent == nil ? active : reporting
            let quartiles = rule.quartileUnit.flatMap { Quartiles(members.map(\.total), roundedUpTo: $0) }
            return Release(
                rule: rule, contributingPoints: members.count, expectedPoints: question.expectedPoints,
                quality: members.reduce(into: QualityCounts()) { $0.add($1.quality) },
                sum: rule.forms.contains(.sum) ? members.reduce(0) { $0 + $1.total } : nil,
                quartiles: rule.forms.contains(.quartiles) ? quartiles : nil,
                points: rule.forms.contains(.points) ? points(members, energies.value.names) : nil)
        }
    }

    private func points(_ members: [SetEnergies.Member], _ names: [UInt32: PointID]) -> [Release.PointFigure] {
        members.compactMap { member in
            names[member.number].map {
                Release.PointFigure(point: $0, total: member.total, quality: member.quality.name)
            }
        }.sorted { $0.point < $1.point }
    }

    /// Judges the synchronous curve of a set over one day.
    package func judge(_ question: Question, _ curve: Undisclosed<SetCurve>) -> Verdict {
        let sum = curve.value
        let counts = PointCounts(reporting: sum.reportingPoints.count, active: sum.activePoints.count)
        return judge(question, granularity: .curve, counts) { rule in
            Release(
                rule: rule, contributingPoints: counts.applying(to: rule), expectedPoints: question.expectedPoints,
                quality: sum.quality, curve: figures(of: sum, expected: question.expectedPoints))
        }
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
    /// asks the fewest points: what would have sufficed.
    private func judge(
        _ question: Question, granularity: Policy.Granularity, _ counts: PointCounts,
        release: (Policy.Rule) -> Release
    ) -> Verdict {
        let speaking = policy.rules.filter { $0.speaks(of: question, granularity) }
        if let rule = speaking.first(where: { counts.applying(to: $0) >= $0.minimumPoints }) {
            return .released(release(rule))
        }
        guard let nearest = speaking.min(by: { $0.minimumPoints < $1.minimumPoints }) else {
            return .suppressed(Suppression(rule: nil, reason: unspoken(question, granularity)))
        }
        let isAgreed = nearest.consent != nil
        return .suppressed(
            Suppression(rule: nearest, reason: isAgreed ? "no point of the set has data" : nearest.because))
    }

    private func unspoken(_ question: Question, _ granularity: Policy.Granularity) -> String {
        switch granularity {
        case .day: "no rule of \(policy.id) lets out such figures"
        case .curve: "a curve within the day needs the consent of every point, and no step finer than the rule's"
        }
    }
}

/// How many distinct points a figure rests on.
private struct PointCounts {
    /// With data, even a zero.
    let reporting: Int
    /// With energy.
    let active: Int

    /// A threshold counts points with energy; where every holder agreed, a zero is their data like any other.
    func applying(to rule: Policy.Rule) -> Int { rule.consent == nil ? active : reporting }
}

extension Policy.Rule {
    fileprivate func speaks(of question: Question, _ granularity: Policy.Granularity) -> Bool {
        guard granularity == self.granularity, direction == question.direction,
            usages.contains(question.set.usage)
        else { return false }
        if granularity == .curve && !forms.contains(.synchronousCurve) { return false }
        if let finest = finestStep?.curveStep, let asked = question.set.figureStep.curveStep, asked < finest {
            return false
        }
        guard let needed = consent else { return true }
        return question.consent.map { $0 >= needed } ?? false
    }
}
