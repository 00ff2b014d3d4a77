package import Disclosure
package import Metering
package import Store

/// Ad-hoc sums of large territories under differential privacy, recorded and charged before they are answered.
package struct NoisyStatistic {
    private let data: DataDirectory
    private let policy: Policy
    private let now: Instant

    package enum Refusal: Error, CustomStringConvertible {
        case unknownSet(String)
        case noMembers(String, Carrier, Direction, CivilDay)
        case notReady(CivilDay, readyOn: CivilDay)

        package var description: String {
            switch self {
            case .unknownSet(let set): "there is no set '\(set)': `maille sets list` names them"
            case .noMembers(let set, let carrier, let direction, let day):
                "\(set) has no members with \(carrier.rawValue) \(direction.rawValue) on \(day)"
            case .notReady(let day, let readyOn): "\(day) is not ready: its figures may leave from \(readyOn) on"
            }
        }
    }

    /// A sum with noise, as it was recorded.
    package struct Answer: Sendable, Encodable {
        package let set: String
        package let carrier: Carrier
        package let direction: Direction
        package let firstDay: CivilDay
        package let lastDay: CivilDay
        package let policy: String
        package let edition: Int
        package let release: NoisySum
    }

    package init(_ data: DataDirectory, policy: Policy, now: Instant) {
        self.data = data
        self.policy = policy
        self.now = now
    }

    /// The sum of a set over a day, or over the month of a day for a set with monthly figures.
    ///
    /// The noise is keyed by the question and its inputs: asked again it is the same answer and costs nothing;
    /// after a correction it is a new question, with other noise and at its price, since the difference of two
    /// answers with the same noise would be the correction itself.
    package func sum(
        of set: String, _ carrier: Carrier, _ direction: Direction, on day: CivilDay, _ mechanism: NoiseMechanism,
        cost: Int
    ) throws -> Answer {
        let gate = try NoiseGate(policy: policy)
        let known = data.ledger.known()
        let group = try group(of: set, carrier, direction, on: day, known)
        let readyOn = policy.publicationDay(of: group.question.period.upperBound)
        guard CivilDay(containing: now) >= readyOn else { throw Refusal.notReady(day, readyOn: readyOn) }
        try gate.admit(group.question, cost: cost)
        let sums = try EnergyDays(data, isEstimating: false, known)
            .sums(of: [group], over: group.question.period, data.holders(known))[0]
        let inputs = sums.basis.fingerprint(
            of: group, under: "\(policy)|\(mechanism.rawValue)|\(cost)", isEstimating: false)
        let sum = try gate.release(
            group.question, sums.undisclosed(names: [:]), mechanism, cost: cost, bits: try data.keys.noise(for: inputs))
        let edition = try data.releases.record(
            ReleaseRegister.NoisyJudgement(
                policy: policy, question: group.question, members: try group.points(data),
                revisions: sums.basis.revisions, inputs: inputs, sum: sum),
            costPerYear: gate.rule.costPerYear, now: now)
        return Answer(
            set: set, carrier: carrier, direction: direction, firstDay: group.question.period.lowerBound,
            lastDay: group.question.period.upperBound, policy: policy.id, edition: edition, release: sum)
    }

    private func group(
        of id: String, _ carrier: Carrier, _ direction: Direction, on day: CivilDay, _ known: Known
    ) throws -> SetGroup {
        guard let set = try data.registry.sets(known).first(where: { $0.id == id }) else {
            throw Refusal.unknownSet(id)
        }
        let groups = try SetGroup.groups(of: [set], on: day, data, known)
        guard let group = groups.first(where: { ($0.question.carrier, $0.question.direction) == (carrier, direction) })
        else { throw Refusal.noMembers(id, carrier, direction, day) }
        return group
    }
}
