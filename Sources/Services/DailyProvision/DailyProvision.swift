import Analytics
package import Disclosure
package import Metering
package import Store

/// The daily data provision service: for a measured day, what each set may receive, judged, recorded and written.
package struct DailyProvision {
    private let data: DataDirectory
    private let policy: Policy
    /// The whole policy in words, part of every figure's basis.
    private let policyText: String
    private let now: Instant
    private let isEstimating: Bool

    package enum Refusal: Error, CustomStringConvertible {
        case notReady(CivilDay, readyOn: CivilDay)
        case notInForce(policy: String, CivilDay)
        case noSets

        package var description: String {
            switch self {
            case .notReady(let day, let readyOn): "\(day) is not ready: its figures may leave from \(readyOn) on"
            case .notInForce(let policy, let day): "policy \(policy) is not in force on \(day)"
            case .noSets: "there are no sets: import them with `maille sets import FILE`"
            }
        }
    }

    /// `now` decides which days are ready; `isEstimating` lets filled curves count, marked as estimates.
    package init(_ data: DataDirectory, policy: Policy, now: Instant, isEstimating: Bool = false) {
        self.data = data
        self.policy = policy
        policyText = String(describing: policy)
        self.now = now
        self.isEstimating = isEstimating
    }

    /// Judges every set (of one usage, or of all) for the day and records the verdicts.
    ///
    /// Sets with monthly figures take part on the last day of the month.
    package func publish(_ day: CivilDay, usage: Usage? = nil) throws -> Publication {
        let readyOn = policy.publicationDay(of: day)
        guard CivilDay(containing: now) >= readyOn else { throw Refusal.notReady(day, readyOn: readyOn) }
        guard policy.isInForce(on: day) else { throw Refusal.notInForce(policy: policy.id, day) }
        let sets = try data.registry.sets().filter { usage == nil || $0.usage == usage }
        guard !sets.isEmpty else { throw Refusal.noSets }
        let groups = try sets.flatMap { try SetGroup.groups(of: $0, on: day, data) }
        let judged = try judge(groups, day)
        let editions = try data.releases.record(judged.map(\.judgement), now: now)
        let figures = zip(judged, editions).map { Figure($0.judgement, edition: $1, revisions: $0.revisions) }
        return try Publication(
            day: day, usage: usage, policy: policy, figures: figures, isEstimating: isEstimating, data: data, now: now)
    }

    private struct Judged {
        let judgement: ReleaseRegister.Judgement
        let revisions: Set<Revision>

        /// Figures stand by set, then by carrier and direction.
        var order: (String, String, String) {
            let question = judgement.question
            return (question.set.id, question.carrier.rawValue, question.direction.rawValue)
        }
    }

    private func judge(_ groups: [SetGroup], _ day: CivilDay) throws -> [Judged] {
        let gate = DisclosureGate(policy: policy, dominance: try data.dominanceRule(), today: CivilDay(containing: now))
        let ofDay = groups.filter { $0.set.figureStep == .day }
        let ofMonth = groups.filter { $0.set.figureStep == .month && day == day.lastOfMonth }
        let ofCurve = groups.filter { $0.set.figureStep.curveStep != nil }
        let judged =
            try judge(ofDay, over: day...day, gate) + judge(ofMonth, over: day.firstOfMonth...day, gate)
            + judgeCurves(ofCurve, gate)
        return judged.sorted { $0.order < $1.order }
    }

    /// Judges groups over the same days. One day's energies are in memory at a time; of several days, the sums of all
    /// members besides.
    private func judge(
        _ groups: [SetGroup], over days: ClosedRange<CivilDay>, _ gate: DisclosureGate
    ) throws -> [Judged] {
        guard !groups.isEmpty else { return [] }
        let holders = try data.holders()
        if days.lowerBound == days.upperBound {
            let energies = try DayEnergies(data, on: days.lowerBound, isEstimating: isEstimating)
            return try groups.map { group in
                var sums = GroupEnergies(group, holders)
                try sums.add(energies)
                return try judge(sums, gate)
            }
        }
        var sums = groups.map { GroupEnergies($0, holders) }
        var day = days.lowerBound
        while day <= days.upperBound {
            let energies = try DayEnergies(data, on: day, isEstimating: isEstimating)
            for place in sums.indices { try sums[place].add(energies) }
            day = day.advanced(by: 1)
        }
        return try sums.map { try judge($0, gate) }
    }

    private func judge(_ sums: GroupEnergies, _ gate: DisclosureGate) throws -> Judged {
        let group = sums.group
        return judged(
            group, gate.judge(group.question, sums.undisclosed(names: try group.names(data))), sums.basis)
    }

    private func judgeCurves(_ groups: [SetGroup], _ gate: DisclosureGate) throws -> [Judged] {
        guard !groups.isEmpty else { return [] }
        let holders = try data.holders()
        return try groups.map { group in
            let (curve, basis) = try group.curve(from: data, holders)
            return judged(group, gate.judge(group.question, curve), basis)
        }
    }

    private func judged(_ group: SetGroup, _ verdict: Verdict, _ basis: InputBasis) -> Judged {
        Judged(
            judgement: ReleaseRegister.Judgement(
                policy: policy, question: group.question, revisions: basis.revisions,
                inputs: basis.fingerprint(of: group, under: policyText, isEstimating: isEstimating), verdict: verdict),
            revisions: basis.revisions)
    }
}
