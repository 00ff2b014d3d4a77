import Disclosure
import Metering
import TestKit
import Testing

@Suite("The gate for sums with noise")
struct NoiseGateTests {
    private func release(
        _ totals: [Int64], kind: String = "commune", expected: Int = 1_000, cost: Int = 1_000,
        _ mechanism: NoiseMechanism = .laplace, seed: UInt64 = 1
    ) throws -> NoisySum {
        let gate = try NoiseGate(policy: try PolicyLibrary().policy("noise-2026"))
        let question = Asking.question(.public, kind: kind, expected: expected)
        return try gate.release(
            question, Asking.energies(totals), mechanism, cost: cost, bits: SeededGenerator(seed: seed))
    }

    @Test("cuts each point at the bound, above and below, before it adds")
    func clipping() throws {
        let usual = try release(Array(repeating: 100_000, count: 1_000))
        let cut = try release(Array(repeating: 100_000, count: 999) + [9_000_000_000])
        #expect(usual.sum == cut.sum)
        let below = try release(Array(repeating: 100_000, count: 999) + [-9_000_000_000])
        #expect(below.sum == usual.sum - 100_000)
    }

    @Test("moves the sum by about what it says", arguments: NoiseMechanism.allCases)
    func spread(mechanism: NoiseMechanism) throws {
        let totals = Array(repeating: Int64(10_000), count: 1_000)
        let noises = try (1...400).map { seed in
            let released = try release(totals, mechanism, seed: UInt64(seed))
            return Double(released.sum - 10_000_000) / Double(released.standardDeviation)
        }
        let variance = noises.reduce(0) { $0 + $1 * $1 } / 400
        #expect(0.6 < variance && variance < 1.6, "\(variance)")
    }

    @Test("says the scale of its noise: clip / epsilon, and for Gauss what one chance in 10⁹ asks")
    func scale() throws {
        #expect(try release([1]).standardDeviation == 141_421)
        #expect(try release([1], cost: 500).standardDeviation == 282_843)
        #expect(try abs(release([1], .gaussian).standardDeviation - 651_000) < 10_000)
    }

    @Test("lets nothing of gross production out: the rule speaks of what passes connections")
    func production() throws {
        let gate = try NoiseGate(policy: try PolicyLibrary().policy("noise-2026"))
        let question = Asking.question(.public, direction: .production, kind: "commune", expected: 1_000)
        #expect(throws: NoiseRefusal.notForProduction) { try gate.admit(question, cost: 1_000) }
        let other = Asking.question(.public, direction: .injection, kind: "commune", expected: 1_000)
        #expect(throws: Never.self) { try gate.admit(other, cost: 1_000) }
    }

    @Test("asks for a large territory and a cost within the release's, whatever the data")
    func refusals() throws {
        let because = "a sum with noise is for a commune or a larger territory of 1,000 points or more"
        #expect(throws: NoiseRefusal.notForSet(because: because)) { try release([], kind: "building") }
        #expect(throws: NoiseRefusal.notForSet(because: because)) { try release([], expected: 999) }
        for cost in [0, -1, 1_001] {
            #expect(throws: NoiseRefusal.cost(cost, most: 1_000)) { try release([], cost: cost) }
        }
        #expect(throws: NoiseRefusal.noNoise(policy: PolicyLibrary.defaultID)) {
            try NoiseGate(policy: try PolicyLibrary().policy(PolicyLibrary.defaultID))
        }
    }
}
