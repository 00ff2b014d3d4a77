@testable import Disclosure

/// Everybody and each audience, with the oracle of what each of them may find out from the figures it sees and the
/// points it knows: one for energies, and one for the differences of editions.
///
/// That a group consumed nothing counts where a combination of figures tells it. Where figures of enough points come
/// to nothing, so did each of the points: of one figure that is the gate's to hold, which counts points with energy; of
/// differences nobody holds it (`GuardGapTests`).
struct Onlookers {
    private struct Onlooker {
        let audience: Audience
        let energies: Oracle
        let corrections: Oracle

        func sees(_ asked: RandomHistory.Asked) -> Bool {
            asked.audience == .everybody || asked.audience == audience
        }
    }

    private let onlookers: [Onlooker]

    init(_ history: RandomHistory) {
        let openly = history.known[.everybody] ?? 0
        onlookers = RandomHistory.audiences.map { audience in
            let holders = audience == .everybody ? history.holders.everybody : history.holders.restricted
            let known = openly | (history.known[audience] ?? 0)
            return Onlooker(
                audience: audience,
                energies: Oracle(
                    energies: history.energies, threshold: holders, known: known, countsNothing: false),
                corrections: Oracle(energies: history.energies, threshold: holders, known: known, isSigned: true))
        }
    }

    /// Who of those that see the last of the figures finds a group of too few out with all that they see.
    func find(_ figures: [RandomHistory.Asked]) -> Audience? {
        guard let last = figures.last else { return nil }
        return onlookers.first { onlooker in
            guard onlooker.sees(last) else { return false }
            let seen = figures.filter { onlooker.sees($0) && $0.isCorrection == last.isCorrection }.map(\.figure)
            return (last.isCorrection ? onlooker.corrections : onlooker.energies).givesAway(seen)
        }?.audience
    }
}
