package import Disclosure
package import Metering
import Store

/// A sum of a large territory with noise: of which set, over which day (of a set with monthly figures, its month), with
/// which noise, at which price in thousandths of ε.
package struct NoisyRequest: Sendable {
    package let set: String
    package let kind: EnergyKind
    package let day: CivilDay
    package let mechanism: NoiseMechanism
    package let cost: Int
    package let policy: Policy

    package init(
        _ set: String, _ kind: EnergyKind, on day: CivilDay, _ mechanism: NoiseMechanism, cost: Int,
        under policy: Policy
    ) {
        self.set = set
        self.kind = kind
        self.day = day
        self.mechanism = mechanism
        self.cost = cost
        self.policy = policy
    }
}

/// A sum with noise, as it was recorded and charged.
package struct RecordedNoisySum: Sendable {
    package let period: ClosedRange<CivilDay>
    package let edition: Int
    package let sum: NoisySum
}

/// Why no sum is made.
package enum NoisyRefusal: Error, Hashable, CustomStringConvertible {
    case unknownSet(String)
    case noMembers(String, EnergyKind, CivilDay)

    package var description: String {
        switch self {
        case .unknownSet(let set): "there is no set '\(set)': `maille sets list` names them"
        case .noMembers(let set, let kind, let day):
            "\(set) has no members with \(kind.carrier.rawValue) \(kind.direction.rawValue) on \(day)"
        }
    }
}

extension ReleaseOffice {
    /// Costs the members and their energies: the sum of a set, recorded, and charged to each member, before it is
    /// answered.
    ///
    /// The noise is keyed by the request and its inputs: asked again it is the same answer and costs nothing; after a
    /// correction it is a new request, with other noise and at its price, since the difference of two answers with the
    /// same noise would be the correction itself. Throws `StoreError.budgetSpent`, and then answers nothing.
    package func publish(_ request: NoisyRequest, now: Instant) throws -> RecordedNoisySum {
        let policy = request.policy
        let gate = try NoiseGate(policy: policy)
        return try releases.exclusively {
            let known = ledger.known()
            let scope = try scope(of: request, known)
            let period = scope.request.period
            try policy.checkDelay("\(request.day)", endingOn: period.upperBound, now: now)
            try checkCharged(period)
            try gate.admit(scope.request, cost: request.cost)
            let sums = try EnergyCache(self, isEstimating: false, known)
                .sums(of: [scope], over: period, catalogue.holders(known), [.now])[0]
            let terms = "\(policy.frozenText)|\(request.mechanism.rawValue)|\(request.cost)"
            let inputs = sums.basis.fingerprint(of: scope, under: terms, isEstimating: false)
            let sum = try gate.release(
                scope.request, sums.undisclosed(names: [:]), request.mechanism, cost: request.cost,
                bits: try keys.noise(for: inputs))
            let edition = try releases.record(
                NoisyRecord(
                    policy: policy, request: scope.request, members: try scope.points(self),
                    revisions: sums.basis.revisions, inputs: inputs, sum: sum),
                costPerYear: gate.rule.costPerYear, now: now)
            return RecordedNoisySum(period: period, edition: edition, sum: sum)
        }
    }

    private func scope(of request: NoisyRequest, _ known: Known) throws -> FigureScope {
        guard let set = try catalogue.sets(known).first(where: { $0.id == request.set }) else {
            throw NoisyRefusal.unknownSet(request.set)
        }
        let scopes = try FigureScope.scopes(
            of: [set], on: request.day, without: SubMeterExclusion(catalogue, known),
            SecretPointExclusion(catalogue, known), self, known)
        guard let scope = scopes.first(where: { $0.kind == request.kind }) else {
            throw NoisyRefusal.noMembers(request.set, request.kind, request.day)
        }
        return scope
    }
}
