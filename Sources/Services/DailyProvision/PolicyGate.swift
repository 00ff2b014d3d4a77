import Disclosure
import Metering
import Store

/// What a policy alone makes of figures, and how they left before: it may be asked on all cores at once.
struct PolicyGate: Sendable {
    private let data: DataDirectory
    private let policy: Policy
    /// Of the whole policy in words, part of every figure's basis.
    private let policyFingerprint: String
    private let isEstimating: Bool
    private let gate: DisclosureGate

    /// A figure as the policy has it, and how it left before.
    struct Asked: Sendable {
        let judged: Judged
        let last: ReleaseRegister.Last?
    }

    init(_ data: DataDirectory, _ policy: Policy, now: Instant, isEstimating: Bool) throws {
        self.data = data
        self.policy = policy
        policyFingerprint = Fingerprint.of(Array(String(describing: policy).utf8))
        self.isEstimating = isEstimating
        gate = DisclosureGate(policy: policy, dominance: try data.dominanceRule(), today: CivilDay(containing: now))
    }

    func asked(_ sums: GroupEnergies) throws -> Asked {
        let judged = try judged(sums)
        return Asked(judged: judged, last: try lastRelease(of: judged))
    }

    func judged(_ sums: GroupEnergies) throws -> Judged {
        let group = sums.group
        let energies = sums.undisclosed(names: try group.names(data))
        return judged(group, gate.judge(group.question, energies), sums.basis, isCountable: energies.isCountable)
    }

    func judged(_ group: SetGroup, _ curve: Undisclosed<SetCurve>, _ basis: InputBasis) -> Judged {
        judged(group, gate.judge(group.question, curve), basis, isCountable: true)
    }

    private func judged(_ group: SetGroup, _ verdict: Verdict, _ basis: InputBasis, isCountable: Bool) -> Judged {
        Judged(
            group,
            ReleaseRegister.Judgement(
                policy: policy, question: group.question, revisions: basis.revisions,
                inputs: basis.fingerprint(of: group, under: policyFingerprint, isEstimating: isEstimating),
                verdict: verdict), isCountable: isCountable)
    }

    /// Whether the guard has to be asked: of what leaves without consent.
    func isGuarded(_ judged: Judged) -> Bool {
        if case .released(let release) = judged.judgement.verdict { !policy.isAgreed(release) } else { false }
    }

    /// How a figure left before that the guard has to be asked about.
    func lastRelease(of judged: Judged) throws -> ReleaseRegister.Last? {
        guard isGuarded(judged) else { return nil }
        return try data.releases.lastRelease(of: judged.group.question, under: policy)
    }

    func withheld(_ question: FigureRequest, isCurve: Bool) -> Verdict { gate.withheld(question, isCurve: isCurve) }
}
