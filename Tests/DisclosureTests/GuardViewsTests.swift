import Metering
import TestKit
import Testing

@testable import Disclosure

/// Audiences share what everybody sees; here each has a view of its own with all figures that it sees, as if these were
/// public and nobody else's.
@Suite("The differencing guard, against a view for each audience")
struct GuardViewsTests {
    @Test func `answers as a view of all figures that each audience sees would`() {
        var (left, held, other): (Int, Int, [[Int]]) = (0, 0, [])
        for seed in 0..<UInt64(600) {
            let history = RandomHistory(seed: seed, points: 5...12, days: 1...3, asked: 6...12)
            var random = SeededGenerator(seed: ~seed)
            var released: [RandomHistory.Asked] = []
            for (place, asked) in history.asked.enumerated() where asked.hasEnergies {
                let answer = history.answer(history.restarted(released, &random), asked)
                let isHeld = isHeld(asked, history, after: released)
                if answer.isHeld != isHeld { other.append([Int(seed), place]) }
                if answer.isHeld { held += 1 } else { left += 1 }
                if !answer.isHeld { released.append(asked) }
            }
        }
        #expect(other == [])
        #expect(left > 600 && held > 600)
    }

    private func isHeld(_ asked: RandomHistory.Asked, _ history: RandomHistory, after left: [RandomHistory.Asked])
        -> Bool
    {
        let seeing = asked.audience == .everybody ? RandomHistory.audiences : [asked.audience]
        return seeing.contains { audience in
            let isThere =
                audience == .everybody || asked.audience == audience || history.known[audience] != nil
                || left.contains { $0.audience == audience && $0.isCorrection == asked.isCorrection }
            guard isThere else { return false }
            var view = view(of: audience, history, asked.isCorrection)
            for figure in left where figure.isCorrection == asked.isCorrection {
                if [.everybody, audience].contains(figure.audience) { view.record(history.release(figure)) }
            }
            let parts = Candidate.parts(of: history.release(asked)) { history.energy($0, $1) }
            return firstRefusal(parts) { view.refusal(of: $0) } != nil
        }
    }

    private func view(of audience: Audience, _ history: RandomHistory, _ isSigned: Bool) -> PublicView {
        let known = (history.known[.everybody] ?? 0) | (history.known[audience] ?? 0)
        let holders = audience == .everybody ? history.holders.everybody : history.holders.restricted
        return PublicView(
            Population(points: history.points), Protection(holders: holders), known: history.panel(known),
            isSigned: isSigned)
    }
}
