import Foundation
import Metering

/// The gate for sums under differential privacy: each point's energy is cut to a bound, and noise is added to their
/// sum.
///
/// In whole numbers. The caller keys the random bits by the request and its inputs, so that the same request has the
/// same noise, and repeating it averages nothing out.
package struct NoiseGate: Sendable {
    package let rule: Policy.NoiseRule

    package init(policy: Policy) throws(NoiseRefusal) {
        guard let noise = policy.noise else { throw .noNoise(policy: policy.id) }
        rule = noise
    }

    /// Throws where the request may not be made at this cost. Decided without the data. No rule speaks of gross
    /// production.
    package func admit(_ request: FigureRequest, cost: Int) throws(NoiseRefusal) {
        guard request.direction.passesConnection else { throw .notForProduction }
        guard rule.setKinds.contains(request.set.kind), request.expectedPoints >= rule.minimumPoints else {
            throw .notForSet(because: rule.because)
        }
        guard 1...rule.costPerRelease ~= cost else { throw .cost(cost, most: rule.costPerRelease) }
    }

    /// The sum with noise. Throws where the request may not be made, and where the noise is too wide for 64 bits.
    package func release(
        _ request: FigureRequest, _ energies: Undisclosed<SetEnergies>, _ mechanism: NoiseMechanism, cost: Int,
        bits: some RandomNumberGenerator
    ) throws(NoiseRefusal) -> NoisySum {
        try admit(request, cost: cost)
        let (clip, isBeyond) = rule.clipPerDay.multipliedReportingOverflow(by: Int64(request.period.count))
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
        // A clip that passed the limits of the noise leaves every sum of clipped energies within 64 bits.
        let sum = energies.value.reporting.reduce(Int64(0)) { $0 + min(max($1.total, 0), clip) }
        return NoisySum(
            rule: rule.id, mechanism: mechanism, cost: cost, clip: clip,
            standardDeviation: Int64(deviation.rounded()), sum: sum + drawn)
    }
}

extension Policy.NoiseRule {
    /// The variance that gives ε except with a probability of one in `gaussianOdds`: Gaussian noise is ρ-concentrated
    /// with ρ = clip² / 2σ², which gives ε = ρ + 2 √(ρ ln odds) (Bun and Steinke 2016, propositions 1.6 and 1.3).
    /// Rounded up by more than the error of the floating-point arithmetic.
    fileprivate func gaussianVariance(clip: Int64, cost: Int) throws(NoiseRefusal) -> Int64 {
        let (epsilon, odds) = (Double(cost) / 1_000, log(Double(gaussianOdds)))
        let root = (odds + epsilon).squareRoot() - odds.squareRoot()
        let variance = Double(clip) * Double(clip) / (2 * root * root) * (1 + 1e-9) + 1
        guard variance <= Double(DiscreteNoise<SystemRandomNumberGenerator>.varianceLimit) else { throw .tooWide }
        return Int64(variance)
    }
}
