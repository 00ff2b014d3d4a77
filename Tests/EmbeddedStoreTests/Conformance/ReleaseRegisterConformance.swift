import Disclosure
import Metering
import Store
import TestKit
import Testing

/// What every register of releases has to do, whatever keeps it.
@Suite("A register of releases")
enum ReleaseRegisterConformance {
    static let day = CivilDay(daysSinceEpoch: 20_700)
    static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    static let electricity = EnergyKind(carrier: .electricity, direction: .extraction)

    static func policy(_ id: String = PolicyLibrary.defaultID) throws -> Policy { try PolicyLibrary().policy(id) }

    static func request(
        _ set: String = "s", over period: ClosedRange<CivilDay> = day...day, _ usage: Visibility = .restricted
    ) -> FigureRequest {
        FigureRequest(
            set: PointSet(id: set, kind: "cluster", useCase: "4b", visibility: usage), carrier: .electricity,
            direction: .extraction, period: period, expectedPoints: 20, consent: nil)
    }

    /// A figure that leaves, or one that is held.
    static func figure(
        _ request: FigureRequest = request(), inputs: String = "i", isHeld: Bool = false,
        revisions: Set<Revision> = [Revision(3), Revision(1)]
    ) throws -> FigureRecord {
        let members = (0..<(isHeld ? 2 : 20) as Range<UInt32>).map {
            SetEnergies.Member(number: $0, total: 900, quality: .measured)
        }
        let verdict = DisclosureGate(policy: try policy()).judge(request, Undisclosed(SetEnergies(members: members)))
        return FigureRecord(
            policy: try policy(), request: request, revisions: revisions, inputs: inputs, verdict: verdict)
    }

    static func noisy(
        _ request: FigureRequest = request("s", over: day...day, .public), of members: [String] = ["a", "b"],
        cost: Int = 10, inputs: String = "i"
    ) throws -> NoisyRecord {
        NoisyRecord(
            policy: try policy(), request: request, members: Set(members.map { PointID($0) }), revisions: [Revision(1)],
            inputs: inputs, sum: try noisySum(cost: cost))
    }

    /// A sum of a commune, with the same noise each time.
    private static func noisySum(cost: Int) throws -> NoisySum {
        let commune = FigureRequest(
            set: PointSet(id: "c", kind: "commune", useCase: "s", visibility: .public), carrier: .electricity,
            direction: .extraction, period: day...day, expectedPoints: 1_000, consent: nil)
        return try NoiseGate(policy: policy("noise-2026")).release(
            commune, Undisclosed(SetEnergies(members: [])), .laplace, cost: cost, bits: SeededGenerator(seed: 1))
    }

    static func guarded(
        _ points: Range<UInt32>, _ period: ClosedRange<CivilDay>, audience: UInt32 = 0, unit: Int64 = 1_000
    ) -> GuardedRelease {
        GuardedRelease(
            kind: electricity, panel: Panel(points), period: period, audience: Audience(id: audience), unit: unit)
    }
}
