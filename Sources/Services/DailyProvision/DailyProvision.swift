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
    }

    private func judge(_ groups: [SetGroup], _ day: CivilDay) throws -> [Judged] {
        let gate = DisclosureGate(policy: policy, dominance: try data.dominanceRule(), today: CivilDay(containing: now))
        let ofDay = groups.filter { $0.set.figureStep == .day }
        let ofMonth = groups.filter { $0.set.figureStep == .month && day == day.lastOfMonth }
        let dayBook = try EnergyBook(
            data, channels: Set(ofDay.flatMap(\.channels)), days: day...day, isEstimating: isEstimating)
        let monthBook =
            ofMonth.isEmpty
            ? nil
            : try EnergyBook(
                data, channels: Set(ofMonth.flatMap(\.channels)), days: day.firstOfMonth...day,
                isEstimating: isEstimating)
        return try groups.compactMap { group in
            switch group.set.figureStep {
            case .day: try judge(group, gate, dayBook)
            case .month: try monthBook.flatMap { try judge(group, gate, $0) }
            case .tenMinutes, .halfHour, .hour: try judgeCurve(group, gate, dayBook.holders)
            }
        }
    }

    private func judge(_ group: SetGroup, _ gate: DisclosureGate, _ book: EnergyBook) throws -> Judged {
        let (energies, basis) = try group.energies(from: book)
        return judged(group, gate.judge(group.question, energies), basis)
    }

    private func judgeCurve(_ group: SetGroup, _ gate: DisclosureGate, _ holders: Holders) throws -> Judged {
        let (curve, basis) = try group.curve(from: data, holders)
        return judged(group, gate.judge(group.question, curve), basis)
    }

    private func judged(_ group: SetGroup, _ verdict: Verdict, _ basis: InputBasis) -> Judged {
        Judged(
            judgement: ReleaseRegister.Judgement(
                policy: policy, question: group.question, revisions: basis.revisions,
                inputs: basis.fingerprint(of: group, under: policyText, isEstimating: isEstimating), verdict: verdict),
            revisions: basis.revisions)
    }
}
