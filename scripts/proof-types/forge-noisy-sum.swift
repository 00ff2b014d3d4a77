// expected: 'NoisySum' initializer is inaccessible due to 'internal' protection level
import Disclosure

func forge() -> NoisySum {
    NoisySum(rule: "r", mechanism: .laplace, cost: 1, clip: 1, standardDeviation: 1, sum: 1)
}
