import Analytics
package import Disclosure
package import Metering
package import Store

/// The daily data provision service: for a measured day, what each set may receive, judged, recorded and written.
package struct DailyProvision: Sendable {
    private let data: DataDirectory
    private let policy: Policy
    /// Of the whole policy in words, part of every figure's basis.
    private let policyFingerprint: String
    private let now: Instant
    private let isEstimating: Bool
    private let circumstances: Circumstances

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
    package init(
        _ data: DataDirectory, policy: Policy, now: Instant, isEstimating: Bool = false,
        _ circumstances: Circumstances = Circumstances()
    ) {
        self.data = data
        self.policy = policy
        policyFingerprint = Fingerprint.of(Array(String(describing: policy).utf8))
        self.now = now
        self.isEstimating = isEstimating
        self.circumstances = circumstances
    }

    /// Judges every set (of one usage, or of all) for the day and records the verdicts.
    ///
    /// Sets with monthly figures take part on the last day of the month, those with annual ones on that of the year.
    package func publish(_ day: CivilDay, usage: Usage? = nil) throws -> Publication {
        let readyOn = policy.publicationDay(of: day)
        guard CivilDay(containing: now) >= readyOn else { throw Refusal.notReady(day, readyOn: readyOn) }
        guard policy.isInForce(on: day) else { throw Refusal.notInForce(policy: policy.id, day) }
        let sets = try data.registry.sets().filter { usage == nil || $0.usage == usage }
        guard !sets.isEmpty else { throw Refusal.noSets }
        // Taken before the figures: what comes meanwhile counts as later.
        let horizon = try data.ledger.horizon()
        return try Publication(
            day: day, usage: usage, policy: policy, figures: figures(of: sets, on: day), isEstimating: isEstimating,
            data: data, horizon: horizon, now: now)
    }

    /// Judges sets for a day and records the verdicts; of the questions about them, those that are asked.
    func figures(
        of sets: [PointSet], on day: CivilDay, asking isAsked: (Question) -> Bool = { _ in true }
    ) throws -> [Figure] {
        let holders = try data.holders()
        let guarding = try PublicationGuard(data, policy, holders)
        let all = try data.registry.sets()
        let standing = try Standing(circumstances, under: policy, all, on: day, holders, data)
        let wanted = Set(sets.map(\.id))
        let own = try SetGroup.groups(of: sets, on: day, data)
        // What some agreed to share is known of them, whether it is asked for now or not.
        let others = try SetGroup.groups(of: all.filter { !wanted.contains($0.id) }, on: day, data)
        let agreed = (own + others).filter { $0.question.consent != nil }
        let groups = try guarding.frozen(own.filter { isAsked($0.question) }, on: day).map { $0.standing(standing) }
        try guarding.prepare(groups, besides: agreed, on: day)
        let judged = try judge(groups, day, holders, guarding)
        let editions = try data.releases.record(
            judged.map(\.judgement), guarded: guarding.left, panels: guarding.panels, now: now)
        return zip(judged, editions).map { Figure($0, edition: $1) }
    }

    /// Judges all groups, the largest first: who asks first of the guard is answered.
    private func judge(
        _ groups: [SetGroup], _ day: CivilDay, _ holders: Holders, _ guarding: PublicationGuard
    ) throws -> [Judged] {
        let gate = DisclosureGate(policy: policy, dominance: try data.dominanceRule(), today: CivilDay(containing: now))
        let (first, last) = (try data.releases.firstHorizon(of: day), try data.ledger.horizon())
        let door = Door(
            gate: gate, guarding: guarding, holders: holders, days: EnergyDays(data, isEstimating: isEstimating),
            horizon: first == last ? nil : first)
        let groups = groups.sorted { $0.precedence < $1.precedence }
        let ofCurve = groups.filter { $0.set.figureStep.curveStep != nil }
        let judged =
            try [FigureStep.day, .month, .year].flatMap { step in
                try judge(groups.filter { $0.set.figureStep == step && $0.ends(on: day) }, door)
            } + ofCurve.map { try judgeCurve($0, door) }
        let offered = try LawfulAlternatives(judged).offered(on: day, besides: guarding) { try judge([$0], door)[0] }
        return offered.sorted { $0.stands(before: $1) }
    }

    /// What a figure passes on its way out.
    private struct Door {
        let gate: DisclosureGate
        let guarding: PublicationGuard
        let holders: Holders
        let days: EnergyDays
        /// The last import that was known when the day's first figures left, if others came since.
        let horizon: Revision?
    }

    /// Judges groups over the same days: by the policy on all cores, by the guard one after the other.
    ///
    /// Of one day, a group's energies are added up and forgotten; of several days, the sums of all members are in memory
    /// besides the energies of a day.
    private func judge(_ groups: [SetGroup], _ door: Door) throws -> [Judged] {
        guard let days = groups.first?.question.period else { return [] }
        let (gate, holders) = (door.gate, door.holders)
        guard days.lowerBound == days.upperBound else {
            return try door.days.sums(of: groups, over: days, holders).map { sums in
                let judged = try judged(sums, gate)
                return try guarded(judged, after: lastRelease(of: judged), door) { _, _ in nil }
            }
        }
        let energies = try door.days.energies(on: days.lowerBound)
        return try groups.concurrentMap { group in
            var sums = GroupEnergies(group, holders)
            try sums.add(energies)
            let judged = try judged(sums, gate)
            return (judged, try lastRelease(of: judged))
        }.map { judged, last in
            // What cannot be read stops the publication: to the guard it would be an energy that nobody knows.
            var failure: (any Error)?
            let answer = try guarded(judged, after: last, door) { point, period in
                do {
                    return period == days ? try energies.entry(of: point)?.total : nil
                } catch {
                    failure = error
                    return nil
                }
            }
            if let failure { throw failure }
            return answer
        }
    }

    private func judged(_ sums: GroupEnergies, _ gate: DisclosureGate) throws -> Judged {
        let group = sums.group
        let verdict = gate.judge(group.question, sums.undisclosed(names: try group.names(data)))
        return judged(group, verdict, sums.basis)
    }

    private func isGuarded(_ judged: Judged) -> Bool {
        if case .released(let release) = judged.judgement.verdict { !policy.isAgreed(release) } else { false }
    }

    /// How a figure left before that the guard has to be asked about.
    private func lastRelease(of judged: Judged) throws -> ReleaseRegister.Last? {
        guard isGuarded(judged) else { return nil }
        return try data.releases.lastRelease(of: judged.group.question, under: policy)
    }

    /// What the guard makes of a figure that the policy lets out without consent.
    private func guarded(
        _ judged: Judged, after last: ReleaseRegister.Last?, _ door: Door, _ energies: @escaping PointEnergies
    ) throws -> Judged {
        guard isGuarded(judged) else { return judged }
        if let earlier = try heldCorrection(of: judged, since: last, door) { return earlier }
        return admitted(judged, door, energies)
    }

    private func admitted(_ judged: Judged, _ door: Door, _ energies: @escaping PointEnergies) -> Judged {
        if door.guarding.admits(judged.group, energies) { return judged }
        return judged.with(door.gate.withheld(judged.group.question, isCurve: false))
    }

    /// The figure as it was known when it left, or when the day's first figures left, where what came since is of too few
    /// points to leave; else nil.
    private func heldCorrection(of judged: Judged, since last: ReleaseRegister.Last?, _ door: Door) throws -> Judged? {
        let (group, period) = (judged.group, judged.group.question.period)
        if let last, try last.inputs == judged.judgement.inputs || last.says(judged.judgement.verdict) { return nil }
        guard let horizon = last?.latest ?? firstHorizon(of: group, door) else { return nil }
        let then = try door.days.sums(of: [group], over: period, door.holders, upTo: horizon)[0]
        let changed = try door.days.sums(of: [group], over: period, door.holders)[0].changes(since: then)
        if changed.isEmpty, last == nil { return nil }
        let before = try self.judged(then, door.gate)
        // What cannot be made again as it was, from other members or estimates, does not leave at all.
        guard try last?.says(before.judgement.verdict) ?? true else {
            return judged.with(door.gate.withheld(group.question, isCurve: false))
        }
        if !changed.isEmpty, door.guarding.admits(group, changing: changed) { return nil }
        return last == nil && isGuarded(before) ? admitted(before, door) { _, _ in nil } : before
    }

    /// What a first figure has to be made of: a figure of the same points that left shows what came since.
    private func firstHorizon(of group: SetGroup, _ door: Door) -> Revision? {
        guard group.question.period.count == 1, let horizon = door.horizon, door.guarding.hasLeft(sharing: group) else {
            return nil
        }
        return horizon
    }

    private func judgeCurve(_ group: SetGroup, _ door: Door) throws -> Judged {
        let (curve, basis) = try group.curve(from: data, door.holders)
        let judged = judged(group, door.gate.judge(group.question, curve), basis)
        guard isGuarded(judged) else { return judged }
        // Of a curve that left, no correction leaves: whose it is shows in its shape.
        let isCorrected = try lastRelease(of: judged).map { try !$0.says(judged.judgement.verdict) } ?? false
        if !isCorrected, door.guarding.admits(group, { _, _ in nil }) { return judged }
        return judged.with(door.gate.withheld(group.question, isCurve: true))
    }

    private func judged(_ group: SetGroup, _ verdict: Verdict, _ basis: InputBasis) -> Judged {
        Judged(
            group,
            ReleaseRegister.Judgement(
                policy: policy, question: group.question, revisions: basis.revisions,
                inputs: basis.fingerprint(of: group, under: policyFingerprint, isEstimating: isEstimating),
                verdict: verdict))
    }
}

extension SetGroup {
    /// Whether the group's period is over with a day.
    fileprivate func ends(on day: CivilDay) -> Bool { question.period.upperBound == day }

    /// Public figures before restricted ones, large sets before small ones.
    fileprivate var precedence: (Int, Int, String) { (set.usage == .public ? 0 : 1, -channels.count, set.id) }
}
