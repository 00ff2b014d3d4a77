/// A sum with noise, which may leave: it hides whether any one point took part. Only `NoiseGate` makes one.
///
/// It does not tell how many points had data, which would be a figure without noise.
package struct NoisySum: Hashable, Sendable, Encodable {
    package let rule: String
    package let mechanism: NoiseMechanism
    /// Thousandths of ε that the release costs each member of the set.
    package let cost: Int
    /// The bound to which each point's energy over the period was cut before it was added.
    package let clip: Int64
    /// The standard deviation of the noise, rounded.
    package let standardDeviation: Int64
    /// In watt-hours, or litres for water. May be negative: cut at zero, its expected value would not be the sum.
    package let sum: Int64
}

/// The distribution of the noise.
package enum NoiseMechanism: String, CaseIterable, Hashable, Sendable, Codable {
    /// Gives ε always (Dwork et al. 2006, on whole numbers).
    case laplace
    /// Thinner tails; gives ε except with the policy's odds (concentrated differential privacy, Bun and Steinke 2016).
    case gaussian
}

/// The reason why a sum with noise was not made. It depends on the set's members and on the request, never on data.
package enum NoiseRefusal: Error, Hashable, CustomStringConvertible {
    case noNoise(policy: String)
    case notForSet(because: String)
    /// No rule for sums with noise speaks of gross production.
    case notForProduction
    case cost(Int, most: Int)
    case tooWide

    package var description: String {
        switch self {
        case .noNoise(let policy): "policy \(policy) has no sums with noise"
        case .notForSet(let because): because
        case .notForProduction: "no sum with noise is for gross production; ask for extraction or injection"
        case .cost(let cost, let most):
            "a release costs from 1 to \(most) thousandths of epsilon, not \(cost): ask for another --epsilon"
        case .tooWide: "so little epsilon asks for more noise than the sum can hold: ask for a larger --epsilon"
        }
    }
}
