import Disclosure
import Metering

/// Questions, energies and verdicts as the tests of the gate write them.
enum Asking {
    static let day = CivilDay(daysSinceEpoch: 20_700)

    static func question(
        _ usage: Visibility = .restricted, direction: Direction = .extraction, kind: String = "cluster",
        step: FigureStep = .day, days: Int = 1, expected: Int = 200, consent: Membership.Consent? = nil
    ) -> FigureRequest {
        FigureRequest(
            set: PointSet(id: "s", kind: kind, useCase: "4b", visibility: usage, figureStep: step),
            carrier: .electricity,
            direction: direction, period: day...day.advanced(by: days - 1), expectedPoints: expected, consent: consent)
    }

    /// One member for each total; `holders` gives the first of them their holders.
    static func energies(_ totals: [Int64], holders: [Holder] = []) -> Undisclosed<SetEnergies> {
        Undisclosed(
            SetEnergies(
                members: totals.enumerated().map { index, total in
                    SetEnergies.Member(
                        number: UInt32(index), total: total, quality: .measured,
                        holder: index < holders.count ? holders[index] : .itself)
                }, names: Dictionary(uniqueKeysWithValues: totals.indices.map { (UInt32($0), PointID("p\($0)")) })))
    }

    static func release(_ verdict: Verdict) -> Release? {
        if case .released(let release) = verdict { return release }
        return nil
    }

    static func suppression(_ verdict: Verdict) -> Suppression? {
        if case .suppressed(let suppression) = verdict { return suppression }
        return nil
    }

    static func gate(_ policy: String = PolicyLibrary.defaultID, dominance: Int = 10, today: CivilDay? = nil) throws
        -> DisclosureGate
    {
        DisclosureGate(
            policy: try PolicyLibrary().policy(policy), dominance: DominanceRule(percent: dominance), today: today)
    }
}

extension DisclosureGuard {
    /// Its answer about a figure of points that all consume the same.
    func answer(alike release: GuardedRelease) -> Answer { answer(to: release) { _, _ in 9_000 } }
}
