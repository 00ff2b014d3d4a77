import Disclosure
import Metering
import Store

/// What a policy alone makes of figures, and how they left before: it may be asked on all cores at once.
struct PolicyGate: Sendable {
    private let office: ReleaseOffice
    private let policy: Policy
    /// Of the whole policy in words, part of every figure's basis.
    private let policyFingerprint: String
    private let gate: DisclosureGate

    /// A figure as the policy has it, and how it left before.
    struct Asked: Sendable {
        let judged: GatedFigure
        /// What it is made of, where it left before.
        let sums: ScopeEnergies?
        let last: LastRelease?
    }

    init(_ office: ReleaseOffice, _ policy: Policy, now: Instant) throws {
        self.office = office
        self.policy = policy
        policyFingerprint = Fingerprint.of(Array(policy.frozenText.utf8))
        gate = DisclosureGate(
            policy: policy, dominance: try office.documents.dominanceRule(), today: CivilDay(containing: now))
    }

    /// `last`: how the figure left before.
    func asked(_ sums: ScopeEnergies, _ last: LastRelease?, isEstimating: Bool) throws -> Asked {
        Asked(judged: try judged(sums, isEstimating: isEstimating), sums: last == nil ? nil : sums, last: last)
    }

    func judged(_ sums: ScopeEnergies, isEstimating: Bool) throws -> GatedFigure {
        let scope = sums.scope
        let energies = sums.undisclosed(names: try scope.names(office))
        return judged(
            scope, gate.judge(scope.request, energies), sums.basis, isEstimating, isCountable: energies.isCountable)
    }

    func judged(
        _ scope: FigureScope, _ curve: Undisclosed<SetCurve>, _ basis: InputBasis, isEstimating: Bool
    ) -> GatedFigure {
        judged(scope, gate.judge(scope.request, curve), basis, isEstimating, isCountable: true)
    }

    private func judged(
        _ scope: FigureScope, _ verdict: Verdict, _ basis: InputBasis, _ isEstimating: Bool, isCountable: Bool
    ) -> GatedFigure {
        GatedFigure(
            scope,
            FigureRecord(
                policy: policy, request: scope.request, revisions: basis.revisions,
                inputs: basis.fingerprint(of: scope, under: policyFingerprint, isEstimating: isEstimating),
                verdict: verdict), isCountable: isCountable)
    }

    /// Whether amounts by which members changed may leave like a figure of them.
    func lets(_ amounts: Undisclosed<SetEnergies>, of request: FigureRequest) -> Bool {
        gate.lets(amounts, of: request)
    }

    /// Whether the guard has to be asked: of what leaves without consent.
    func isGuarded(_ judged: GatedFigure) -> Bool {
        if case .released(let release) = judged.record.verdict { !policy.isAgreed(release) } else { false }
    }

    /// How a figure left before, whether it would leave now or not.
    func lastRelease(of scope: FigureScope) throws -> LastRelease? {
        try office.releases.lastRelease(of: scope.request, under: policy)
    }

    func withheld(_ request: FigureRequest, isCurve: Bool) -> Verdict { gate.withheld(request, isCurve: isCurve) }
}
