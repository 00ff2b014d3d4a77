import Foundation
import Metering

/// The door for sums under differential privacy: points are cut to a bound, added, and noise is laid over the sum.
///
/// Whole numbers throughout; the noise comes from `bits`, which the caller keys by the question, so that asking
/// again gives the same answer and no average.
package struct NoiseGate: Sendable {
    package let rule: Policy.NoiseRule

    package init(policy: Policy) throws(NoiseRefusal) {
        guard let noise = policy.noise else { throw .noNoise(policy: policy.id) }
        rule = noise
    }

    /// Whether the question may be asked at this cost; it is decided without the data. No rule speaks of gross production.
    package func admit(_ question: Question, cost: Int) throws(NoiseRefusal) {
        guard question.direction.passesConnection else { throw .notForProduction }
        guard rule.setKinds.contains(question.set.kind), question.expectedPoints >= rule.minimumPoints else {
            throw .notForSet(because: rule.because)
        }
        guard 1...rule.costPerRelease ~= cost else { throw .cost(cost, most: rule.costPerRelease) }
    }

    package func release(
        _ question: Question, _ energies: Undisclosed<SetEnergies>, _ mechanism: NoiseMechanism, cost: Int,
        bits: some RandomNumberGenerator
    ) throws(NoiseRefusal) -> NoisySum {
        try admit(question, cost: cost)
        let (clip, isBeyond) = rule.clipPerDay.multipliedReportingOverflow(by: Int64(question.period.count))
        guard !isBeyond else { throw .tooWide }
        var noise = DiscreteNoise(bits)
        let (drawn, deviation): (Int64, Double)
        switch mechanism {
        case .laplace:
            guard clip <= DiscreteNoise<SystemRandomNumberGenerator>.scaleLimit / 1_000 else { throw .tooWide }
            drawn = noise.laplace(scale: clip * 1_000, rate: Int64(cost))
            deviation = 2.0.squareRoot() * Double(clip) * 1_000 / Double(cost)
        case .gaussian:
            let variance = try rule.gaussianVariance(clip: clip, cost: cost)
            drawn = noise.gaussian(variance: variance)
            deviation = Double(variance).squareRoot()
        }
        // With a cut that the noise can cover, the sum of all points there may be fits into 64 bits.
        let sum = energies.value.reporting.reduce(Int64(0)) { $0 + min(max($1.total, 0), clip) }
        return NoisySum(
            rule: rule.id, mechanism: mechanism, cost: cost, clip: clip,
            standardDeviation: Int64(deviation.rounded()), sum: sum + drawn)
    }
}

extension Policy.NoiseRule {
    /// The variance that keeps ε but for one chance in `gaussianOdds`: Gaussian noise is ρ-concentrated with
    /// ρ = clip² / 2σ², and that gives ε = ρ + 2 √(ρ ln odds) (Bun and Steinke 2016, propositions 1.6 and 1.3).
    /// Rounded up beyond what the arithmetic can be wrong by.
    fileprivate func gaussianVariance(clip: Int64, cost: Int) throws(NoiseRefusal) -> Int64 {
        let (epsilon, odds) = (Double(cost) / 1_000, log(Double(gaussianOdds)))
        let root = (odds + epsilon).squareRoot() - odds.squareRoot()
        let variance = Double(clip) * Double(clip) / (2 * root * root) * (1 + 1e-9) + 1
        guard variance <= Double(DiscreteNoise<SystemRandomNumberGenerator>.varianceLimit) else { throw .tooWide }
        return Int64(variance)
    }
}
