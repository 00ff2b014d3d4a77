import Disclosure
import Foundation
import Metering

/// How long the gate takes to refuse, whatever the reason: sets of 100 points of which none, 3 or 10 have energy, or
/// one dominates.
enum Refusals {
    private static let members = 100
    private static let turns = 20_001

    static func print() throws {
        let gate = DisclosureGate(policy: try PolicyLibrary().policy(PolicyLibrary.defaultID))
        let day = GuardBenchmark.firstDay
        let question = FigureRequest(
            set: PointSet(id: "set", kind: "building", useCase: "2a", visibility: .restricted), carrier: .electricity,
            direction: .extraction, period: day...day, expectedPoints: members, consent: nil)
        let cases: [(String, (UInt32) -> Int64)] = [
            ("none", { _ in 0 }), ("3 points", { $0 < 3 ? 9_000 : 0 }), ("10 points", { $0 < 10 ? 9_000 : 0 }),
            ("one dominates", { $0 == 0 ? 9_000_000 : 10 }),
        ]
        let figures = cases.map { name, energy in
            (
                name,
                Undisclosed(
                    SetEnergies(
                        members: (0..<UInt32(members)).map {
                            SetEnergies.Member(number: $0, total: energy($0), quality: .measured)
                        }))
            )
        }
        var times = figures.map { _ in [Double]() }
        for _ in 0..<turns {
            for (place, figure) in figures.enumerated() {
                let start = ContinuousClock.now
                guard case .suppressed = gate.judge(question, figure.1) else { preconditionFailure("it left") }
                times[place].append((ContinuousClock.now - start) / .nanoseconds(1))
            }
        }
        let medians = times.map { $0.sorted()[turns / 2] }
        for (figure, median) in zip(figures, medians) { Swift.print("refused, \(figure.0): \(median.short) ns") }
        let spread = ((medians.max() ?? 0) / (medians.min() ?? 1) - 1) * 100
        Swift.print("largest difference of medians: \(spread.short) %")
    }
}
